package dev.diskless.ext4.powercut;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diskless.contract.tool.HostAbility;
import dev.diskless.contract.tool.RealTool;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * The power is cut at every write of every operation. What is left must be the tree before or after it, harmless in the
 * eyes of {@code e2fsck}, and put right without loss when it is opened again.
 *
 * <p>A usual run tries a sample of the states. With the system property {@code powercut} it does more, for all scenarios
 * on all kinds of volumes: {@code writes} cuts before, after and without each single write, request and sector;
 * {@code full} tries all combinations of up to twelve sectors, too, which takes a day. {@code full:4k-groups,1k} is on
 * the kinds named only. The property {@code powercut.scenario} chooses scenarios by a part of their names, and {@code powercut.states} is how many
 * states of each epoch are tried, all without it. Each trial prints one line.
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
        int states = Integer.getInteger("powercut.states", Integer.MAX_VALUE);
        Trial.Depth depth = wish().startsWith("writes") ? Trial.Depth.WRITES : Trial.Depth.FULL;
        return trials(1, isCampaign() ? depth.atMost(states) : Trial.Depth.BOUNDED);
    }

    @TestFactory
    @Tag("kernel-mount")
    Stream<DynamicTest> theKernelReadsAndWritesWhatACutLeft() {
        HostAbility.kernelMount();
        return trials(3, isCampaign() ? Trial.Depth.FULL_MOUNTING : Trial.Depth.MOUNTING);
    }

    /** The file fills a group, so that the copies of its bitmaps lie in another one. */
    @TestFactory
    Stream<DynamicTest> aGroupWithoutRoomIsSafe() {
        return Scenarios.all().stream()
                .filter(scenario -> scenario.toString().endsWith("a file with many extents"))
                .flatMap(scenario -> Stream.of("1k-groups-64bit", "1k-groups-64bit-nocsum")
                        .map(name -> test(Cell.named(name), scenario, Trial.Depth.WRITES)));
    }

    @Test
    void barriersAreNeeded() throws IOException {
        Scenario scenario = Scenarios.all().get(0);
        Trial trial = new Trial(Cell.PLAIN, scenario, tool, new Trial.Depth(12, 50, 80, 0, 0, 3));
        assertEquals(0, trial.run().faulty());
        assertTrue(trial.runWithoutBarriers().faulty() > 0);
    }

    private static boolean isCampaign() {
        return !wish().isEmpty();
    }

    private static String wish() {
        return System.getProperty("powercut", "");
    }

    private static Stream<DynamicTest> trials(int every, Trial.Depth depth) {
        String wish = wish();
        String chosen = System.getProperty("powercut.scenario", "");
        List<Cell> cells = new ArrayList<>(Cell.all());
        if (wish.contains(":")) {
            List<String> names = List.of(wish.substring(wish.indexOf(':') + 1).split(","));
            cells.removeIf(cell -> !names.contains(cell.name()));
        }
        List<DynamicTest> tests = new ArrayList<>();
        int turn = 0;
        for (Scenario scenario : Scenarios.all()) {
            if (scenario.toString().contains(chosen)) {
                // A usual run tries each scenario on one kind of volume in turn, some of them with a second cut.
                if (isCampaign()) {
                    cells.forEach(cell -> tests.add(test(cell, scenario, depth)));
                } else if (turn % every == 0) {
                    tests.add(test(cells.get(turn % cells.size()), scenario, turn % 4 == 0 ? depth : depth.once()));
                }
                turn++;
            }
        }
        return tests.stream();
    }

    private static DynamicTest test(Cell cell, Scenario scenario, Trial.Depth depth) {
        return DynamicTest.dynamicTest(scenario + " on " + cell, () -> run(cell, scenario, depth));
    }

    private static void run(Cell cell, Scenario scenario, Trial.Depth depth) throws IOException {
        Summary summary = new Trial(cell, scenario, tool, depth).run();
        if (isCampaign()) {
            System.out.println(summary);
        }
        assertEquals("", summary.faults(), summary::toString);
    }
}
