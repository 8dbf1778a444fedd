package dev.diskless.ext4.powercut;

import dev.diskless.device.BlockDevice;
import dev.diskless.ext4.Ext4;
import dev.diskless.ext4.check.CheckFinding;
import dev.diskless.ext4.internal.Volume;
import dev.diskless.ext4.internal.Volumes;
import dev.diskless.medium.WritingOptions;
import dev.diskless.progress.Progress;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Judges what a cut left: by our reader, our checker, the real checker, and by opening it again. */
final class StateJudge {

    static final Instant LATER = Instant.parse("2026-03-04T05:06:07Z");

    /** Nothing that can be reached is in danger where only these are found. */
    private static final Set<String> HARMLESS = Set.of(
            "block-marked-used",
            "inode-marked-used",
            "unattached-inode",
            "directory-unconnected",
            "group-free-blocks",
            "group-free-inodes",
            "group-directories",
            "total-free-blocks",
            "total-free-inodes",
            "backup-superblock");

    private final Cell cell;
    private final Scenario scenario;
    private final Ground ground;
    private final E2fsck tool;
    private final boolean reopening;
    private final Counters before;
    private final Counters after;

    StateJudge(Cell cell, Scenario scenario, Ground ground, E2fsck tool, boolean reopening) {
        this.cell = cell;
        this.scenario = scenario;
        this.ground = ground;
        this.tool = tool;
        this.reopening = reopening;
        this.before = ground.before();
        this.after = Counters.of(ground.end());
    }

    /** Judges an image, which stays as it is, of which the stages before one may not be seen any more. */
    Verdict judge(byte[] image, int least) throws IOException {
        List<String> faults = new ArrayList<>();
        Integer stage = null;
        TreeView seen = null;
        try {
            seen = read(new ImageDevice(image, cell.sectorSize()));
            stage = scenario.stage(seen, ground.stages(), least);
            if (stage == null) {
                faults.add("tree: " + seen.differences(ground.stages().get(least)));
            }
            faults.addAll(seen.links());
            if (!scenario.allowsTwoNames()) {
                faults.addAll(seen.parents());
            }
        } catch (IOException | RuntimeException e) {
            faults.add("reader: " + e);
        }
        check(image, seen, faults);
        Set<Complaint> complaints = repair(image, faults);
        if (reopening && seen != null) {
            reopen(image, seen, stage, faults);
        }
        return new Verdict(stage, complaints, faults);
    }

    static TreeView read(BlockDevice device) throws IOException {
        try (Volume volume = Volumes.open(device)) {
            return TreeView.of(volume);
        }
    }

    private void check(byte[] image, @Nullable TreeView seen, List<String> faults) throws IOException {
        for (CheckFinding finding : Ext4.check(new ImageDevice(image, cell.sectorSize()), Progress.silent())
                .findings()) {
            if (!isHarmless(finding, seen)) {
                faults.add("check: " + finding.code() + ": " + finding.message() + " (inode " + finding.inode()
                        + ", block " + finding.block() + ", group " + finding.group() + ")");
            }
        }
    }

    private boolean isHarmless(CheckFinding finding, @Nullable TreeView seen) {
        // Nobody comes to an inode without a name, whatever is in it.
        boolean unnamed = seen != null && finding.inode() > 0 && !seen.inodes().contains(finding.inode());
        return switch (finding.code()) {
            // Too low a count is found by the reader.
            case "link-count" -> true;
            case "bitmap-checksum" -> scenario.isFull();
            case "directory-linked-twice", "parent-entry" -> scenario.allowsTwoNames() || unnamed;
            case "entry-unused-inode", "deletion-time" -> unnamed;
            default -> HARMLESS.contains(finding.code());
        };
    }

    /** Asks the real checker to look, and then to put right without asking, as a boot would. */
    private Set<Complaint> repair(byte[] image, List<String> faults) throws IOException {
        E2fsck.Report first = tool.lookAt(image);
        Set<Complaint> bad = new TreeSet<>(first.found());
        bad.removeIf(Complaint::isHarmless);
        bad.removeAll(scenario.allowed());
        if (first.found().contains(Complaint.UNCONNECTED_DIRECTORY)) {
            // Its entry for its parent is taken for a link that the parent should count.
            bad.remove(Complaint.LINKS_TOO_LOW);
        }
        if (scenario.isFull()) {
            bad.remove(Complaint.BITMAP_CHECKSUM);
        }
        if (!bad.isEmpty()) {
            faults.add("e2fsck -fn: " + bad + " " + first.others());
        }
        if (first.isSilent()) {
            return first.found();
        }
        boolean refused = first.found().contains(Complaint.UNATTACHED_INODE)
                || first.found().contains(Complaint.UNCONNECTED_DIRECTORY)
                || scenario.allowsTwoNames() && first.found().contains(Complaint.TWO_NAMES);
        E2fsck.Report repair = tool.report("-fp");
        if (repair.status() > 1 && !(refused && repair.status() == 4)) {
            faults.add("e2fsck -fp: " + repair.status() + " " + repair.text().strip());
        }
        if (repair.status() > 1) {
            E2fsck.Report forced = tool.report("-fy");
            if (forced.status() > 1) {
                faults.add(
                        "e2fsck -fy: " + forced.status() + " " + forced.text().strip());
            }
        }
        E2fsck.Report second = tool.look();
        if (!second.isSilent()) {
            faults.add("e2fsck -fn after repair: " + second.text().strip());
        }
        return first.found();
    }

    /** Opens the volume for writing, which has to put everything right, and closes it. */
    private void reopen(byte[] image, TreeView seen, @Nullable Integer stage, List<String> faults) throws IOException {
        ImageDevice device = new ImageDevice(image.clone(), cell.sectorSize());
        try {
            Volumes.openWritable(device, WritingOptions.at(LATER)).close();
            TreeView again = read(device);
            if (!again.objects().equals(seen.objects()) && !(stage == null || stage == -1 && isStage(again))) {
                faults.add("reopened: tree: " + again.differences(seen));
            }
            faults.addAll(again.links());
            faults.addAll(again.parents());
        } catch (IOException | RuntimeException e) {
            faults.add("reopened: " + e);
            return;
        }
        for (CheckFinding finding : Ext4.check(device, Progress.silent()).findings()) {
            faults.add("reopened: check: " + finding);
        }
        E2fsck.Report report = tool.lookAt(device.image());
        if (!report.isSilent()) {
            faults.add("reopened: e2fsck -fn: " + report.status() + " "
                    + report.text().strip());
        }
        Counters counters = Counters.of(device.image());
        if (!counters.bitmaps().equals(before.bitmaps())) {
            faults.add("reopened: bitmaps are at " + counters.bitmaps());
        }
        Counters expected = null;
        if (stage != null && stage == 0) {
            expected = before;
        } else if (stage != null && stage == ground.stages().size() - 1) {
            expected = after;
        }
        if (expected != null
                && (counters.freeBlocks() != expected.freeBlocks() || counters.freeInodes() != expected.freeInodes())) {
            faults.add("reopened: free " + counters.freeBlocks() + "/" + counters.freeInodes() + ", not "
                    + expected.freeBlocks() + "/" + expected.freeInodes());
        }
    }

    private boolean isStage(TreeView tree) {
        return scenario.stage(tree, ground.stages(), 0) != null;
    }
}
