package dev.diskless.overlay;

import dev.diskless.medium.NameBytes;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeSet;

/**
 * The lines of two files that are lists rather than texts: {@code etc/apk/world}, with one constraint for each package
 * (apk-world(5)), and {@code etc/apk/protected_paths.d/lbu.list}, with one rule for each path.
 */
final class PackageLines {

    static final String WORLD = "etc/apk/world";
    static final String INCLUDE_LIST = "etc/apk/protected_paths.d/lbu.list";

    /** Largest list that is taken apart; every word of it takes some memory. */
    static final int MAX_BYTES = 1 << 16;

    private PackageLines() {}

    static boolean isSmall(byte[] content) {
        return content.length <= MAX_BYTES;
    }

    /** The lines of a world by the packages they are about, {@code !name} too. */
    static Map<String, String> world(byte[] content) {
        Map<String, String> lines = new LinkedHashMap<>();
        NameBytes.decode(content).lines().forEach(line -> {
            for (String word : line.strip().split("\\s+")) {
                if (!word.isEmpty()) {
                    lines.put(packageOf(word), word);
                }
            }
        });
        return lines;
    }

    private static String packageOf(String constraint) {
        int start = constraint.startsWith("!") ? 1 : 0;
        int end = start;
        while (end < constraint.length() && "<>=~@".indexOf(constraint.charAt(end)) < 0) {
            end++;
        }
        return constraint.substring(start, end);
    }

    /** The rules of an include list by their paths; a comment is a line of its own. */
    static Map<String, String> includeList(byte[] content) {
        Map<String, String> lines = new LinkedHashMap<>();
        NameBytes.decode(content).lines().filter(line -> !line.isEmpty()).forEach(line -> {
            String path = "+-@!".indexOf(line.charAt(0)) >= 0 ? line.substring(1) : line;
            String key = line.charAt(0) == '#' ? line : path.replaceAll("^/+|/+$", "");
            // What comes later in the file wins, so that it also stands later.
            lines.remove(key);
            lines.put(key, line);
        });
        return lines;
    }

    /** A world as apk writes it: sorted by the bytes, one line each. */
    static byte[] sorted(Collection<String> lines) {
        TreeSet<String> sorted = new TreeSet<>(NameOrder.INSTANCE);
        sorted.addAll(lines);
        return joined(sorted);
    }

    static byte[] joined(Collection<String> lines) {
        StringBuilder text = new StringBuilder();
        lines.forEach(line -> text.append(line).append('\n'));
        return NameBytes.encode(text.toString()).orElseGet(() -> text.toString().getBytes(StandardCharsets.UTF_8));
    }
}
