package dev.diskless.overlay;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The lines to delete and to insert that make one text of another: as few as possible, found in linear space (E. Myers,
 * "An O(ND) Difference Algorithm and Its Variations", 1986, section 4b). Past a bound of work what is still open counts
 * as replaced whole, so that no two texts take long.
 */
final class LineDiff {

    /** Comparisons of diagonals before the rest counts as replaced; below a second. */
    static final long MAX_WORK = 200_000_000;

    private final int[] left;
    private final int[] right;
    private final boolean[] deleted;
    private final boolean[] inserted;
    // The furthest column reached on each diagonal, from the start and from the end.
    private final int[] forward;
    private final int[] backward;
    private long work;
    private int middleLeft;
    private int middleRight;

    /**
     * A run of lines that differs.
     *
     * @param left first deleted line, from 0
     * @param leftEnd line behind the last deleted one
     * @param right first inserted line, from 0
     * @param rightEnd line behind the last inserted one
     */
    record Change(int left, int leftEnd, int right, int rightEnd) {}

    private LineDiff(int[] left, int[] right, long work) {
        this.left = left;
        this.right = right;
        this.work = work;
        this.deleted = new boolean[left.length];
        this.inserted = new boolean[right.length];
        this.forward = new int[left.length + right.length + 3];
        this.backward = new int[left.length + right.length + 3];
    }

    static List<Change> between(TextLines left, TextLines right) {
        int[][] numbers = LineNumbers.of(List.of(left, right));
        return between(numbers[0], numbers[1], MAX_WORK);
    }

    /** The changes between two texts of numbered lines, in order, none touching the next. */
    static List<Change> between(int[] left, int[] right, long maxWork) {
        LineDiff diff = new LineDiff(left, right, maxWork);
        diff.compare(0, left.length, 0, right.length);
        ChangeSlide.slide(left, diff.deleted, diff.inserted);
        ChangeSlide.slide(right, diff.inserted, diff.deleted);
        return diff.changes();
    }

    private void compare(int fromLeft, int toLeft, int fromRight, int toRight) {
        int l = fromLeft;
        int r = fromRight;
        int lEnd = toLeft;
        int rEnd = toRight;
        while (true) {
            while (l < lEnd && r < rEnd && left[l] == right[r]) {
                l++;
                r++;
            }
            while (l < lEnd && r < rEnd && left[lEnd - 1] == right[rEnd - 1]) {
                lEnd--;
                rEnd--;
            }
            if (l == lEnd || r == rEnd || !findMiddle(l, lEnd, r, rEnd)) {
                Arrays.fill(deleted, l, lEnd, true);
                Arrays.fill(inserted, r, rEnd, true);
                return;
            }
            int l2 = middleLeft;
            int r2 = middleRight;
            // Each half costs at most half the edits, so the depth is logarithmic.
            compare(l, l2, r, r2);
            l = l2;
            r = r2;
        }
    }

    /** Finds a point on a shortest path, from both ends at once; false if that is too much work. */
    private boolean findMiddle(int l, int lEnd, int r, int rEnd) {
        int lowest = l - rEnd;
        int highest = lEnd - r;
        int base = right.length + 1;
        int start = l - r;
        int end = lEnd - rEnd;
        boolean meetsForward = (start - end & 1) != 0;
        int fLow = start;
        int fHigh = start;
        int bLow = end;
        int bHigh = end;
        forward[base + start] = l;
        backward[base + end] = lEnd;
        while (work > 0) {
            if (fLow > lowest) {
                forward[base + --fLow - 1] = -1;
            } else {
                fLow++;
            }
            if (fHigh < highest) {
                forward[base + ++fHigh + 1] = -1;
            } else {
                fHigh--;
            }
            work -= fHigh - fLow + 2;
            for (int k = fHigh; k >= fLow; k -= 2) {
                int x = Math.max(forward[base + k - 1] + 1, forward[base + k + 1]);
                int from = x;
                while (x < lEnd && x - k < rEnd && left[x] == right[x - k]) {
                    x++;
                }
                work -= x - from;
                forward[base + k] = x;
                if (meetsForward && k >= bLow && k <= bHigh && backward[base + k] <= x) {
                    return found(x, x - k);
                }
            }
            if (bLow > lowest) {
                backward[base + --bLow - 1] = Integer.MAX_VALUE;
            } else {
                bLow++;
            }
            if (bHigh < highest) {
                backward[base + ++bHigh + 1] = Integer.MAX_VALUE;
            } else {
                bHigh--;
            }
            work -= bHigh - bLow + 2;
            for (int k = bHigh; k >= bLow; k -= 2) {
                int x = Math.min(backward[base + k - 1], backward[base + k + 1] - 1);
                int from = x;
                while (x > l && x - k > r && left[x - 1] == right[x - k - 1]) {
                    x--;
                }
                work -= from - x;
                backward[base + k] = x;
                if (!meetsForward && k >= fLow && k <= fHigh && x <= forward[base + k]) {
                    return found(x, x - k);
                }
            }
        }
        return false;
    }

    private boolean found(int l, int r) {
        middleLeft = l;
        middleRight = r;
        return true;
    }

    private List<Change> changes() {
        List<Change> changes = new ArrayList<>();
        int l = 0;
        int r = 0;
        while (l < deleted.length || r < inserted.length) {
            int fromLeft = l;
            int fromRight = r;
            while (l < deleted.length && deleted[l]) {
                l++;
            }
            while (r < inserted.length && inserted[r]) {
                r++;
            }
            if (l > fromLeft || r > fromRight) {
                changes.add(new Change(fromLeft, l, fromRight, r));
            } else {
                l++;
                r++;
            }
        }
        return changes;
    }
}
