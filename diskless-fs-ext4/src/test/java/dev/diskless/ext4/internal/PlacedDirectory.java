package dev.diskless.ext4.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.diskless.contract.tool.RealTool;
import dev.diskless.device.ImageFile;
import dev.diskless.ext4.internal.disk.Inode;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** A directory {@code d} in an image of the real mkfs.ext4; its blocks were made here, its names are links of files. */
final class PlacedDirectory {

    private static final int MOST_LINKS = 50_000;
    private static final int FILES = 4;

    final Path image;
    final MemoryDirectory directory;
    private final long[] files = new long[FILES];
    private final int[] links = new int[FILES];
    private int names;

    /** Makes the image and an empty directory that is not yet placed. */
    PlacedDirectory(Path image, String size, String options) throws IOException {
        this.image = image;
        RealTool.named("mkfs.ext4")
                .run((Object[]) ("-q -F " + options + " " + image + " " + size).split(" "))
                .succeeded();
        Path empty = Files.createFile(image.resolveSibling(image.getFileName() + ".empty"));
        StringBuilder script = new StringBuilder("mkdir d\n");
        for (int i = 0; i < FILES; i++) {
            script.append("write ").append(empty).append(" f").append(i).append('\n');
        }
        debugfs(script);
        try (ImageFile device = ImageFile.openReadOnly(image);
                ReadableVolume volume = ReadableVolume.open(device)) {
            long number = Sample.resolve(volume, "d");
            for (int i = 0; i < FILES; i++) {
                files[i] = Sample.resolve(volume, "f" + i);
                links[i] = 1;
            }
            directory = new MemoryDirectory(volume.geometry, volume.superblock, number, volume.inodes.read(number));
            directory.format(Volume.ROOT);
        }
    }

    void insert(byte[] name) throws IOException {
        int file = names++ / MOST_LINKS;
        links[file]++;
        directory.insert(name, files[file]);
    }

    /** Takes out the name that was put in as one of so many. */
    void remove(byte[] name, int number) throws IOException {
        links[number / MOST_LINKS]--;
        directory.remove(name);
    }

    /** Stores the directory. */
    void place() throws IOException {
        StringBuilder script = new StringBuilder();
        for (int i = 1; i < directory.count(); i++) {
            script.append("expand_dir d\n");
        }
        for (int i = 0; i < FILES; i++) {
            script.append("set_inode_field f").append(i).append(" links_count ").append(links[i]);
            script.append('\n');
        }
        debugfs(script);
        try (ImageFile device = ImageFile.openReadOnly(image);
                ReadableVolume volume = ReadableVolume.open(device);
                RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
            long number = directory.number;
            Inode inode = volume.inodes.read(number);
            int blockSize = volume.geometry.blockSize();
            assertEquals((long) directory.count() * blockSize, inode.size());
            for (int logical = 0; logical < directory.count(); logical++) {
                long block = volume.directories.locate(number, inode, logical);
                file.seek(block * blockSize);
                file.write(directory.read(logical));
            }
            byte[] bytes = Arrays.copyOf(inode.bytes(), inode.bytes().length);
            Inode changed = new Inode(bytes);
            changed.setFlags(inode.flags() | directory.inode.flags());
            if (volume.geometry.hasMetadataChecksums()) {
                changed.seal(volume.geometry.seed(), number);
            }
            file.seek(volume.inodes.locate(number));
            file.write(bytes);
        }
    }

    private void debugfs(CharSequence script) throws IOException {
        Path commands = Files.createTempFile(image.getParent(), "debugfs", "");
        Files.writeString(commands, script);
        RealTool.Outcome outcome =
                RealTool.named("debugfs").run("-w", "-f", commands, image).succeeded();
        assertEquals(-1, outcome.err().indexOf("\n", outcome.err().indexOf('\n') + 1), outcome.err());
    }

    static ByteBuffer list(Iterable<byte[]> names) {
        int length = 0;
        for (byte[] name : names) {
            length += name.length + 1;
        }
        ByteBuffer list = ByteBuffer.allocate(length);
        for (byte[] name : names) {
            list.put(name).put((byte) 0);
        }
        return list.flip();
    }
}
