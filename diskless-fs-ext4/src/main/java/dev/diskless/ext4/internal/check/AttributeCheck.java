package dev.diskless.ext4.internal.check;

import dev.diskless.ext4.internal.disk.AttributeName;
import dev.diskless.ext4.internal.disk.Inode;
import dev.diskless.ext4.internal.disk.LittleEndian;
import dev.diskless.ext4.internal.disk.PosixAcl;
import java.io.IOException;
import java.util.Arrays;
import java.util.BitSet;
import java.util.TreeMap;

/** Extended attributes in inodes and in blocks, which several inodes may share. */
final class AttributeCheck {

    private static final int MAGIC = 0xEA020000;
    private static final int HEADER = 32;
    private static final int CHECKSUM = 0x10;
    private static final int ENTRY = 16;

    private final Examined volume;
    private final Layout layout;
    /**
     * How often shared attribute blocks were named so far, how often they say, and how many blocks their values take
     * elsewhere; those that are through are gone.
     */
    private final TreeMap<Long, long[]> references = new TreeMap<>();

    private final ValueInodeCheck valueInodes;

    AttributeCheck(Examined volume) {
        this.volume = volume;
        this.valueInodes = new ValueInodeCheck(volume);
        this.layout = volume.layout;
    }

    /** Gives how many blocks this inode has to count for its attributes. */
    long check(long number, Inode inode) throws IOException {
        long elsewhere = 0;
        int extra = inode.extraSize();
        if (extra >= 4 && inode.hasValidExtraSize()) {
            int start = Inode.BASE_SIZE + extra;
            byte[] bytes = inode.bytes();
            if (start + 8 <= bytes.length && LittleEndian.i32(bytes, start) == MAGIC) {
                elsewhere = entries(number, -1, bytes, start + 4, start + 4, false);
            }
        }
        long block = inode.attributeBlock();
        if (block == 0) {
            return elsewhere;
        }
        if (block <= layout.first() || !layout.holds(block, 1)) {
            bad(Problem.ATTRIBUTE_BLOCK, number, block, "an attribute block lies outside the volume");
            return elsewhere;
        }
        long[] seen = references.get(block);
        if (seen != null) {
            if (++seen[0] == seen[1]) {
                references.remove(block);
            }
            return elsewhere + 1 + seen[2];
        }
        return elsewhere + 1 + block(number, block);
    }

    /** Compares the counts of references when all inodes were seen. */
    void finish() {
        references.forEach((block, counts) -> {
            String message = "an attribute block counts " + counts[1] + " references and has " + counts[0];
            bad(Problem.ATTRIBUTE_REFERENCES, -1, block, message);
        });
        references.clear();
    }

    /** Gives how many blocks the values take elsewhere. */
    private long block(long number, long block) throws IOException {
        if (volume.blocks.mark(block, 1) >= 0) {
            bad(Problem.BLOCK_SHARED, number, block, "the block belongs to something else, too");
            return 0;
        }
        byte[] bytes = volume.source.block(block);
        if (bytes == null || LittleEndian.i32(bytes, 0) != MAGIC || LittleEndian.u32(bytes, 8) != 1) {
            bad(Problem.ATTRIBUTE_BLOCK, number, block, "the header of an attribute block makes no sense");
            return 0;
        }
        if (layout.hasMetadataChecksums()) {
            byte[] place = new byte[8];
            LittleEndian.put64(place, 0, block);
            int computed = layout.seed()
                    .start()
                    .add(place, 0, place.length)
                    .add(bytes, 0, CHECKSUM)
                    .zeros(4)
                    .add(bytes, CHECKSUM + 4, bytes.length - CHECKSUM - 4)
                    .value();
            if (computed != LittleEndian.i32(bytes, CHECKSUM)) {
                bad(Problem.ATTRIBUTE_CHECKSUM, number, block, "wrong checksum of an attribute block");
            }
        }
        long elsewhere = entries(number, block, bytes, HEADER, 0, true);
        if (LittleEndian.u32(bytes, 4) != 1) {
            references.put(block, new long[] {1, LittleEndian.u32(bytes, 4), elsewhere});
        }
        return elsewhere;
    }

