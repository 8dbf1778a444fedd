package dev.diskless.overlay.internal;

import dev.diskless.fault.CorruptInputException;
import java.util.Arrays;

/**
 * One header block of a tar file, 512 bytes: name at 0, mode 100, uid 108, gid 116, size 124, mtime 136, checksum 148,
 * type 156, link name 157, magic 257, user name 265, group name 297, major 329, minor 337, and in POSIX archives a prefix of the name at 345 (POSIX
 * {@code pax}, "ustar Interchange Format"; GNU tar manual, "Basic Tar Format").
 */
record TarHeader(
        byte[] name,
        long mode,
        long uid,
        long gid,
        long size,
        long modified,
        char type,
        byte[] link,
        long major,
        long minor,
        byte[] userName,
        byte[] groupName) {

    static final int BLOCK = 512;

    private static final byte[] USTAR = {'u', 's', 't', 'a', 'r'};
    private static final byte[] POSIX_MAGIC = {'u', 's', 't', 'a', 'r', 0};
    private static final byte[] GNU_MAGIC = {'u', 's', 't', 'a', 'r', ' ', ' ', 0};
    private static final int NAME_LENGTH = 100;
    private static final int OWNER_NAME_LENGTH = 32;

    /** Reads a block that is not all zeros. */
    static TarHeader parse(byte[] block, Place place) throws CorruptInputException {
        checkSum(block, place);
        return new TarHeader(
                name(block),
                TarField.number(block, 100, 8, "mode", place),
                TarField.number(block, 108, 8, "uid", place),
                TarField.number(block, 116, 8, "gid", place),
                TarField.number(block, 124, 12, "size", place),
                TarField.number(block, 136, 12, "time", place),
                (char) (block[156] & 0xff),
                TarField.text(block, 157, NAME_LENGTH),
                device(block, 329, "major number", place),
                device(block, 337, "minor number", place),
                ownerName(block, 265),
                ownerName(block, 297));
    }

    private static byte[] name(byte[] block) {
        byte[] name = TarField.text(block, 0, NAME_LENGTH);
        byte[] prefix = TarField.text(block, 345, 155);
        if (!startsWith(block, 257, POSIX_MAGIC) || prefix.length == 0) {
            return name;
        }
        byte[] whole = Arrays.copyOf(prefix, prefix.length + 1 + name.length);
        whole[prefix.length] = '/';
        System.arraycopy(name, 0, whole, prefix.length + 1, name.length);
        return whole;
    }

    // Before there was a magic number anything may stand there.
    private static byte[] ownerName(byte[] block, int offset) {
        return startsWith(block, 257, USTAR) ? TarField.text(block, offset, OWNER_NAME_LENGTH) : new byte[0];
    }

    private static boolean startsWith(byte[] block, int offset, byte[] start) {
        return Arrays.equals(block, offset, offset + start.length, start, 0, start.length);
    }

    private static long device(byte[] block, int offset, String field, Place place) throws CorruptInputException {
        char type = (char) block[156];
        // Only devices have these numbers; in other entries of old archives anything may stand there.
        return type == '3' || type == '4' ? TarField.number(block, offset, 8, field, place) : 0;
    }

    // Some old programs summed signed bytes.
    private static void checkSum(byte[] block, Place place) throws CorruptInputException {
        long stored = TarField.number(block, 148, 8, "checksum", place);
        // The field itself counts as blanks.
        long unsigned = 8 * ' ';
        long signed = unsigned;
        for (int i = 0; i < BLOCK; i++) {
            if (i == 148) {
                i = 156;
            }
            unsigned += block[i] & 0xff;
            signed += block[i];
        }
        if (stored != unsigned && stored != signed) {
            throw place.corrupt("the checksum of a tar header does not match", unsigned, stored);
        }
    }

    /** The block as GNU tar and busybox write it. */
    byte[] toBytes() {
        byte[] block = new byte[BLOCK];
        System.arraycopy(name, 0, block, 0, Math.min(name.length, NAME_LENGTH));
        TarField.putNumber(block, 100, 8, false, mode);
        TarField.putNumber(block, 108, 8, false, uid);
        TarField.putNumber(block, 116, 8, false, gid);
        TarField.putNumber(block, 124, 12, true, size);
        TarField.putNumber(block, 136, 12, true, modified);
        block[156] = (byte) type;
        System.arraycopy(link, 0, block, 157, Math.min(link.length, NAME_LENGTH));
        System.arraycopy(GNU_MAGIC, 0, block, 257, GNU_MAGIC.length);
        System.arraycopy(userName, 0, block, 265, userName.length);
        System.arraycopy(groupName, 0, block, 297, groupName.length);
        if (type == '3' || type == '4') {
            TarField.putNumber(block, 329, 8, false, major);
            TarField.putNumber(block, 337, 8, false, minor);
        }
        Arrays.fill(block, 148, 156, (byte) ' ');
        long sum = 0;
        for (byte b : block) {
            sum += b & 0xff;
        }
        TarField.putNumber(block, 148, 7, false, sum);
        block[154] = 0;
        return block;
    }
}
