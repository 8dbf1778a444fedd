package dev.diskless.ext4.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.diskless.contract.tool.RealTool;
import dev.diskless.ext4.internal.disk.Features;
import dev.diskless.ext4.internal.disk.Superblock;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The real mkfs.ext4 with the identity of {@link Sample}, and what must be equal to what it makes. */
final class Mkfs {

    private static final long MEBI = 1 << 20;
    private static final long GIBI = 1 << 30;
    private static final long COMPARED_WHOLE = 256 * MEBI;
    private static final int PAGE = 4096;
    private static final Map<String, String> FAKE_TIME =
            Map.of("E2FSPROGS_FAKE_TIME", Long.toString(Sample.TIME.getEpochSecond()));

    private Mkfs() {}

    /** Makes a file system in a new sparse file. */
    static RealTool.Outcome make(Path image, long size, List<String> options) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
            file.setLength(size);
        }
        List<Object> line = new ArrayList<>(List.of("-q", "-F", "-U", Sample.UUID_VALUE));
        line.addAll(List.of("-E", "hash_seed=" + Sample.HASH_SEED));
        line.addAll(options);
        line.add(image);
        return RealTool.named("mkfs.ext4").run(FAKE_TIME, null, line.toArray());
    }

    /** Whole small images must be equal, of large ones the places where metadata is. */
    static void assertSame(Path theirs, Path ours, long size) throws IOException {
        assertEquals(dump(theirs), dump(ours));
        assertSameBytes(theirs, ours, Math.min(size, COMPARED_WHOLE), 0);
        if (size > COMPARED_WHOLE) {
            assertSameMetadata(theirs, ours, size);
        }
    }

    /** All that dumpe2fs says but for what depends on the number of writes; the last line is the superblock's sum. */
    static String dump(Path image) {
        return RealTool.named("dumpe2fs")
                .run(image)
                .succeeded()
                .out()
                .lines()
                .filter(line -> !line.startsWith("Lifetime writes:") && !line.startsWith("Checksum:"))
                .collect(Collectors.joining("\n"));
    }

    /** Compares the start of groups and the descriptors there, bitmaps, and the first blocks of inode tables. */
    private static void assertSameMetadata(Path theirs, Path ours, long size) throws IOException {
        long group = size < 512 * MEBI ? 8192L * 1024 : 32768L * 4096;
        long head = size < 64 * GIBI ? 4 * MEBI : MEBI;
        for (long start = group; start < size; start += group) {
            long number = start / group;
            if (FormatPlan.hasSuperblock(number) || number % 16 == 0) {
                assertSameBytes(theirs, ours, Math.min(size, start + head), start / PAGE * PAGE);
            }
        }
        assertSameBytes(theirs, ours, size, Math.max(0, size - MEBI) / PAGE * PAGE);
    }

    private static void assertSameBytes(Path theirs, Path ours, long end, long start) throws IOException {
        try (FileChannel a = FileChannel.open(theirs);
                FileChannel b = FileChannel.open(ours)) {
            int chunk = 1 << 20;
            for (long at = start; at < end; at += chunk) {
                byte[] x = read(a, at, (int) Math.min(chunk, end - at));
                byte[] y = read(b, at, (int) Math.min(chunk, end - at));
                if (!Arrays.equals(x, y)) {
                    assertSamePages(x, y, at);
                }
            }
        }
    }

    private static void assertSamePages(byte[] x, byte[] y, long at) {
        for (int page = 0; page < x.length; page += 1024) {
            byte[] p = maskSuperblock(Arrays.copyOfRange(x, page, Math.min(x.length, page + 1024)));
            byte[] q = maskSuperblock(Arrays.copyOfRange(y, page, Math.min(y.length, page + 1024)));
            assertArrayEquals(p, q, "bytes from " + (at + page));
        }
    }

    private static byte[] maskSuperblock(byte[] bytes) {
        if (bytes.length == Superblock.SIZE && new Superblock(bytes).hasMagic()) {
            Superblock superblock = new Superblock(bytes);
            boolean summed = superblock.features().hasReadOnlyCompatible(Features.METADATA_CSUM);
            assertEquals(summed ? superblock.computedChecksum() : 0, superblock.storedChecksum());
            Arrays.fill(bytes, Superblock.KILOBYTES_WRITTEN, Superblock.KILOBYTES_WRITTEN + 8, (byte) 0);
            Arrays.fill(bytes, Superblock.CHECKSUM, Superblock.CHECKSUM + 4, (byte) 0);
        }
        return bytes;
    }

    private static byte[] read(FileChannel channel, long at, int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(length);
        while (buffer.hasRemaining() && channel.read(buffer, at + buffer.position()) > 0) {
            // A channel may read less than asked for.
        }
        return buffer.array();
    }
}
