package dev.diskless.overlay.internal;

/**
 * Where the stretches of an archive end: between entries, by a rule on their names and sizes alone. So an entry that
 * comes, goes or changes its size moves only the ends nearby, and everybody who writes the same entries cuts alike.
 *
 * <p>A stretch has at least {@value #SHORTEST} bytes. From there on an entry ends it with a chance in proportion to its
 * size, drawn from its name: one of {@value #MORE} bytes and more always does. A stretch also ends before an entry of
 * that size, and, however short it is, before one of {@value #LARGE} bytes, which is too much to be packed again for the
 * sake of what stands before it.
 */
final class CutRule {

    static final int SHORTEST = 128 << 10;
    static final int MORE = 256 << 10;
    static final int LARGE = 4 << 20;

    private long length;
    private boolean ends;

    /** Takes the next entry; tells whether a stretch ends before it. */
    boolean endsBefore(byte[] name, long bytes) {
        boolean cut = length > 0 && (ends || bytes >= LARGE || (bytes >= MORE && length >= SHORTEST));
        length = (cut ? 0 : length) + bytes;
        ends = length >= SHORTEST && (hash(name) >>> 1) % MORE < bytes;
        return cut;
    }

    // FNV-1a of 64 bits, with the high bits mixed into the low ones.
    private static long hash(byte[] name) {
        long hash = 0xcbf29ce484222325L;
        for (byte b : name) {
            hash = (hash ^ (b & 0xff)) * 0x100000001b3L;
        }
        hash = (hash ^ hash >>> 32) * 0x9e3779b97f4a7c15L;
        return hash ^ hash >>> 29;
    }
}
