package dev.diskless.examples;

import dev.diskless.fault.Printable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is told of one object. Times are ISO 8601 in UTC.
 *
 * @param type as the letter at the start of a line of {@code ls -l}
 * @param mode type and permissions as in {@code st_mode}
 * @param major number of the driver of a device, else 0
 * @param minor number of the device, else 0
 * @param target where a symbolic link leads, else null
 */
record Ext4Node(
        String name,
        String type,
        int mode,
        long inode,
        long links,
        long uid,
        long gid,
        long size,
        long major,
        long minor,
        String modified,
        String changed,
        String accessed,
        String created,
        @Nullable String target) {

    private static final String LETTERS = "?pc?d?b?-?l?s???";
    private static final int DIRECTORY = 4;

    static Ext4Node of(Path path, String name) throws IOException {
        Map<String, Object> facts = Files.readAttributes(path, "unix:*", LinkOption.NOFOLLOW_LINKS);
        int mode = (int) number(facts, "mode");
        long rdev = number(facts, "rdev");
        String type = String.valueOf(LETTERS.charAt(mode >> 12 & 0xF));
        boolean device = type.equals("b") || type.equals("c");
        return new Ext4Node(
                name,
                type,
                mode,
                number(facts, "ino"),
                number(facts, "nlink"),
                number(facts, "uid") & 0xFFFF_FFFFL,
                number(facts, "gid") & 0xFFFF_FFFFL,
                number(facts, "size"),
                device ? (rdev >> 8 & 0xFFF) | (rdev >> 32 & ~0xFFFL) : 0,
                device ? (rdev & 0xFF) | (rdev >> 12 & 0xFFF00) : 0,
                time(facts, "lastModifiedTime"),
                time(facts, "ctime"),
                time(facts, "lastAccessTime"),
                time(facts, "creationTime"),
                type.equals("l") ? Files.readSymbolicLink(path).toString() : null);
    }

    boolean isDirectory() {
        return mode >> 12 == DIRECTORY;
    }

    /** A line of {@code ls -l}. */
    String line() {
        String size = type.equals("b") || type.equals("c") ? major + ", " + minor : String.valueOf(size());
        String line = String.format(
                Locale.ROOT,
                "%s %3d %5d %5d %10s %s %s",
                modeText(),
                links,
                uid,
                gid,
                size,
                modified.replaceFirst("\\.[0-9]+Z", "Z"),
                Printable.text(name));
        return target == null ? line : line + " -> " + Printable.text(target);
    }

    /** The mode in ten letters. */
    String modeText() {
        StringBuilder text = new StringBuilder(type);
        String letters = "rwxrwxrwx";
        for (int i = 0; i < letters.length(); i++) {
            text.append((mode & 0400 >> i) != 0 ? letters.charAt(i) : '-');
        }
        special(text, 3, 04000, 's');
        special(text, 6, 02000, 's');
        special(text, 9, 01000, 't');
        return text.toString();
    }

    private void special(StringBuilder text, int index, int bit, char letter) {
        if ((mode & bit) != 0) {
            text.setCharAt(index, text.charAt(index) == 'x' ? letter : Character.toUpperCase(letter));
        }
    }

    private static long number(Map<String, Object> facts, String name) throws IOException {
        return ((Number) value(facts, name)).longValue();
    }

    private static String time(Map<String, Object> facts, String name) throws IOException {
        return ((FileTime) value(facts, name)).toInstant().toString();
    }

    private static Object value(Map<String, Object> facts, String name) throws IOException {
        Object value = facts.get(name);
        if (value == null) {
            throw new IOException("the file system does not tell " + name);
        }
        return value;
    }
}
