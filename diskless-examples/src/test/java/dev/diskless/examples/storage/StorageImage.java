package dev.diskless.examples.storage;

import dev.diskless.device.BlockDevice;
import dev.diskless.device.ImageFile;
import dev.diskless.ext4.Ext4;
import dev.diskless.medium.FormatOptions;
import dev.diskless.medium.Partition;
import dev.diskless.medium.PartitionTable;
import dev.diskless.partition.MbrScheme;
import dev.diskless.partition.NewPartition;
import dev.diskless.partition.PartitionEditor;
import dev.diskless.spi.StorageOptions;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Random;
import java.util.UUID;

/** Images with an ext4 file system that holds some objects. */
final class StorageImage {

    static final Instant TIME = Instant.parse("2026-07-11T09:30:00Z");

    private static final int SIZE = 12 << 20;

    private StorageImage() {}

    /** Options under a clock that stands still. */
    static StorageOptions options() {
        return StorageOptions.of(InstantSource.fixed(TIME), new Random(1));
    }

    /** One file system that fills the image. */
    static Path bare(Path image, Map<String, byte[]> objects) throws IOException {
        try (BlockDevice device = ImageFile.create(image, SIZE)) {
            format(device, objects);
        }
        return image;
    }

    /** Two partitions with a file system each; the objects are on the second. */
    static Path partitioned(Path image, Map<String, byte[]> objects) throws IOException {
        long size = 2L * SIZE + (4 << 20);
        try (BlockDevice device = ImageFile.create(image, size)) {
            PartitionTable table = PartitionEditor.newTable(new MbrScheme().name(), size, 512, "test");
            for (int i = 0; i < 2; i++) {
                table = PartitionEditor.create(
                        table, NewPartition.of(Partition.MBR_LINUX).withLength(SIZE));
            }
            new MbrScheme().write(device, table);
            for (Partition partition : table.partitions()) {
                format(
                        device.range(partition.start(), partition.length()),
                        partition.number() == 2 ? objects : Map.of());
            }
        }
        return image;
    }

    static void format(BlockDevice device, Map<String, byte[]> objects) throws IOException {
        FormatOptions options = new FormatOptions("", new UUID(1, 2), new UUID(3, 4), TIME);
        try (FileSystem volume = Ext4.format(device, options)) {
            for (Map.Entry<String, byte[]> object : objects.entrySet()) {
                Files.write(volume.getPath("/" + object.getKey()), object.getValue());
            }
        }
    }
}
