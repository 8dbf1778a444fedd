package dev.diskless.internal;

import dev.diskless.fault.Printable;
import dev.diskless.medium.FileSystemDescription;
import dev.diskless.medium.Partition;
import dev.diskless.medium.PartitionTable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** Draws a partition table as text: one box a partition or gap, wider where there is more room. */
public final class PartitionMap {

    private static final int WIDTH = 76;

    private PartitionMap() {}

    /**
     * Draws the map.
     *
     * @param table the table
     * @param systems what lies on the partitions, by number
     * @return lines that end in a line feed
     */
    public static String draw(PartitionTable table, Map<Integer, FileSystemDescription> systems) {
        List<Box> boxes = boxes(table, systems);
        int[] widths = widths(boxes);
        StringBuilder edge = new StringBuilder("+");
        StringBuilder title = new StringBuilder("|");
        StringBuilder detail = new StringBuilder("|");
        StringBuilder size = new StringBuilder("|");
        for (int i = 0; i < boxes.size(); i++) {
            Box box = boxes.get(i);
            edge.append("-".repeat(widths[i])).append('+');
            title.append(cell(box.title, widths[i])).append('|');
            detail.append(cell(box.detail, widths[i])).append('|');
            size.append(cell(SizeText.of(box.length), widths[i])).append('|');
        }
        return String.join("\n", edge, title, detail, size, edge) + "\n";
    }

    private static List<Box> boxes(PartitionTable table, Map<Integer, FileSystemDescription> systems) {
        List<Box> boxes = new ArrayList<>();
        long at = 0;
        List<Partition> ordered = table.partitions().stream()
                .sorted(Comparator.comparingLong(Partition::start).thenComparingInt(Partition::number))
                .toList();
        for (Partition partition : ordered) {
            if (partition.start() > at) {
                boxes.add(gap(table, at, partition.start()));
            }
            FileSystemDescription system = systems.get(partition.number());
            String title = partition.number() + (partition.active() ? "*" : "") + " type " + partition.type();
            String detail = system == null
                    ? "no known file system"
                    : system.type() + (system.label().isEmpty() ? "" : " " + Printable.text(system.label()));
            boxes.add(new Box(title, detail, partition.length()));
            at = Math.max(at, partition.end());
        }
        if (at < table.deviceSize()) {
            boxes.add(gap(table, at, table.deviceSize()));
        }
        return boxes;
    }

    private static Box gap(PartitionTable table, long start, long end) {
        return new Box(start == 0 ? table.scheme() : "free", start == 0 ? "table" : "", end - start);
    }

    private static int[] widths(List<Box> boxes) {
        int[] widths = new int[boxes.size()];
        int wanted = 0;
        long total = 1;
        for (int i = 0; i < widths.length; i++) {
            Box box = boxes.get(i);
            widths[i] =
                    2 + Math.max(SizeText.of(box.length).length(), Math.max(box.title.length(), box.detail.length()));
            wanted += widths[i] + 1;
            total += box.length;
        }
        int spare = Math.max(0, WIDTH - wanted);
        for (int i = 0; i < widths.length; i++) {
            widths[i] += (int) ((double) spare * boxes.get(i).length / total);
        }
        return widths;
    }

    private static String cell(String text, int width) {
        return " " + text + " ".repeat(Math.max(0, width - 1 - text.length()));
    }

    private record Box(String title, String detail, long length) {}
}
