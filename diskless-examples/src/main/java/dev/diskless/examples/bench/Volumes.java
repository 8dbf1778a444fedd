package dev.diskless.examples.bench;

import dev.diskless.device.BlockDevice;
import dev.diskless.device.ImageFile;
import dev.diskless.ext4.Ext4;
import dev.diskless.medium.FormatOptions;
import dev.diskless.medium.WritingOptions;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.UUID;

/** Makes the file systems that are measured. */
final class Volumes {

    /** Equal to {@code mke2fs -O} with this. */
    static final String FEATURES = "^has_journal,^64bit";

    private static final Instant TIME = Instant.ofEpochSecond(1_700_000_000);
    private static final FormatOptions OPTIONS = new FormatOptions(
            "bench",
            UUID.fromString("12345678-9abc-4def-8123-456789abcdef"),
            UUID.fromString("87654321-9abc-4def-8123-456789abcdef"),
            TIME);

    private Volumes() {}

    /** What goes into a file system. */
    interface Filling {
        void into(Path root) throws IOException;
    }

    /** Makes a new image, fills it and closes it; gives how many nanoseconds that took. */
    static long make(Path image, long size, Filling filling) throws IOException {
        Files.deleteIfExists(image);
        return Measure.time(() -> {
            try (BlockDevice device = ImageFile.create(image, size);
                    FileSystem fileSystem = Ext4.format(device, OPTIONS)) {
                filling.into(fileSystem.getPath("/"));
            }
        });
    }

    /** Fills a file system that is there already, and was just made; gives how many nanoseconds that took. */
    static long change(Path image, long size, Filling filling) throws IOException {
        make(image, size, root -> {});
        return Measure.time(() -> {
            try (BlockDevice device = ImageFile.open(image);
                    FileSystem fileSystem = Ext4.openWritable(device, WritingOptions.at(TIME))) {
                filling.into(fileSystem.getPath("/"));
            }
        });
    }

    /** Reads a file system; gives how many nanoseconds that took. */
    static long read(Path image, Filling reading) throws IOException {
        return Measure.time(() -> {
            try (FileSystem fileSystem = Ext4.open(image)) {
                reading.into(fileSystem.getPath("/"));
            }
        });
    }

    /** Fails if the host finds a fault. */
    static void check(Path image) throws IOException {
        String text = HostTool.output("e2fsck", "-fn", image);
        if (text.contains("Fix?") || text.contains("IGNORED") || text.contains("WARNING")) {
            throw new IOException("not clean: " + image + "\n" + text);
        }
    }

    /** How many bytes of its disk a file takes. */
    static long allocated(Path image) throws IOException {
        return 512 * Long.parseLong(HostTool.output("stat", "-c", "%b", image).strip());
    }
}
