package dev.diskless.examples.bench;

import java.util.Locale;

/**
 * A line of the table.
 *
 * @param what what was done
 * @param ours how long this library took, or how much it wrote
 * @param other the same of what it is measured against, and what that is
 * @param ratio ours divided by the other
 * @param target what the ratio should be
 */
record Row(String what, String ours, String other, String ratio, String target) {

    static final String HEAD = "| what | here: min, median | against: min, median | ratio | target |\n"
            + "| --- | --- | --- | --- | --- |\n";

    private static final double MILLI = 1e6;

    /** A line whose ratio is that of the shortest runs, which other work disturbs least. */
    static Row of(String what, Measure ours, String otherName, Measure other, String target) {
        return new Row(
                what, text(ours), otherName + " " + text(other), ratio((double) ours.min() / other.min()), target);
    }

    static String ratio(double ratio) {
        return String.format(Locale.ROOT, ratio < 0.1 ? "%.3f" : "%.2f", ratio);
    }

    static String text(Measure measure) {
        return millis(measure.min()) + ", " + millis(measure.median()) + " ms";
    }

    static String millis(long nanos) {
        double millis = nanos / MILLI;
        return String.format(Locale.ROOT, millis < 100 ? "%.1f" : "%.0f", millis);
    }

    /** The line in Markdown. */
    String line() {
        return "| " + String.join(" | ", what, ours, other, ratio, target) + " |\n";
    }
}
