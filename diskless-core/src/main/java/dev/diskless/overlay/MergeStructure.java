package dev.diskless.overlay;

import dev.diskless.medium.EntryType;
import dev.diskless.overlay.Composition.Piece;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Whether merged entries fit together: nothing below what is no directory, but for what one side has so itself. */
final class MergeStructure {

    private MergeStructure() {}

    /**
     * Takes out what does not fit the preferred side.
     *
     * @param contested paths whose presence or type is a conflict, and whether they may end up as no directory; they
     *     count whatever was chosen, so that the conflicts do not depend on it
     * @return the paths that are no directories and have something below
     */
    static Set<String> check(
            TreeMap<String, Piece> pieces,
            Map<String, Boolean> contested,
            EntryTable ours,
            EntryTable theirs,
            boolean preferTheirs) {
        EntryTable preferred = preferTheirs ? theirs : ours;
        TreeSet<String> conflicts = new TreeSet<>(NameOrder.INSTANCE);
        TreeSet<String> unwanted = new TreeSet<>(NameOrder.INSTANCE);
        TreeSet<String> names = new TreeSet<>(NameOrder.INSTANCE);
        names.addAll(pieces.keySet());
        names.addAll(contested.keySet());
        for (String name : names) {
            for (int slash = name.indexOf('/'); slash >= 0; slash = name.indexOf('/', slash + 1)) {
                String above = name.substring(0, slash);
                boolean written = isOther(pieces.get(above));
                if ((written || contested.getOrDefault(above, false))
                        && !hasBoth(ours, above, name)
                        && !hasBoth(theirs, above, name)) {
                    conflicts.add(above);
                    if (written && pieces.containsKey(name)) {
                        unwanted.add(isOther(preferred, above) ? name : above);
                    }
                }
            }
        }
        pieces.keySet().removeAll(unwanted);
        return conflicts;
    }

    private static boolean isOther(@Nullable Piece piece) {
        return piece != null && piece.entry().type() != EntryType.DIRECTORY;
    }

    private static boolean hasBoth(EntryTable table, String above, String name) {
        return isOther(table, above) && table.find(name) != null;
    }

    private static boolean isOther(EntryTable table, String name) {
        EntryFacts facts = table.find(name);
        return facts != null && facts.entry().type() != EntryType.DIRECTORY;
    }
}
