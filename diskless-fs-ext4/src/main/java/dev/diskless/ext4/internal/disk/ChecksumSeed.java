package dev.diskless.ext4.internal.disk;

import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * The start value of the checksums of a volume or of one inode.
 *
 * <p>ext4 uses CRC-32C without the final inversion and with start values other than all ones. {@link CRC32C} has
 * neither; but it gives the same numbers, inverted, when it first reads bytes that bring its register to the wanted
 * value. Such a prefix is what a seed keeps. Immutable.
 *
 * @see <a href="https://www.kernel.org/doc/html/latest/filesystems/ext4/overview.html">ext4, Checksums</a>
 */
public final class ChecksumSeed {

    /** The start value that is all ones, as the superblock's checksum has it. */
    public static final ChecksumSeed ONES = new ChecksumSeed(new byte[0]);

    private static final int POLYNOMIAL = 0x82F63B78;
    private static final byte[] ZEROS = new byte[8];

    private final byte[] prefix;

    private ChecksumSeed(byte[] prefix) {
        this.prefix = prefix;
    }

    /** The seed of a volume that derives it from its UUID. */
    public static ChecksumSeed ofUuid(byte[] uuid) {
        return new ChecksumSeed(uuid.clone());
    }

    /** The seed of a volume that keeps it in the superblock. */
    public static ChecksumSeed ofValue(int seed) {
        int register = seed;
        for (int bit = 0; bit < 32; bit++) {
            register = register < 0 ? (register ^ POLYNOMIAL) << 1 | 1 : register << 1;
        }
        byte[] prefix = new byte[4];
        LittleEndian.put32(prefix, 0, ~register);
        return new ChecksumSeed(prefix);
    }

    /** The seed of what belongs to one inode. */
    public ChecksumSeed ofInode(long inode, int generation) {
        byte[] longer = Arrays.copyOf(prefix, prefix.length + 8);
        LittleEndian.put32(longer, prefix.length, inode);
        LittleEndian.put32(longer, prefix.length + 4, generation);
        return new ChecksumSeed(longer);
    }

    /** The number that a volume keeps in the superblock so that its UUID may change. */
    public int value() {
        return start().value();
    }

    /** The checksum of one range. */
    public int checksum(byte[] bytes, int from, int length) {
        return start().add(bytes, from, length).value();
    }

    /** Starts a checksum of several parts. */
    public Sum start() {
        return new Sum(prefix);
    }

    /** A checksum that grows. */
    public static final class Sum {

        private final CRC32C crc = new CRC32C();

        private Sum(byte[] prefix) {
            crc.update(prefix, 0, prefix.length);
        }

        public Sum add(byte[] bytes, int from, int length) {
            crc.update(bytes, from, length);
            return this;
        }

        public Sum add32(long value) {
            byte[] bytes = new byte[4];
            LittleEndian.put32(bytes, 0, value);
            return add(bytes, 0, 4);
        }

        /** Adds at most eight zeros. */
        public Sum zeros(int count) {
            return add(ZEROS, 0, count);
        }

        public int value() {
            return (int) ~crc.getValue();
        }
    }
}