    private long entries(long number, long block, byte[] bytes, int first, int base, boolean hashed)
            throws IOException {
        int at = first;
        int lowest = bytes.length;
        long blocks = 0;
        // One bit for four bytes, which is how values are padded.
        BitSet values = new BitSet(bytes.length / 4);
        boolean shared = false;
        while (at + 4 <= bytes.length && LittleEndian.i32(bytes, at) != 0) {
            int length = LittleEndian.u8(bytes, at);
            int next = at + (ENTRY + length + 3 & ~3);
            if (next + 4 > bytes.length) {
                bad(Problem.ATTRIBUTE_ENTRY, number, block, "an attribute reaches over the end");
                return blocks;
            }
            if (hashed && LittleEndian.u8(bytes, at + 1) == 0) {
                bad(Problem.ATTRIBUTE_ENTRY, number, block, "an attribute in a block has no kind");
            }
            for (int i = at + ENTRY; i < at + ENTRY + length; i++) {
                if (bytes[i] == 0) {
                    bad(Problem.ATTRIBUTE_ENTRY, number, block, "the name of an attribute holds a NUL");
                    break;
                }
            }
            long size = LittleEndian.u32(bytes, at + 8);
            int offset = base + LittleEndian.u16(bytes, at + 2);
            boolean elsewhere = LittleEndian.i32(bytes, at + 4) != 0;
            if (!elsewhere && size > 0) {
                if (size > bytes.length || offset < first || offset + size > bytes.length || offset % 4 != 0) {
                    bad(Problem.ATTRIBUTE_ENTRY, number, block, "the value of an attribute lies outside");
                    return blocks;
                }
                lowest = Math.min(lowest, offset);
                int end = (int) (offset + size + 3) / 4;
                int taken = values.nextSetBit(offset / 4);
                shared |= taken >= 0 && taken < end;
                values.set(offset / 4, end);
            }
            if (elsewhere) {
                elsewhere(number, block, bytes, at);
                blocks += (size + layout.blockSize() - 1) / layout.blockSize();
            }
            int hash = LittleEndian.i32(bytes, at + 12);
            int valueAt = size > 0 ? offset : 0;
            if (!elsewhere && isAccessList(bytes, at)) {
                accessList(number, block, Arrays.copyOfRange(bytes, valueAt, valueAt + (int) size));
            }
            if (!elsewhere && (hashed || hash != 0) && !isHash(hash, bytes, at, bytes, valueAt, (int) size)) {
                bad(Problem.ATTRIBUTE_ENTRY, number, block, "wrong hash of an attribute");
            }
            at = next;
        }
        if (at + 4 > lowest && lowest < bytes.length || shared) {
            bad(
                    Problem.ATTRIBUTE_ENTRY,
                    number,
                    block,
                    "the value of an attribute lies on the names or on another one");
        }
        return blocks;
    }

    private static boolean isAccessList(byte[] bytes, int entry) {
        int index = LittleEndian.u8(bytes, entry + 1);
        return index == AttributeName.ACL_ACCESS || index == AttributeName.ACL_DEFAULT;
    }

    private void accessList(long number, long block, byte[] value) {
        if (PosixAcl.toPrograms(value) == null) {
            bad(Problem.ATTRIBUTE_ENTRY, number, block, "a malformed access control list");
        }
    }

    private void elsewhere(long number, long block, byte[] bytes, int entry) throws IOException {
        long holder = LittleEndian.u32(bytes, entry + 4);
        Inode inode = valueInodes.holder(holder, LittleEndian.u32(bytes, entry + 8));
        if (inode == null) {
            bad(Problem.ATTRIBUTE_ENTRY, number, block, "the value of an attribute is not in inode " + holder);
        } else if (!isHash(LittleEndian.i32(bytes, entry + 12), bytes, entry, ValueInodeCheck.sum(inode), 0, 4)) {
            bad(Problem.ATTRIBUTE_ENTRY, number, block, "wrong hash of an attribute");
        } else if (isAccessList(bytes, entry)) {
            accessList(number, block, valueInodes.value(holder, inode));
        }
    }

    private static boolean isHash(int hash, byte[] bytes, int entry, byte[] value, int from, int size) {
        return hash == hash(bytes, entry, value, from, size, false)
                || hash == hash(bytes, entry, value, from, size, true);
    }

    private static int hash(byte[] bytes, int entry, byte[] content, int value, int size, boolean signed) {
        int hash = 0;
        int length = LittleEndian.u8(bytes, entry);
        for (int i = entry + ENTRY; i < entry + ENTRY + length; i++) {
            hash = Integer.rotateLeft(hash, 5) ^ (signed ? bytes[i] : bytes[i] & 0xFF);
        }
        for (int i = 0; i < size; i += 4) {
            int word = 0;
            for (int b = 0; b < 4 && i + b < size; b++) {
                word |= (content[value + i + b] & 0xFF) << 8 * b;
            }
            hash = Integer.rotateLeft(hash, 16) ^ word;
        }
        return hash;
    }

    private void bad(Problem problem, long number, long block, String message) {
        volume.findings.block(problem, number, block, message);
    }
}
