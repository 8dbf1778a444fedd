package dev.diskless.ext4.powercut;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What {@code e2fsck -fn} may say, as kinds. Everything it says that is none of the harmless kinds is {@link #OTHER}. */
enum Complaint {
    LEAKED_BLOCK(
            true,
            "Block bitmap differences: (?: (?:Group \\d+ block bitmap does not match checksum\\.)?" + "| -[0-9()-]+)+"),
    LEAKED_INODE(
            true,
            "Inode bitmap differences: (?: (?:Group \\d+ inode bitmap does not match checksum\\.)?" + "| -[0-9()-]+)+"),
    GROUP_FREE_BLOCKS(true, "Free blocks count wrong for group #\\d+ .*"),
    FREE_BLOCKS(true, "Free blocks count wrong \\(.*"),
    GROUP_FREE_INODES(true, "Free inodes count wrong for group #\\d+ .*"),
    FREE_INODES(true, "Free inodes count wrong \\(.*"),
    DIRECTORIES(true, "Directories count wrong for group #\\d+ .*"),
    UNATTACHED_INODE(true, "Unattached (?:zero-length )?inode \\d+\\.?|Connect to /lost\\+found\\? no.*"),
    LINKS_TOO_HIGH(true, "Inode \\d+ ref count is (?<count>\\d+), should be (?<right>\\d+)\\..*"),
    UNCONNECTED_DIRECTORY(true, "Unconnected directory inode \\d+.*|'\\.\\.' in \\.\\.\\. \\(.*"),
    DEAD_ENTRY(
            true,
            "Entry '.*' in \\S*\\?\\?\\?\\S* \\(\\d+\\) (?:has deleted/unused inode|has an incorrect filetype) .*"),
    ZERO_DELETION_TIME(true, "Deleted inode \\d+ has zero dtime\\..*"),
    BITMAP_CHECKSUM(false, "Group \\d+ (?:block|inode) bitmap does not match checksum.*"),
    TWO_NAMES(false, "Entry '.*' in .* is a link to directory .*|'\\.\\.' in .* is .*, should be .*"),
    LINKS_TOO_LOW(false, ""),
    OTHER(false, "");

    private static final Pattern NOISE = Pattern.compile("\\s*|e2fsck 1\\..*|Pass \\d.*|.*: [0-9]+/[0-9]+ files \\(.*"
            + "|Fix\\? no|Clear\\? no|.*Optimize\\? no|.*\\*+ WARNING: Filesystem still has errors \\*+.*|IGNORED\\.");

    private final boolean harmless;
    private final Pattern pattern;

    Complaint(boolean harmless, String pattern) {
        this.harmless = harmless;
        this.pattern = Pattern.compile(pattern);
    }

    /** Whether nothing is in danger, and a later opening or check puts it right. */
    boolean isHarmless() {
        return harmless;
    }

    /** The kinds of complaints in a text; lines that are {@link #OTHER} are added to a list. */
    static Set<Complaint> in(String text, List<String> others) {
        Set<Complaint> found = new TreeSet<>();
        List<String> lines = new ArrayList<>(text.lines().toList());
        for (String line : lines) {
            if (!NOISE.matcher(line).matches()) {
                Complaint kind = of(line.strip()
                        .replaceFirst("(?:IGNORED\\.|Fix\\? no|Clear\\? no)$", "")
                        .strip());
                if (line.contains("bitmap does not match checksum")) {
                    found.add(BITMAP_CHECKSUM);
                    if (!line.contains(" -")) {
                        continue;
                    }
                }
                found.add(kind);
                if (!kind.harmless) {
                    others.add(line);
                }
            }
        }
        return found;
    }

    private static Complaint of(String line) {
        for (Complaint kind : values()) {
            Matcher matcher = kind.pattern.matcher(line);
            if (matcher.matches()) {
                if (kind != LINKS_TOO_HIGH) {
                    return kind;
                }
                int count = Integer.parseInt(matcher.group("count"));
                return count > Integer.parseInt(matcher.group("right")) ? kind : LINKS_TOO_LOW;
            }
        }
        return OTHER;
    }
}
