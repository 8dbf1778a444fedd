package dev.diskless.ext4.internal.check;

import dev.diskless.ext4.check.CheckFinding;
import dev.diskless.ext4.check.CheckReport;
import dev.diskless.ext4.check.CheckVerdict;
import java.util.ArrayList;
import java.util.List;

/** What was found so far; a bound on their number keeps the memory flat. */
final class Findings {

    private static final int LIMIT = 10_000;
    private static final long NONE = CheckFinding.NONE;

    private final List<CheckFinding> list = new ArrayList<>();
    private CheckVerdict worst = CheckVerdict.CLEAN;
    private boolean complete = true;
    private final int limit;
    private long omitted;

    Findings() {
        this(LIMIT);
    }

    Findings(int limit) {
        this.limit = limit;
    }

    void volume(Problem problem, String message) {
        add(problem, NONE, NONE, NONE, message);
    }

    void group(Problem problem, long group, String message) {
        add(problem, NONE, NONE, group, message);
    }

    void inode(Problem problem, long inode, String message) {
        add(problem, inode, NONE, NONE, message);
    }

    void block(Problem problem, long inode, long block, String message) {
        add(problem, inode, block, NONE, message);
    }

    void add(Problem problem, long inode, long block, long group, String message) {
        if (problem.verdict().compareTo(worst) > 0) {
            worst = problem.verdict();
        }
        if (list.size() == limit) {
            omitted++;
        } else {
            list.add(new CheckFinding(problem.verdict(), problem.code(), inode, block, group, message));
        }
    }

    /** Says that parts of the volume were not looked at. */
    void incomplete() {
        complete = false;
    }

    CheckReport report() {
        return new CheckReport(worst, complete, list, omitted);
    }
}
