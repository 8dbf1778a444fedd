package dev.diskless.medium;

import java.util.Objects;

/**
 * One entry of a partition table.
 *
 * @param number its number, from 1
 * @param start where it starts, in bytes from the start of the device
 * @param length its size in bytes
 * @param type the type as its scheme writes it: two hexadecimal digits on MBR, a GUID in lower case on GPT
 * @param active whether boot code is told to boot from it: the active flag on MBR, the attribute for legacy boot on GPT
 * @param name its name; empty where the scheme has none
 * @param id its own identity as its scheme prints it, a GUID in lower case on GPT; empty where the scheme has none, or
 *     where the scheme is to derive one when it writes the table
 * @param attributes its other flags as a number of the scheme: on GPT the attributes without bit 2, which is
 *     {@code active}; 0 on MBR
 */
public record Partition(
        int number, long start, long length, String type, boolean active, String name, String id, long attributes) {

    /** Type of a Linux file system on MBR. */
    public static final String MBR_LINUX = "83";

    /** Type of a Linux file system on GPT. */
    public static final String GPT_LINUX = "0fc63daf-8483-4772-8e79-3d69d8477de4";

    /** Type of an EFI system partition on GPT. */
    public static final String GPT_EFI_SYSTEM = "c12a7328-f81f-11d2-ba4b-00a0c93ec93b";

    public Partition {
        Objects.requireNonNull(type);
        Objects.requireNonNull(name);
        Objects.requireNonNull(id);
        if (number < 1 || start < 0 || length < 0) {
            throw new IllegalArgumentException("partition " + number + " at " + start + " with length " + length);
        }
    }

    /**
     * A partition without an identity of its own and without other flags.
     *
     * @param number its number, from 1
     * @param start where it starts, in bytes from the start of the device
     * @param length its size in bytes
     * @param type the type as its scheme writes it
     * @param active whether boot code is told to boot from it
     * @param name its name; empty for none
     */
    public Partition(int number, long start, long length, String type, boolean active, String name) {
        this(number, start, length, type, active, name, "", 0);
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
