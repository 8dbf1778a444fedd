package dev.diskless.ext4.internal.disk;

/**
 * The number of a device: 12 bits of major and 20 bits of minor number. Small numbers are kept in the first word of an
 * inode's block array, others in the second.
 *
 * @param major 0..4095
 * @param minor 0..1048575
 */
public record DeviceNumber(int major, int minor) {

    public static final int MAX_MAJOR = 0xFFF;
    public static final int MAX_MINOR = 0xFFFFF;

    /** Reads the two words at a place. */
    static DeviceNumber at(byte[] bytes, int at) {
        int old = LittleEndian.i32(bytes, at);
        if (old != 0) {
            return new DeviceNumber(old >>> 8 & 0xFF, old & 0xFF);
        }
        int word = LittleEndian.i32(bytes, at + 4);
        return new DeviceNumber(word >>> 8 & MAX_MAJOR, word & 0xFF | word >>> 12 & 0xFFF00);
    }

    /** Writes the two words at a place that is zero. */
    void put(byte[] bytes, int at) {
        if (major < 256 && minor < 256) {
            LittleEndian.put32(bytes, at, major << 8 | minor);
        } else {
            LittleEndian.put32(bytes, at + 4, minor & 0xFF | major << 8 | (minor & ~0xFF) << 12);
        }
    }
}
