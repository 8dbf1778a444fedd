package dev.diskless.ext4.powercut;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What the cuts of one trial came to. */
final class Summary {

    private static final int SHOWN = 5;

    private final String name;
    private final int last;
    private final Map<Complaint, Integer> complaints = new TreeMap<>();
    private final List<String> faults = new ArrayList<>();
    private int states;
    private int old;
    private int between;
    private int mixed;
    private int complete;
    private int faulty;

    Summary(String name, int last) {
        this.name = name;
        this.last = last;
    }

    String name() {
        return name;
    }

    void count(Verdict verdict) {
        states++;
        verdict.complaints().forEach(kind -> complaints.merge(kind, 1, Integer::sum));
        Integer stage = verdict.stage();
        if (stage == null) {
            return;
        }
        if (stage == last) {
            complete++;
        } else if (stage == 0) {
            old++;
        } else if (stage > 0) {
            between++;
        } else {
            mixed++;
        }
    }

    void fault(String where, List<String> what) {
        faulty++;
        if (faults.size() < SHOWN) {
            faults.add(where + "\n  " + String.join("\n  ", what));
        }
    }

    void add(Summary other) {
        states += other.states;
        old += other.old;
        between += other.between;
        mixed += other.mixed;
        complete += other.complete;
        faulty += other.faulty;
        other.complaints.forEach((kind, count) -> complaints.merge(kind, count, Integer::sum));
        other.faults.stream().limit(SHOWN).forEach(fault -> faults.add("cut again: " + fault));
    }

    int states() {
        return states;
    }

    int faulty() {
        return faulty;
    }

    /** The first faults, with all that is needed to find them. */
    String faults() {
        return String.join("\n", faults);
    }

    @Override
    public String toString() {
        return name + ": " + states + " states, " + old + " old, " + complete + " new"
                + (between > 0 ? ", " + between + " between" : "") + (mixed > 0 ? ", " + mixed + " partly" : "") + ", "
                + faulty + " faulty; e2fsck: " + complaints;
    }
}
