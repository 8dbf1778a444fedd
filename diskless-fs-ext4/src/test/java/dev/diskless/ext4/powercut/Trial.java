package dev.diskless.ext4.powercut;

import dev.diskless.ext4.internal.Volume;
import dev.diskless.ext4.internal.Volumes;
import dev.diskless.medium.WritingOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;

/** One scenario on one kind of volume: recorded once, then cut everywhere. */
final class Trial {

    private final Cell cell;
    private final Scenario scenario;
    private final E2fsck tool;
    private final Depth depth;

    /**
     * How thoroughly cuts are tried.
     *
     * @param allUpTo epochs with so many sectors are tried in all states
     * @param random so many random states of each other epoch
     * @param perEpoch no more states of an epoch than that, chosen by chance
     * @param mounts so many states of a trial are mounted by the kernel
     * @param again so many states of a trial are cut a second time, while they are put right
     * @param seed of all chance
     */
    record Depth(int allUpTo, int random, int perEpoch, int mounts, int again, long seed) {

        static final Depth FULL = new Depth(12, 200, Integer.MAX_VALUE, 0, 6, 1);

        /** Each write, request and sector by itself, and all states of short epochs. */
        static final Depth WRITES = new Depth(5, 20, Integer.MAX_VALUE, 0, 1, 1);

        static final Depth BOUNDED = new Depth(12, 20, 3, 0, 1, 1);

        static final Depth FULL_MOUNTING = new Depth(12, 50, 40, 25, 0, 2);

        static final Depth MOUNTING = new Depth(12, 20, 2, 1, 0, 2);

        /** Without a second cut. */
        Depth once() {
            return new Depth(allUpTo, random, perEpoch, mounts, 0, seed);
        }

        Depth atMost(int states) {
            return new Depth(
                    allUpTo, random, Math.min(perEpoch, states), mounts, Math.min(again, 1 + states / 16), seed);
        }
    }

    Trial(Cell cell, Scenario scenario, E2fsck tool, Depth depth) {
        this.cell = cell;
        this.scenario = scenario;
        this.tool = tool;
        this.depth = depth;
    }

    /** Does all of it. */
    Summary run() throws IOException {
        byte[] base = prepared();
        Ground ground = record(scenario, base, Counters.of(base), List.of());
        Summary summary = new Summary(scenario + " on " + cell, ground.stages().size() - 1);
        E2fsck.Report end = tool.lookAt(ground.end());
        if (!end.isSilent()) {
            summary.fault("without a cut", List.of("e2fsck: " + end.text().strip()));
        }
        if (!Counters.of(ground.end()).bitmaps().equals(ground.before().bitmaps())) {
            summary.fault("without a cut", List.of("bitmaps rest elsewhere"));
        }
        Chosen mounted = new Chosen(depth.mounts(), depth.seed());
        Chosen again = new Chosen(depth.again(), depth.seed() + 1);
        cut(ground, scenario, summary, List.of(mounted, again));
        KernelJudge kernel = new KernelJudge(cell, tool);
        for (byte[] state : mounted.images()) {
            List<String> faults = kernel.judge(state, scenario);
            if (!faults.isEmpty()) {
                summary.fault("mounted", faults);
            }
        }
        for (byte[] state : again.images()) {
            cutTwice(state, summary);
        }
        return summary;
    }

    /** Some of the states that came by, each with the same chance. */
    private static final class Chosen {
        private final int limit;
        private final Random chance;
        private final List<byte[]> images = new ArrayList<>();
        private int seen;

        Chosen(int limit, long seed) {
            this.limit = limit;
            this.chance = new Random(seed);
        }

        void offer(byte[] image) {
            seen++;
            if (images.size() < limit) {
                images.add(image);
            } else if (limit > 0 && chance.nextInt(seen) < limit) {
                images.set(chance.nextInt(limit), image);
            }
        }

        List<byte[]> images() {
            return images;
        }
    }

    /** What would happen if the device did not care for barriers. */
    Summary runWithoutBarriers() throws IOException {
        byte[] base = prepared();
        Ground ground = record(scenario, base, Counters.of(base), List.of());
        Summary summary = new Summary(
                scenario + " on " + cell + " without barriers", ground.stages().size() - 1);
        Ground merged = new Ground(base, ground.before(), ground.end(), ground.stages(), Epoch.merged(ground.epochs()));
        cut(merged, scenario, summary, List.of());
        return summary;
    }

    private byte[] prepared() throws IOException {
        CutRecorder device = new CutRecorder(made(), cell.sectorSize());
        try (Volume volume = Volumes.openWritable(device, WritingOptions.at(Instant.ofEpochSecond(1_000_000_000)))) {
            scenario.preparation().on(new Work(volume));
        }
        return device.image();
    }

    private byte[] made() throws IOException {
        Scenario.Source source = scenario.source();
        if (source == null) {
            return cell.make(tool.folder());
        }
        Path tree = Files.createTempDirectory("source");
        try {
            source.fill(tree);
            tool.put(cell.make(tool.folder(), List.of("-d", tree)));
        } finally {
            try (Stream<Path> paths = Files.walk(tree)) {
                for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }
        }
        // This makes indexes.
        tool.report("-fyD");
        return tool.get();
    }

