package dev.diskless.ext4.internal.check;

import dev.diskless.device.ImageFile;
import dev.diskless.ext4.internal.Volumes;
import dev.diskless.ext4.internal.disk.ChecksumSeed;
import dev.diskless.ext4.internal.disk.DirectoryBlock;
import dev.diskless.ext4.internal.disk.ExtentNode;
import dev.diskless.ext4.internal.disk.Features;
import dev.diskless.ext4.internal.disk.GroupDescriptor;
import dev.diskless.ext4.internal.disk.HashTreeNode;
import dev.diskless.ext4.internal.disk.Inode;
import dev.diskless.ext4.internal.disk.LittleEndian;
import dev.diskless.ext4.internal.disk.Superblock;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.function.Consumer;

/** Changes structures of an image and makes their checksums right again. */
final class Wound implements AutoCloseable {

    final Path image;
    final RandomAccessFile file;
    final Superblock superblock;
    final Layout layout;

    Wound(Path image) throws IOException {
        this.image = image;
        this.file = new RandomAccessFile(image.toFile(), "rw");
        this.superblock = new Superblock(read(Superblock.POSITION, Superblock.SIZE));
        this.layout = Layout.of(superblock, file.length(), new Findings());
    }

    boolean summed() {
        return layout.hasMetadataChecksums();
    }

    byte[] read(long position, int length) throws IOException {
        byte[] bytes = new byte[length];
        file.seek(position);
        file.readFully(bytes);
        return bytes;
    }

    void write(long position, byte[] bytes) throws IOException {
        file.seek(position);
        file.write(bytes);
    }

    byte[] block(long number) throws IOException {
        return read(number * layout.blockSize(), layout.blockSize());
    }

    void edit(long position, int length, Consumer<byte[]> change) throws IOException {
        byte[] bytes = read(position, length);
        change.accept(bytes);
        write(position, bytes);
    }

    void flip(long position) throws IOException {
        edit(position, 1, bytes -> bytes[0] ^= 0x10);
    }

    void superblock(Consumer<byte[]> change) throws IOException {
        edit(Superblock.POSITION, Superblock.SIZE, bytes -> {
            change.accept(bytes);
            if (summed()) {
                new Superblock(bytes).seal();
            }
        });
    }

    GroupTable groups() throws IOException {
        byte[] table = new byte[layout.descriptorBlocks() * layout.blockSize()];
        for (int i = 0; i < layout.descriptorBlocks(); i++) {
            System.arraycopy(block(layout.descriptorBlock(i)), 0, table, i * layout.blockSize(), layout.blockSize());
        }
        return new GroupTable(table, layout.descriptorSize());
    }

    void group(int group, Consumer<byte[]> change) throws IOException {
        long at = layout.descriptorBlock(0) * layout.blockSize() + (long) group * layout.descriptorSize();
        edit(at, layout.descriptorSize(), bytes -> {
            change.accept(bytes);
            GroupDescriptor descriptor = new GroupDescriptor(bytes, 0, bytes.length);
            if (summed()) {
                descriptor.seal(layout.seed(), group);
            } else if (layout.features().hasReadOnlyCompatible(Features.GDT_CSUM)) {
                LittleEndian.put16(bytes, 0x1E, descriptor.computedCrc16(superblock.bytes(), group));
            }
        });
    }

    /** Changes a bitmap and, where asked, stores its checksum. */
    void bitmap(int group, boolean blocks, boolean sealed, Consumer<byte[]> change) throws IOException {
        long block = blocks ? groups().blockBitmap(group) : groups().inodeBitmap(group);
        edit(block * layout.blockSize(), layout.blockSize(), change);
        int bits = blocks ? layout.blocksPerGroup() : layout.inodesPerGroup();
        int checksum = layout.seed().checksum(block(block), 0, bits / 8);
        if (sealed && summed()) {
            group(group, bytes -> {
                LittleEndian.put16(bytes, blocks ? 0x18 : 0x1A, checksum);
                if (bytes.length > 32) {
                    LittleEndian.put16(bytes, blocks ? 0x38 : 0x3A, checksum >>> 16);
                }
            });
        }
    }

