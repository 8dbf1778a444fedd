package dev.diskless.ext4.internal;

import dev.diskless.device.BlockDevice;
import dev.diskless.medium.FormatOptions;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Random;
import java.util.UUID;

/** Values that tests share. */
final class Sample {

    static final Instant TIME = Instant.ofEpochSecond(1_700_000_000);
    static final UUID UUID_VALUE = UUID.fromString("11111111-2222-3333-4444-555555555555");
    static final UUID HASH_SEED = UUID.fromString("aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee");
    static final FormatOptions OPTIONS = new FormatOptions("", UUID_VALUE, HASH_SEED, TIME);

    static final int FILE = 0x8000;
    static final int DIRECTORY = 0x4000;
    static final int LINK = 0xA000;

    private Sample() {}

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static byte[] noise(int length, long seed) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    static Volume format(BlockDevice device) throws IOException {
        return Volumes.format(device, OPTIONS);
    }

    static NewInode inode(int mode) {
        return new NewInode(mode, 0, 0, 0, 0);
    }

    static long directory(Volume volume, long parent, String name) throws IOException {
        return volume.create(parent, bytes(name), inode(DIRECTORY | 0755), null);
    }

    static long file(Volume volume, long parent, String name, byte[] content) throws IOException {
        long inode = volume.create(parent, bytes(name), inode(FILE | 0644), null);
        volume.write(inode, 0, ByteBuffer.wrap(content), false);
        return inode;
    }

    static byte[] content(Volume volume, long inode) throws IOException {
        long size = volume.stat(inode).size();
        ByteBuffer buffer = ByteBuffer.allocate(Math.toIntExact(size));
        while (buffer.hasRemaining() && volume.read(inode, buffer.position(), buffer) > 0) {
            // Reads go on where the last one ended.
        }
        return buffer.array();
    }

    static long resolve(Volume volume, String path) throws IOException {
        long inode = Volume.ROOT;
        for (String name : path.split("/")) {
            if (!name.isEmpty()) {
                inode = volume.lookup(inode, bytes(name)).orElseThrow();
            }
        }
        return inode;
    }
}
