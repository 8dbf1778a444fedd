package dev.diskless.ext4.powercut;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.diskless.contract.tool.RealTool;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * The power is cut at every write of every operation. What is left must be the tree before or after it, harmless in the
 * eyes of {@code e2fsck}, and put right without loss when it is opened again.
 *
 * <p>A usual run tries a sample of the states. With the system property {@code powercut} it does more: {@code full} is
 * all states of all scenarios on all kinds of volumes, and {@code full:4k-groups,1k} those on the kinds named. The
 * property {@code powercut.scenario} chooses scenarios by a part of their names. Each trial prints one line.
 */
class PowerCutTest {

    private static E2fsck tool;

    @BeforeAll
    static void start() throws IOException {
        RealTool.named("e2fsck");
        RealTool.named("mke2fs");
        tool = new E2fsck();
    }

    @AfterAll
    static void stop() throws IOException {
        if (tool != null) {
            tool.close();
        }
    }

    @TestFactory
    Stream<DynamicTest> aCutLeavesOldOrNew() {
        String wish = System.getProperty("powercut", "");
        boolean full = wish.startsWith("full");
        String chosen = System.getProperty("powercut.scenario", "");
        List<Cell> cells = Cell.all();
        if (wish.contains(":")) {
            List<String> names = List.of(wish.substring(wish.indexOf(':') + 1).split(","));
            cells = cells.stream().filter(cell -> names.contains(cell.name())).toList();
        }
        List<DynamicTest> tests = new ArrayList<>();
        int turn = 0;
        for (Scenario scenario : Scenarios.all()) {
            if (scenario.toString().contains(chosen)) {
                // A usual run tries each scenario on two kinds of volumes in turn.
                List<Cell> tried = full ? cells : List.of(cells.get(turn++ % 2), cells.get(turn % cells.size()));
                for (Cell cell : tried) {
                    tests.add(DynamicTest.dynamicTest(scenario + " on " + cell, () -> run(cell, scenario, full)));
                }
            }
        }
        return tests.stream();
    }

    private static void run(Cell cell, Scenario scenario, boolean full) throws IOException {
        Summary summary = new Trial(cell, scenario, tool, full ? Trial.Depth.FULL : Trial.Depth.BOUNDED).run();
        if (full) {
            System.out.println(summary);
        }
        assertEquals("", summary.faults(), summary::toString);
    }
}
