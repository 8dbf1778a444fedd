package dev.diskless.ext4.internal;

import dev.diskless.device.RamDevice;
import dev.diskless.ext4.internal.disk.AttributeList;
import dev.diskless.ext4.internal.disk.DirectoryBlock;
import dev.diskless.ext4.internal.disk.ExtentNode;
import dev.diskless.ext4.internal.disk.GroupDescriptor;
import dev.diskless.ext4.internal.disk.Inode;
import dev.diskless.ext4.internal.disk.LittleEndian;
import dev.diskless.ext4.internal.disk.Superblock;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.function.Consumer;

/** A small volume whose structures a test damages; the checksums are put right, so that later checks are reached. */
final class Patient {

    static final int BLOCK = 1024;

    final RamDevice device = new RamDevice(4 << 20);
    final long directory;
    final long file;
    final long scattered;
    final long fastLink;
    final long slowLink;
    private final ReadableVolume healthy;

    Patient() throws IOException {
        Volume volume = Sample.format(device);
        directory = Sample.directory(volume, Volume.ROOT, "directory");
        file = Sample.file(volume, directory, "file", Sample.noise(5000, 1));
        scattered = volume.create(directory, Sample.bytes("scattered"), Sample.inode(Sample.FILE), null);
        for (int i = 0; i < 20; i++) {
            volume.write(scattered, i * 3000L, ByteBuffer.wrap(new byte[] {1}), true);
        }
        fastLink = volume.create(directory, Sample.bytes("fast"), Sample.inode(Sample.LINK), Sample.bytes("x"));
        slowLink = volume.create(
                directory, Sample.bytes("slow"), Sample.inode(Sample.LINK), Sample.bytes("x".repeat(100)));
        for (int i = 0; i < 100; i++) {
            Sample.directory(volume, directory, "a-subdirectory-with-number-" + i);
        }
        volume.close();
        healthy = ReadableVolume.open(device);
    }

    Volume open() throws IOException {
        return Volumes.open(device);
    }

    long inodePosition(long inode) throws IOException {
        return healthy.inodes.locate(inode);
    }

    void superblock(Consumer<byte[]> damage) {
        byte[] bytes = read(Superblock.POSITION, Superblock.SIZE);
        damage.accept(bytes);
        new Superblock(bytes).seal();
        write(Superblock.POSITION, bytes);
    }

    /** Turns the extents of the file into a block map, and keeps the first subdirectory in its inode. */
    long useOtherLayouts() throws IOException {
        long first = ExtentNode.root(healthy.inodes.read(file)).physical(0);
        inode(file, bytes -> {
            LittleEndian.put32(bytes, 0x20, 0);
            for (int i = 0; i < 15; i++) {
                LittleEndian.put32(bytes, Inode.BLOCK_ARRAY + 4 * i, i < 5 ? first + i : 0);
            }
        });
        long kept = Sample.resolve(healthy, "directory/a-subdirectory-with-number-0");
        inode(kept, bytes -> {
            LittleEndian.put32(bytes, 0x20, Inode.FLAG_INLINE_DATA);
            LittleEndian.put32(bytes, Inode.BLOCK_ARRAY, directory);
            LittleEndian.put32(bytes, Inode.BLOCK_ARRAY + 4, 0);
            LittleEndian.put32(bytes, Inode.BLOCK_ARRAY + 8, Inode.BLOCK_ARRAY_SIZE - 4);
        });
        return kept;
    }

    /** Gives the file two extended attributes, which lie in its inode. */
    void attributes() throws IOException {
        inode(file, bytes -> {
            int magic = Inode.BASE_SIZE + Inode.EXTRA_SIZE;
            LittleEndian.put32(bytes, magic, AttributeList.MAGIC);
            for (int i = 0; i < 2; i++) {
                int at = magic + 4 + 20 * i;
                int value = bytes.length - 4 - 4 * i;
                LittleEndian.put8(bytes, at, 1);
                LittleEndian.put8(bytes, at + 1, 1);
                LittleEndian.put16(bytes, at + 2, value - magic - 4);
                LittleEndian.put32(bytes, at + 8, 4);
                bytes[at + AttributeList.ENTRY] = (byte) ('a' + i);
                System.arraycopy(Sample.bytes(i == 0 ? "four" : "five"), 0, bytes, value, 4);
            }
        });
    }

    void descriptor(Consumer<byte[]> damage) {
        byte[] bytes = read(2L * BLOCK, GroupDescriptor.SMALL);
        damage.accept(bytes);
        new GroupDescriptor(bytes, 0, GroupDescriptor.SMALL).seal(healthy.geometry.seed(), 0);
        write(2L * BLOCK, bytes);
    }

    void inode(long number, Consumer<byte[]> damage) throws IOException {
        byte[] bytes = read(inodePosition(number), FormatPlan.INODE_SIZE);
        damage.accept(bytes);
        new Inode(bytes).seal(healthy.geometry.seed(), number);
        write(inodePosition(number), bytes);
    }

    void directoryBlock(long number, int logical, Consumer<byte[]> damage) throws IOException {
        long position = directoryBlockPosition(number, logical);
        byte[] bytes = read(position, BLOCK);
        damage.accept(bytes);
        new DirectoryBlock(bytes).seal(healthy.geometry.seed().ofInode(number, 0));
        write(position, bytes);
    }

    long directoryBlockPosition(long number, int logical) throws IOException {
        Inode inode = healthy.inodes.read(number);
        return healthy.directories.locate(number, inode, logical) * BLOCK;
    }

    /** The first node below the root of the scattered file. */
    void extentNode(Consumer<byte[]> damage) throws IOException {
        byte[] bytes = read(extentNodePosition(), BLOCK);
        damage.accept(bytes);
        ExtentNode node = ExtentNode.inBlock(bytes);
        if (node.hasTail()) {
            node.seal(healthy.geometry.seed().ofInode(scattered, 0));
        }
        write(extentNodePosition(), bytes);
    }

    long extentNodePosition() throws IOException {
        return ExtentNode.root(healthy.inodes.read(scattered)).child(0) * BLOCK;
    }

    void flip(long position) {
        byte[] bytes = read(position, 1);
        bytes[0] ^= 0x40;
        write(position, bytes);
    }

    byte[] read(long position, int length) {
        ByteBuffer buffer = ByteBuffer.allocate(length);
        device.read(position, buffer);
        return buffer.array();
    }

    void write(long position, byte[] bytes) {
        device.write(position, ByteBuffer.wrap(bytes));
    }
}