    private Ground record(Scenario scenario, byte[] base, Counters before, List<TreeView> earlier) throws IOException {
        CutRecorder device = new CutRecorder(base, cell.sectorSize());
        List<TreeView> stages = new ArrayList<>(earlier);
        Instant[] time = {Instant.ofEpochSecond(1_700_000_000)};
        InstantSource clock = () -> time[0];
        Volume volume = Volumes.openWritable(device, new WritingOptions(clock, false));
        try {
            Work work = new Work(volume);
            stages.add(TreeView.of(volume));
            for (Scenario.Step step : scenario.steps()) {
                time[0] = time[0].plusSeconds(10);
                step.action().on(work);
                stages.add(TreeView.of(volume));
                if (step.forced()) {
                    device.promise(stages.size() - 1);
                }
            }
        } finally {
            volume.close();
        }
        device.promise(stages.size() - 1);
        TreeView end = StateJudge.read(new ImageDevice(device.image(), cell.sectorSize()));
        if (!end.objects().equals(stages.get(stages.size() - 1).objects())) {
            throw new IOException("the closed volume is another: " + end.differences(stages.get(stages.size() - 1)));
        }
        return new Ground(base, before, device.image(), stages, device.epochs());
    }

    private void cut(Ground ground, Scenario scenario, Summary summary, List<Chosen> choices) throws IOException {
        StateJudge judge = new StateJudge(cell, scenario, ground, tool, true);
        Map<Long, Integer> judged = new HashMap<>();
        Random chance = new Random(depth.seed());
        byte[] image = ground.base().clone();
        long digest = 0;
        Map<Integer, Long> shownDigests = new HashMap<>();
        for (Epoch epoch : ground.epochs()) {
            int least = Math.max(0, epoch.durable());
            if (epoch.writes().isEmpty()) {
                judgeOnce(image, digest, least, judge, judged, summary, "after all");
                continue;
            }
            CutStates states = new CutStates(epoch, depth.allUpTo(), depth.random(), depth.seed());
            List<List<SectorWrite>> sectors = states.sectors();
            for (int number : chosen(states.count(), chance)) {
                int[] shown = states.state(number);
                long sum = digest;
                byte[] state = image.clone();
                for (int i = 0; i < shown.length; i++) {
                    if (shown[i] > 0) {
                        SectorWrite write = sectors.get(i).get(shown[i] - 1);
                        System.arraycopy(
                                write.content(), 0, state, write.sector() * cell.sectorSize(), cell.sectorSize());
                        sum += write.digest()
                                - shownDigests.computeIfAbsent(
                                        write.sector(), sector -> original(ground.base(), sector));
                    }
                }
                String where =
                        "epoch " + epoch.number() + " of " + ground.epochs().size() + ", state " + number + " of "
                                + states.count() + ", shows " + describe(sectors, shown);
                if (judgeOnce(state, sum, least, judge, judged, summary, where)) {
                    choices.forEach(choice -> choice.offer(state));
                }
            }
            for (List<SectorWrite> versions : sectors) {
                SectorWrite last = versions.get(versions.size() - 1);
                Long old = shownDigests.put(last.sector(), last.digest());
                digest += last.digest() - (old == null ? original(ground.base(), last.sector()) : old);
            }
            epoch.applyTo(image, cell.sectorSize());
        }
    }

    private long original(byte[] base, int sector) {
        int at = sector * cell.sectorSize();
        return SectorWrite.digest(sector, Arrays.copyOfRange(base, at, at + cell.sectorSize()));
    }

    /** Cuts the power again while the leftovers of the first cut are put right, and while more is done. */
    private void cutTwice(byte[] state, Summary summary) throws IOException {
        ImageDevice repaired = new ImageDevice(state.clone(), cell.sectorSize());
        Volumes.openWritable(repaired, WritingOptions.at(StateJudge.LATER)).close();
        TreeView seen = StateJudge.read(new ImageDevice(state, cell.sectorSize()));
        Scenario then = scenario.then("cut again")
                .step(work -> work.file("after", 300, 1))
                .step(work -> work.unlink("after"));
        Ground second = record(then, state, Counters.of(repaired.image()), List.of(seen));
        Summary inner = new Summary(then + " on " + cell, second.stages().size() - 1);
        cut(second, then, inner, List.of());
        summary.add(inner);
    }

    private static String describe(List<List<SectorWrite>> sectors, int[] shown) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < shown.length && text.length() < 300; i++) {
            int all = sectors.get(i).size();
            text.append(' ').append(sectors.get(i).get(0).sector()).append(':').append(shown[i]);
            text.append(all == 1 ? "" : "/" + all);
        }
        return text.toString();
    }

    private int[] chosen(int count, Random chance) {
        int[] all = new int[count];
        for (int i = 0; i < count; i++) {
            all[i] = i;
        }
        if (count <= depth.perEpoch()) {
            return all;
        }
        for (int i = 0; i < depth.perEpoch(); i++) {
            int other = i + chance.nextInt(count - i);
            int number = all[other];
            all[other] = all[i];
            all[i] = number;
        }
        return Arrays.copyOf(all, depth.perEpoch());
    }

    /** Whether the state was new and is right. */
    private boolean judgeOnce(
            byte[] image,
            long digest,
            int least,
            StateJudge judge,
            Map<Long, Integer> judged,
            Summary summary,
            String where)
            throws IOException {
        Integer known = judged.get(digest);
        if (known != null && known >= least) {
            return false;
        }
        Verdict verdict = judge.judge(image, least);
        judged.put(digest, verdict.stage() == null ? Integer.MAX_VALUE : Math.max(least, verdict.stage()));
        summary.count(verdict);
        if (!verdict.faults().isEmpty()) {
            summary.fault(where, verdict.faults());
        }
        return verdict.faults().isEmpty();
    }
}
