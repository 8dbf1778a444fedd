package dev.diskless.overlay;

/**
 * Moves runs of changed lines to where people look for them. A run whose next line equals its first may begin one line
 * later; each run goes as far down as it can, joined with those it meets, and back up if that puts it beside a change of
 * the other text. The number of changed lines stays.
 */
final class ChangeSlide {

    private final int[] lines;
    private final boolean[] changed;
    private final boolean[] other;
    private int start;
    private int end;
    // The place in the other text that belongs to the start of the run, behind what changed there.
    private int beside;

    private ChangeSlide(int[] lines, boolean[] changed, boolean[] other) {
        this.lines = lines;
        this.changed = changed;
        this.other = other;
    }

    static void slide(int[] lines, boolean[] changed, boolean[] other) {
        new ChangeSlide(lines, changed, other).slideAll();
    }

    private void slideAll() {
        int at = 0;
        beside = 0;
        while (true) {
            // Both texts have the same unchanged lines, so they are walked side by side.
            while (at < changed.length && !changed[at]) {
                skipOther();
                beside++;
                at++;
            }
            if (at == changed.length) {
                return;
            }
            start = at;
            end = at;
            while (end < changed.length && changed[end]) {
                end++;
            }
            skipOther();
            slideRun();
            at = end;
        }
    }

    private void skipOther() {
        while (beside < other.length && other[beside]) {
            beside++;
        }
    }

    private boolean isBesideChange() {
        return beside > 0 && other[beside - 1];
    }

    private void slideRun() {
        int length;
        int aligned;
        do {
            length = end - start;
            while (start > 0 && lines[start - 1] == lines[end - 1]) {
                up();
            }
            aligned = isBesideChange() ? end : -1;
            while (end < lines.length && lines[start] == lines[end]) {
                down();
                aligned = isBesideChange() ? end : aligned;
            }
        } while (end - start != length);
        while (aligned >= 0 && end > aligned && start > 0 && lines[start - 1] == lines[end - 1]) {
            up();
        }
    }

    private void up() {
        changed[--start] = true;
        changed[--end] = false;
        do {
            beside--;
        } while (beside > 0 && other[beside]);
        // What changed in the other text right before belongs to this place.
        while (start > 0 && changed[start - 1]) {
            start--;
        }
    }

    private void down() {
        changed[start++] = false;
        changed[end++] = true;
        beside++;
        skipOther();
        while (end < changed.length && changed[end]) {
            end++;
        }
    }
}
