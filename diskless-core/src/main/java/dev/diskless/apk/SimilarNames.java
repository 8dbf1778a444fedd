package dev.diskless.apk;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Finds names of packages that may have been meant. */
final class SimilarNames {

    private static final int COUNT = 3;
    private static final int LENGTH_LIMIT = 60;

    private SimilarNames() {}

    static List<String> of(String wanted, Map<String, Name> names) {
        if (wanted.length() > LENGTH_LIMIT) {
            return List.of();
        }
        String lower = wanted.toLowerCase(Locale.ROOT);
        int most = Math.max(1, wanted.length() / 4);
        record Near(String name, int distance) {}
        return names.values().stream()
                .filter(name -> name.realPackage && name.text.length() <= LENGTH_LIMIT)
                .map(name -> new Near(name.text, distance(lower, name.text.toLowerCase(Locale.ROOT))))
                .filter(near -> near.distance <= most)
                .sorted(Comparator.comparingInt(Near::distance).thenComparing(Near::name))
                .limit(COUNT)
                .map(Near::name)
                .toList();
    }

    /** The number of letters to add, drop or replace (Levenshtein). */
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[b.length()];
    }
}
