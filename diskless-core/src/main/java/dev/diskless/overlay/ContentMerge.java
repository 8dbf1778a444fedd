package dev.diskless.overlay;

import dev.diskless.overlay.MergeConflict.Kind;
import dev.diskless.overlay.OverlayMerge.Resolution;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The merged content of one file that both sides changed.
 *
 * @param conflict what contradicts; null if nothing does
 * @param text the content; null if it is that of the chosen side
 */
record ContentMerge(@Nullable Kind conflict, byte @Nullable [] text) {

    /** Merges base, ours and theirs; null stands for contents that are too large. */
    static ContentMerge of(String name, byte @Nullable [][] contents, Resolution resolution) {
        if (contents == null) {
            return new ContentMerge(Kind.CONTENT, null);
        }
        if (name.equals(PackageLines.WORLD) && Arrays.stream(contents).allMatch(PackageLines::isSmall)) {
            return world(contents, resolution);
        }
        Optional<TextLines> base = TextLines.of(contents[0]);
        Optional<TextLines> ours = TextLines.of(contents[1]);
        Optional<TextLines> theirs = TextLines.of(contents[2]);
        if (base.isEmpty() || ours.isEmpty() || theirs.isEmpty()) {
            return new ContentMerge(Kind.CONTENT, null);
        }
        LineMerge.Result result = LineMerge.of(base.get(), ours.get(), theirs.get());
        if (result.conflicts() == 0) {
            return new ContentMerge(null, result.text());
        }
        return new ContentMerge(Kind.CONTENT, resolution == Resolution.MARKERS ? result.text() : null);
    }

    private static ContentMerge world(byte[][] contents, Resolution resolution) {
        Map<String, String> base = PackageLines.world(contents[0]);
        Map<String, String> ours = PackageLines.world(contents[1]);
        Map<String, String> theirs = PackageLines.world(contents[2]);
        TreeSet<String> names = new TreeSet<>(ours.keySet());
        names.addAll(theirs.keySet());
        Map<String, String> merged = new TreeMap<>();
        Kind conflict = null;
        for (String name : names) {
            String b = base.get(name);
            String o = ours.get(name);
            String t = theirs.get(name);
            String line = o;
            if (!Objects.equals(o, t) && !Objects.equals(b, t)) {
                boolean both = !Objects.equals(b, o);
                conflict = both ? Kind.PACKAGE : conflict;
                line = both && resolution != Resolution.THEIRS ? o : t;
            }
            if (line != null) {
                merged.put(name, line);
            }
        }
        return new ContentMerge(conflict, PackageLines.sorted(merged.values()));
    }
}
