package dev.diskless.medium;

import java.util.Objects;

/**
 * One entry of a partition table.
 *
 * @param number its number, from 1
 * @param start where it starts, in bytes from the start of the device
 * @param length its size in bytes
 * @param type the type as its scheme writes it: two hexadecimal digits on MBR, a GUID on GPT
 * @param active whether firmware or boot code is told to boot from it
 * @param name its name; empty where the scheme has none
 */
public record Partition(int number, long start, long length, String type, boolean active, String name) {

    /** Type of a Linux file system on MBR. */
    public static final String MBR_LINUX = "83";

    public Partition {
        Objects.requireNonNull(type);
        Objects.requireNonNull(name);
        if (number < 1 || start < 0 || length < 0) {
            throw new IllegalArgumentException("partition " + number + " at " + start + " with length " + length);
        }
    }

    /**
     * The first byte behind it.
     *
     * @return bytes from the start of the device
     */
    public long end() {
        return start + length;
    }
}
