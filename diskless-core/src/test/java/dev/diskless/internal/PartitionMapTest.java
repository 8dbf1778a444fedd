package dev.diskless.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diskless.medium.Partition;
import dev.diskless.medium.PartitionTable;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PartitionMapTest {

    private static final long MIB = 1 << 20;

    @Test
    void drawsTablePartitionsAndGaps() {
        PartitionTable table = new PartitionTable(
                "mbr",
                "00000001",
                1024 * MIB,
                512,
                List.of(
                        new Partition(1, MIB, 500 * MIB, "83", true, ""),
                        new Partition(2, 600 * MIB, 424 * MIB, "0c", false, "")));
        String[] lines = PartitionMap.draw(table, Map.of()).split("\n");
        assertEquals(5, lines.length);
        for (String line : lines) {
            assertEquals(lines[0].length(), line.length());
        }
        assertEquals(5, lines[1].chars().filter(c -> c == '|').count());
        assertTrue(lines[1].indexOf("1* type 83") < lines[1].indexOf("free"));
        assertTrue(lines[1].indexOf("free") < lines[1].indexOf("2 type 0c"));
    }

    @Test
    void drawsOverlappingPartitionsWithoutFailing() {
        PartitionTable table = new PartitionTable(
                "mbr",
                "00000001",
                10 * MIB,
                512,
                List.of(
                        new Partition(1, MIB, 100 * MIB, "83", false, ""),
                        new Partition(2, 2 * MIB, MIB, "83", false, "")));
        assertEquals(5, PartitionMap.draw(table, Map.of()).split("\n").length);
    }
}
