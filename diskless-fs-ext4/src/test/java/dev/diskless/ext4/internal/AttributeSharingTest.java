package dev.diskless.ext4.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.diskless.contract.tool.RealTool;
import dev.diskless.device.ImageFile;
import dev.diskless.ext4.internal.disk.AttributeList;
import dev.diskless.ext4.internal.disk.Inode;
import dev.diskless.ext4.internal.disk.LittleEndian;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Blocks of attributes that the kernel made inodes share. */
class AttributeSharingTest {

    private static final int FILES = 3;

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"-t ext4", "-t ext4 -b 1024 -O ^metadata_csum", "-t ext3 -I 128"})
    @Tag("kernel-mount")
    void inodeLeavesASharedBlock(String options) throws IOException {
        Path image = folder.resolve("real.img");
        try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
            file.setLength(16L << 20);
        }
        List<Object> line = new ArrayList<>(List.of("-q", "-F"));
        line.addAll(List.of(options.split(" ")));
        line.add(image);
        RealTool.named("mke2fs").run(line.toArray()).succeeded();
        byte[] value = Sample.noise(500, 1);
        try (LoopMount mount = LoopMount.writable(image, folder.resolve("mnt"))) {
            for (int i = 0; i < FILES; i++) {
                Path file = Files.createFile(mount.root().resolve("file-" + i));
                Files.getFileAttributeView(file, UserDefinedFileAttributeView.class)
                        .write("large", ByteBuffer.wrap(value));
            }
        }
        try (ImageFile device = ImageFile.open(image)) {
            ReadableVolume volume = ReadableVolume.open(device);
            long number = Sample.resolve(volume, "file-1");
            Inode inode = volume.inodes.read(number);
            byte[] block = volume.attributes.block(number, inode);
            assertEquals(FILES, AttributeList.inBlock(block).references());

            AttributeWriter writer = new AttributeWriter(volume.geometry);
            byte[] before = block.clone();
            byte[] other = writer.set(number, inode, block, Sample.bytes("user.more"), Sample.noise(300, 2));
            assertArrayEquals(before, block);
            assertNotEquals(block, other);
            assertEquals(1, AttributeList.inBlock(other).references());

            inode = volume.inodes.read(number);
            assertNull(writer.set(number, inode, block, Sample.bytes("user.large"), null));
            AttributeList.inBlock(block).setReferences(FILES - 1);
            writer.seal(block, inode.attributeBlock());
            device.write(volume.geometry.position(inode.attributeBlock()), ByteBuffer.wrap(block));
            LittleEndian.put32(inode.bytes(), 0x68, 0);
            inode.setBlocks(inode.blocks() - volume.geometry.blockSize() / 512);
            if (volume.geometry.hasMetadataChecksums()) {
                inode.seal(volume.geometry.seed(), number);
            }
            device.write(volume.inodes.locate(number), ByteBuffer.wrap(inode.bytes()));
        }
        Fsck.assertClean(image);
        try (ImageFile device = ImageFile.openReadOnly(image);
                Volume volume = Volumes.open(device)) {
            assertNull(volume.attribute(Sample.resolve(volume, "file-1"), Sample.bytes("user.large")));
            assertArrayEquals(value, volume.attribute(Sample.resolve(volume, "file-2"), Sample.bytes("user.large")));
        }
    }
}
