package dev.diskless.overlay.internal;

import dev.diskless.medium.XattrValue;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Access control lists: in archives as text, such as {@code user::rw-,user:lp:r--:7,group::r--,mask::r--,other::r--}
 * with commas or line feeds between the entries (star(5), "SCHILY.acl.access"), on Linux as an extended attribute: the
 * version 2 in four bytes, and per entry two bytes of tag, two of permissions, four of id, all little-endian (Linux
 * {@code posix_acl_xattr.h}).
 */
final class PosixAcl {

    private static final int ENTRIES = 8000;
    private static final long NO_ID = 0xffffffffL;

    private PosixAcl() {}

    /**
     * The attribute of a list; none if it says no more than the mode does, has names without numbers, which nobody here
     * can look up, or is no list.
     */
    static Optional<XattrValue> parse(byte[] text) {
        String[] entries = new String(text, StandardCharsets.ISO_8859_1).split("[,\n]", ENTRIES + 1);
        TreeMap<Long, Integer> permissions = new TreeMap<>();
        for (String entry : entries) {
            String clean = entry.strip();
            if (!clean.isEmpty() && !clean.startsWith("#") && !add(clean.split(":", -1), permissions)) {
                return Optional.empty();
            }
        }
        // Owner, group and others alone are the mode.
        if (permissions.size() <= 3 || permissions.size() > ENTRIES) {
            return Optional.empty();
        }
        ByteBuffer value = ByteBuffer.allocate(4 + 8 * permissions.size()).order(ByteOrder.LITTLE_ENDIAN);
        value.putInt(2);
        permissions.forEach((key, bits) ->
                value.putShort((short) (key >> 32)).putShort(bits.shortValue()).putInt(key.intValue()));
        return Optional.of(XattrValue.of(value.array()));
    }

    private static boolean add(String[] parts, TreeMap<Long, Integer> permissions) {
        if (parts.length < 3 || !parts[2].matches("[r-][w-][xX-].*")) {
            return false;
        }
        boolean named = !parts[1].isEmpty();
        String number = parts.length > 3 ? parts[3] : parts[1];
        int tag = switch (parts[0]) {
            case "user", "u" -> named ? 2 : 1;
            case "group", "g" -> named ? 8 : 4;
            case "mask", "m" -> 0x10;
            case "other", "o" -> 0x20;
            default -> 0;
        };
        if (tag == 0 || (named && !number.matches("[0-9]{1,9}"))) {
            return false;
        }
        int bits = (parts[2].charAt(0) == 'r' ? 4 : 0)
                | (parts[2].charAt(1) == 'w' ? 2 : 0)
                | (parts[2].charAt(2) == 'x' ? 1 : 0);
        permissions.put((long) tag << 32 | (named ? Long.parseLong(number) : NO_ID), bits);
        return true;
    }
}
