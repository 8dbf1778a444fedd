package dev.diskless.ext4.powercut;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diskless.contract.tool.HostAbility;
import dev.diskless.contract.tool.RealTool;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The judge must find fault with writers that do not care for the order of what they write. */
class CarelessWriterTest {

    private static final String FILE = "host.apkovl.tar.gz";

    private E2fsck tool;

    @BeforeEach
    void start() throws IOException {
        RealTool.named("e2fsck");
        RealTool.named("debugfs");
        tool = new E2fsck();
    }

    @AfterEach
    void stop() throws IOException {
        if (tool != null) {
            tool.close();
        }
    }

    @Test
    void everythingOfDebugfsWithoutBarriersIsFoundFaultWith() throws IOException {
        byte[] before = withFile(Cell.PLAIN);
        tool.put(before);
        Path content = tool.folder().resolve("content");
        Files.write(content, Work.noise(6000, 2));
        debugfs("rm " + FILE);
        debugfs("write " + content + " " + FILE);
        Map<String, Integer> kinds = judge(Cell.PLAIN, before, tool.get());
        assertTrue(
                kinds.keySet().containsAll(List.of("reader", "tree", "check", "e2fsck -fn", "e2fsck -fp")),
                kinds.toString());
    }

    @Test
    @Tag("kernel-mount")
    void replacementByTheKernelIsFoundFaultWith() throws IOException {
        HostAbility.kernelMount();
        byte[] before = withFile(Cell.named("4k"));
        byte[] after = byKernel(before);
        Map<String, Integer> kinds = judge(Cell.named("4k"), before, after);
        assertTrue(
                kinds.getOrDefault("reader", 0) > kinds.get("all") / 4
                        && kinds.containsKey("tree")
                        && kinds.containsKey("check")
                        && kinds.containsKey("e2fsck -fn"),
                kinds.toString());
    }

    @Test
    void sectorsThatAreHarmlessAloneAreNotFoundFaultWith() throws IOException {
        byte[] before = withFile(Cell.PLAIN);
        byte[] after = before.clone();
        int unused = after.length - 4096;
        after[unused] = 1;
        assertEquals(Map.of("all", 2), judge(Cell.PLAIN, before, after));
    }

    @Test
    void eachHalfOfTheSuperblockIsFoundFaultWith() throws IOException {
        byte[] before = withFile(Cell.PLAIN);
        byte[] after = before.clone();
        // The total of free blocks, which is not covered by the old checksum.
        after[1024 + 0x0C] ^= 1;
        Map<String, Integer> kinds = judge(Cell.PLAIN, before, after);
        assertEquals(1, kinds.get("reader"), kinds.toString());
    }

    @Test
    void blocksInUseThatLookFreeAreFoundFaultWith() throws IOException {
        byte[] before = withFile(Cell.named("1k-nocsum"));
        tool.put(before);
        debugfs("freeb 1000 600");
        debugfs("freeb 40 600");
        Map<String, Integer> kinds = judge(Cell.named("1k-nocsum"), before, tool.get());
        assertTrue(kinds.containsKey("e2fsck -fn") && kinds.containsKey("check"), kinds.toString());
    }

    @Test
    void nameWithoutACountIsFoundFaultWith() throws IOException {
        byte[] before = withFile(Cell.named("1k-nocsum"));
        tool.put(before);
        debugfs("ln " + FILE + " second");
        Map<String, Integer> kinds = judge(Cell.named("1k-nocsum"), before, tool.get());
        assertTrue(kinds.containsKey("inode 12 has 2 names and counts 1"), kinds.toString());
        assertTrue(kinds.containsKey("e2fsck -fn"), kinds.toString());
    }

    private byte[] withFile(Cell cell) throws IOException {
        tool.put(cell.make(tool.folder()));
        Path content = tool.folder().resolve("content");
        Files.write(content, Work.noise(5000, 1));
        debugfs("write " + content + " " + FILE);
        return tool.get();
    }

    private void debugfs(String request) {
        RealTool.named("debugfs").run("-w", "-R", request, tool.file()).succeeded();
    }

    private byte[] byKernel(byte[] before) throws IOException {
        tool.put(before);
        Path at = Files.createDirectory(tool.folder().resolve("at"));
        RealTool.named("mount")
                .run("-t", "ext4", "-o", "loop,noatime", tool.file(), at)
                .succeeded();
        try {
            Path temporary = at.resolve(".lbu-1");
            try (FileChannel channel =
                    FileChannel.open(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
                channel.write(ByteBuffer.wrap(Work.noise(6000, 2)));
                channel.force(true);
            }
            Files.move(temporary, at.resolve(FILE), StandardCopyOption.ATOMIC_MOVE);
        } finally {
            RealTool.named("umount").run(at).succeeded();
        }
        return tool.get();
    }

    /** How many states had faults of each kind, when anything of the difference may be written. */
    private Map<String, Integer> judge(Cell cell, byte[] before, byte[] after) throws IOException {
        Scenario scenario = new Scenario("replace").step(work -> {});
        List<TreeView> stages = new ArrayList<>();
        for (byte[] image : List.of(before, after)) {
            try {
                stages.add(StateJudge.read(new ImageDevice(image, cell.sectorSize())));
            } catch (IOException e) {
                stages.add(stages.get(0));
            }
        }
        Epoch epoch = Epoch.difference(before, after, cell.sectorSize());
        Ground ground = new Ground(before, Counters.of(before), after, stages, List.of(epoch));
        StateJudge judge = new StateJudge(cell, scenario, ground, tool, false);
        CutStates states = new CutStates(epoch, 6, 60, 5);
        Map<String, Integer> kinds = new TreeMap<>();
        for (int number = 0; number < states.count(); number++) {
            byte[] image = before.clone();
            int[] shown = states.state(number);
            for (int i = 0; i < shown.length; i++) {
                if (shown[i] > 0) {
                    SectorWrite write = states.sectors().get(i).get(0);
                    System.arraycopy(write.content(), 0, image, write.sector() * cell.sectorSize(), cell.sectorSize());
                }
            }
            Verdict verdict = judge.judge(image, 0);
            kinds.merge("all", 1, Integer::sum);
            verdict.faults().stream()
                    .map(fault -> fault.split(":")[0])
                    .distinct()
                    .forEach(kind -> kinds.merge(kind, 1, Integer::sum));
        }
        return kinds;
    }
}
