package dev.diskless.examples.tree;

import dev.diskless.fault.Printable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Counts what a copy could not keep. Any number of threads may use it. */
public final class Losses {

    /**
     * One kind of loss.
     *
     * @param what what was lost
     * @param count how many objects lost it
     * @param first the path of the first of them
     * @param missing whether the objects themselves are missing
     */
    public record Loss(String what, long count, String first, boolean missing) {

        /** One line for people. */
        public String line() {
            return what + ": " + count + (count == 1 ? " object, " : " objects, the first is ") + Printable.text(first);
        }
    }

    private final Map<String, Loss> losses = new TreeMap<>();

    void lost(String what, String path) {
        add(what, path, false);
    }

    void missing(String what, String path) {
        add(what, path, true);
    }

    /** Forgets everything, when what was counted is done again. */
    public synchronized void clear() {
        losses.clear();
    }

    private synchronized void add(String what, String path, boolean missing) {
        String place = path.isEmpty() ? "/" : path;
        losses.merge(
                what,
                new Loss(what, 1, place, missing),
                (old, more) -> new Loss(what, old.count() + 1, old.first(), missing));
    }

    /** The kinds in the order of their names. */
    public synchronized List<Loss> all() {
        return new ArrayList<>(losses.values());
    }

    /** Whether whole objects are missing, not only something that they carried. */
    public synchronized boolean isMissing() {
        return losses.values().stream().anyMatch(Loss::missing);
    }
}