    long inodePosition(long number) throws IOException {
        int group = (int) ((number - 1) / layout.inodesPerGroup());
        return groups().inodeTable(group) * layout.blockSize()
                + (number - 1) % layout.inodesPerGroup() * layout.inodeSize();
    }

    Inode inode(long number) throws IOException {
        return new Inode(read(inodePosition(number), layout.inodeSize()));
    }

    void inode(long number, Consumer<byte[]> change) throws IOException {
        edit(inodePosition(number), layout.inodeSize(), bytes -> {
            change.accept(bytes);
            if (summed()) {
                new Inode(bytes).seal(layout.seed(), number);
            }
        });
    }

    long find(String path) throws IOException {
        try (ImageFile device = ImageFile.openReadOnly(image);
                var volume = Volumes.open(device)) {
            long inode = 2;
            for (String name : path.split("/")) {
                inode = volume.lookup(inode, name.getBytes(StandardCharsets.UTF_8))
                        .orElseThrow();
            }
            return inode;
        }
    }

    long physical(long number, long logical) throws IOException {
        Findings none = new Findings();
        try (ImageFile device = ImageFile.openReadOnly(image)) {
            Examined examined =
                    new Examined(new Source(device, layout.blockSize()), superblock, layout, groups(), none);
            long[] found = {-1};
            new Mapping(examined, number, inode(number), false, (start, physical, length, unwritten) -> {
                        if (logical >= start && logical < start + length) {
                            found[0] = physical + logical - start;
                        }
                    })
                    .walk();
            if (found[0] < 0) {
                throw new IllegalArgumentException("no block " + logical);
            }
            return found[0];
        }
    }

    ChecksumSeed seed(long number) throws IOException {
        return layout.seed().ofInode(number, inode(number).generation());
    }

    void leaf(long directory, long logical, Consumer<byte[]> change) throws IOException {
        ChecksumSeed seed = seed(directory);
        edit(physical(directory, logical) * layout.blockSize(), layout.blockSize(), bytes -> {
            change.accept(bytes);
            if (summed()) {
                new DirectoryBlock(bytes).seal(seed);
            }
        });
    }

    /** Changes the root of a hash tree. */
    void treeRoot(long directory, Consumer<byte[]> change) throws IOException {
        ChecksumSeed seed = seed(directory);
        edit(physical(directory, 0) * layout.blockSize(), layout.blockSize(), bytes -> {
            change.accept(bytes);
            HashTreeNode node = HashTreeNode.root(bytes);
            if (summed() && node.hasTail()) {
                LittleEndian.put32(bytes, 32 + 8 * node.limit() + 4, node.computedChecksum(seed));
            }
        });
    }

    /** Changes the first node below the root of an extent tree. */
    void extents(long number, Consumer<byte[]> change) throws IOException {
        ChecksumSeed seed = seed(number);
        long node = ExtentNode.root(inode(number)).child(0);
        edit(node * layout.blockSize(), layout.blockSize(), bytes -> {
            change.accept(bytes);
            ExtentNode changed = ExtentNode.inBlock(bytes);
            if (summed() && changed.hasTail()) {
                changed.seal(seed);
            }
        });
    }

    void attributes(long number, Consumer<byte[]> change) throws IOException {
        long block = inode(number).attributeBlock();
        edit(block * layout.blockSize(), layout.blockSize(), bytes -> {
            change.accept(bytes);
            if (summed()) {
                byte[] place = new byte[8];
                LittleEndian.put64(place, 0, block);
                LittleEndian.put32(bytes, 16, 0);
                LittleEndian.put32(
                        bytes,
                        16,
                        layout.seed()
                                .start()
                                .add(place, 0, 8)
                                .add(bytes, 0, bytes.length)
                                .value());
            }
        });
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
