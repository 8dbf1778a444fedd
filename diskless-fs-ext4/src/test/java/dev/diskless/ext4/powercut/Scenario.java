package dev.diskless.ext4.powercut;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Something that is done to a volume, step by step, and what may be seen of it after a cut. */
final class Scenario {

    private final String name;
    private @Nullable Source source;
    private Action preparation = work -> {};
    private final List<Step> steps = new ArrayList<>();
    private final List<String[]> kept = new ArrayList<>();
    private boolean batch;
    private boolean twoNames;
    private @Nullable String lacking;
    private @Nullable String torn;
    private boolean full;

    Scenario(String name) {
        this.name = name;
    }

    /** A change of a volume. */
    interface Action {
        void on(Work work) throws IOException;
    }

    /** A tree of the host from which a tool makes the volume. */
    interface Source {
        void fill(Path root) throws IOException;
    }

    /** One change; if forced, nothing older than its result may be seen after it returned. */
    record Step(Action action, boolean forced) {}

    /** The real tools make the volume with these files, directories with indexes where they are large. */
    Scenario from(Source tree) {
        source = tree;
        return this;
    }

    @Nullable
    Source source() {
        return source;
    }

    Scenario prepared(Action action) {
        preparation = action;
        return this;
    }

    Scenario step(Action action) {
        steps.add(new Step(action, false));
        return this;
    }

    /** A step whose result, and all results before, are durable when it returns. */
    Scenario forced(Action action) {
        steps.add(new Step(action, true));
        return this;
    }

    /** Several objects change, each of them at its own moment. */
    Scenario batch() {
        batch = true;
        return this;
    }

    /** At every moment at least one of these paths is there, and whole. */
    Scenario keeps(String... paths) {
        kept.add(paths);
        return this;
    }

    /** An empty directory that is replaced may go before that which takes its place is seen under its name. */
    Scenario mayLack(String path) {
        lacking = path;
        return this;
    }

    /** A directory may be seen under two names for a while. */
    Scenario withTwoNames() {
        twoNames = true;
        return this;
    }

    /** The content of a file is changed where it is, which nothing makes whole. */
    Scenario tears(String path) {
        torn = path;
        return this;
    }

    private String comparable(String path, String facts) {
        return path.equals(torn) ? facts.replaceAll(" sum .*", "") : facts;
    }

    /** There is no room for more than the steps need. */
    Scenario full() {
        full = true;
        return this;
    }

    boolean isFull() {
        return full;
    }

    /** Another scenario with the same permissions. */
    Scenario then(String then) {
        Scenario next = new Scenario(name + ", " + then).batch();
        next.twoNames = twoNames;
        next.full = full;
        next.lacking = lacking;
        next.torn = torn;
        next.kept.addAll(kept);
        return next;
    }

    Action preparation() {
        return preparation;
    }

    List<Step> steps() {
        return steps;
    }

    Set<Complaint> allowed() {
        return twoNames ? Set.of(Complaint.TWO_NAMES, Complaint.LINKS_TOO_LOW) : Set.of();
    }

    boolean allowsTwoNames() {
        return twoNames;
    }

    /**
     * Judges what is seen of the tree.
     *
     * @param stages the tree before the first step, and after each
     * @param least the first stage that may still be seen
     * @return which of the stages it is, -1 if it is a permitted mixture, or null if it must not be
     */
    @Nullable
    Integer stage(TreeView seen, List<TreeView> stages, int least) {
        for (int i = stages.size() - 1; i >= least; i--) {
            if (seen.objects().equals(stages.get(i).objects())) {
                return i;
            }
        }
        if (!batch) {
            return null;
        }
        List<TreeView> possible = stages.subList(least, stages.size());
        for (String path : seen.objects().keySet()) {
            String facts = comparable(path, seen.objects().get(path));
            if (possible.stream()
                    .noneMatch(
                            tree -> facts.equals(comparable(path, tree.objects().getOrDefault(path, ""))))) {
                return null;
            }
        }
        for (TreeView tree : possible) {
            for (String path : tree.objects().keySet()) {
                if (!seen.objects().containsKey(path)
                        && !path.equals(lacking)
                        && possible.stream().allMatch(stage -> stage.objects().containsKey(path))) {
                    return null;
                }
            }
        }
        for (String[] paths : kept) {
            boolean there = false;
            for (String path : paths) {
                there |= seen.objects().containsKey(path);
            }
            if (!there) {
                return null;
            }
        }
        return -1;
    }

    @Override
    public String toString() {
        return name;
    }
}
