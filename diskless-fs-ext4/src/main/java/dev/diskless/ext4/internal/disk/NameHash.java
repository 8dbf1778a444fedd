package dev.diskless.ext4.internal.disk;

/**
 * The hash by which a directory with a hash tree orders its names.
 *
 * @see <a href="https://www.kernel.org/doc/html/latest/filesystems/ext4/directory.html#hash-tree-directories">ext4,
 *     Hash Tree Directories</a>
 */
public final class NameHash {

    public static final int LEGACY = 0;
    public static final int HALF_MD4 = 1;
    public static final int TEA = 2;

    private static final int UNSIGNED = 2;
    private static final int[] START = {0x67452301, 0xEFCDAB89, 0x98BADCFE, 0x10325476};
    private static final int DELTA = 0x9E3779B9;
    private static final int ROUND_2 = 0x5A827999;
    private static final int ROUND_3 = 0x6ED9EBA1;

    private final int version;
    private final boolean signed;
    private final int[] seed;

    /** The hash of a version on a volume. */
    public NameHash(Superblock superblock, int version) {
        this(version, (superblock.u32(Superblock.FLAGS) & UNSIGNED) == 0, seed(superblock));
    }

    /** A hash with four words to start from. */
    public NameHash(int version, boolean signed, int[] seed) {
        this.version = version;
        this.signed = signed;
        this.seed = seed;
    }

    /** The hash that a machine whose characters have the other sign would compute. */
    public NameHash ofOtherSign() {
        return new NameHash(version, !signed, seed);
    }

    private static int[] seed(Superblock superblock) {
        int[] seed = new int[4];
        boolean given = false;
        for (int i = 0; i < 4; i++) {
            seed[i] = LittleEndian.i32(superblock.bytes(), Superblock.HASH_SEED + 4 * i);
            given |= seed[i] != 0;
        }
        return given ? seed : START;
    }

    /** Whether hashes of a version can be computed here. */
    public static boolean isKnown(int version) {
        return version >= LEGACY && version <= TEA;
    }

    /** The hash of a name that lies in a block; its lowest bit is 0. */
    public int of(byte[] bytes, int from, int length) {
        if (version == LEGACY) {
            return legacy(bytes, from, length) & ~1;
        }
        int[] state = seed.clone();
        int[] words = new int[version == TEA ? 4 : 8];
        for (int at = 0; at < length || at == 0 && length == 0; at += words.length * 4) {
            pack(bytes, from + at, length - at, words);
            if (version == TEA) {
                tea(state, words);
            } else {
                halfMd4(state, words);
            }
        }
        return (version == TEA ? state[0] : state[1]) & ~1;
    }

    private int character(byte b) {
        return signed ? b : b & 0xFF;
    }

    private int legacy(byte[] bytes, int from, int length) {
        int last = 0x37ABE8F9;
        int hash = 0x12A3FE2D;
        for (int i = from; i < from + length; i++) {
            int next = last + (hash ^ character(bytes[i]) * 7152373);
            if (next < 0) {
                next -= 0x7FFFFFFF;
            }
            last = hash;
            hash = next;
        }
        return hash << 1;
    }

    private void pack(byte[] bytes, int from, int length, int[] words) {
        int pad = length & 0xFF;
        pad |= pad << 8;
        pad |= pad << 16;
        int used = Math.min(length, words.length * 4);
        for (int word = 0; word < words.length; word++) {
            int value = pad;
            for (int i = word * 4; i < Math.min(used, word * 4 + 4); i++) {
                value = character(bytes[from + i]) + (value << 8);
            }
            words[word] = value;
        }
    }

    private static void tea(int[] state, int[] in) {
        int sum = 0;
        int b0 = state[0];
        int b1 = state[1];
        for (int i = 0; i < 16; i++) {
            sum += DELTA;
            b0 += (b1 << 4) + in[0] ^ b1 + sum ^ (b1 >>> 5) + in[1];
            b1 += (b0 << 4) + in[2] ^ b0 + sum ^ (b0 >>> 5) + in[3];
        }
        state[0] += b0;
        state[1] += b1;
    }

    private static void halfMd4(int[] state, int[] in) {
        int a = state[0];
        int b = state[1];
        int c = state[2];
        int d = state[3];
        for (int i = 0; i < 8; i += 4) {
            a = Integer.rotateLeft(a + choice(b, c, d) + in[i], 3);
            d = Integer.rotateLeft(d + choice(a, b, c) + in[i + 1], 7);
            c = Integer.rotateLeft(c + choice(d, a, b) + in[i + 2], 11);
            b = Integer.rotateLeft(b + choice(c, d, a) + in[i + 3], 19);
        }
        for (int i = 1; i >= 0; i--) {
            a = Integer.rotateLeft(a + majority(b, c, d) + in[i] + ROUND_2, 3);
            d = Integer.rotateLeft(d + majority(a, b, c) + in[i + 2] + ROUND_2, 5);
            c = Integer.rotateLeft(c + majority(d, a, b) + in[i + 4] + ROUND_2, 9);
            b = Integer.rotateLeft(b + majority(c, d, a) + in[i + 6] + ROUND_2, 13);
        }
        for (int i = 3; i >= 1; i -= 2) {
            a = Integer.rotateLeft(a + (b ^ c ^ d) + in[i] + ROUND_3, 3);
            d = Integer.rotateLeft(d + (a ^ b ^ c) + in[i + 4] + ROUND_3, 9);
            c = Integer.rotateLeft(c + (d ^ a ^ b) + in[i - 1] + ROUND_3, 11);
            b = Integer.rotateLeft(b + (c ^ d ^ a) + in[i + 3] + ROUND_3, 15);
        }
        state[0] += a;
        state[1] += b;
        state[2] += c;
        state[3] += d;
    }

    private static int choice(int x, int y, int z) {
        return z ^ x & (y ^ z);
    }

    private static int majority(int x, int y, int z) {
        return (x & y) + ((x ^ y) & z);
    }
}
