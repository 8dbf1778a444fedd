package dev.diskless.ext4.internal;

import dev.diskless.ext4.check.CheckFinding;
import dev.diskless.ext4.internal.check.Survey;
import dev.diskless.ext4.internal.disk.GroupDescriptor;
import dev.diskless.ext4.internal.disk.Superblock;
import dev.diskless.fault.CorruptInputException;
import dev.diskless.fault.InvalidRequestException;
import dev.diskless.medium.WritingOptions;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Puts right what an interruption left on a volume: bitmaps, counters and link counts that are out of date, and, if it was
 * this library that was interrupted, inodes that never got their name or had just lost it. Anything else is damage and
 * refused. Works by the same steps as any change, so that it may be interrupted itself.
 */
final class Recovery {

    /** What can be computed anew from the inodes and directories. */
    private static final Set<String> COUNTS = Set.of(
            "backup-superblock",
            "deletion-time",
            "link-count",
            "block-marked-free",
            "block-marked-used",
            "inode-marked-free",
            "inode-marked-used",
            "bitmap-checksum",
            "bitmap-padding",
            "group-free-blocks",
            "group-free-inodes",
            "group-directories",
            "total-free-blocks",
            "total-free-inodes",
            "attribute-references");

    /** What is between two steps of a change that is made here. */
    private static final Set<String> STEPS =
            Set.of("unattached-inode", "directory-unconnected", "directory-linked-twice", "parent-entry");

    private final WritableVolume volume;
    private final RepairSteps steps;
    private final Survey survey;
    private final Map<Long, Integer> names = new HashMap<>();
    private final Set<Long> touched = new TreeSet<>();
    private final Set<Long> strays = new TreeSet<>();
    private final Set<Long> reclaimed = new TreeSet<>();

    private Recovery(WritableVolume volume, Survey survey) {
        this.volume = volume;
        this.steps = new RepairSteps(volume);
        this.survey = survey;
    }

    static void run(WatchedDevice device, Superblock superblock, WritingOptions options) throws IOException {
        boolean ours = Transaction.isMarked(superblock);
        if (!ours && !options.recover()) {
            throw new InvalidRequestException(InvalidRequestException.detail("the file system was not unmounted")
                    .at(device, Superblock.POSITION + Superblock.STATE)
                    .expected("a file system that nobody uses")
                    .found("one that is in use, or was when the power failed")
                    .cure("open it with recovery, or run e2fsck"));
        }
        Survey survey = Survey.of(device);
        List<CheckFinding> findings = survey.report().findings();
        Set<Long> unconnected = new TreeSet<>();
        for (CheckFinding finding : findings) {
            if (finding.code().equals("directory-unconnected")) {
                unconnected.add(finding.inode());
            }
        }
        if (survey.report().omitted() > 0) {
            throw new CorruptInputException(CorruptInputException.detail("the file system is damaged")
                    .at(device)
                    .expected("at most " + findings.size() + " leftovers of an interrupted change")
                    .found(findings.size() + survey.report().omitted())
                    .cure("run e2fsck"));
        }
        for (CheckFinding finding : findings) {
            boolean step = STEPS.contains(finding.code())
                    || finding.code().equals("entry-unused-inode") && isLost(finding.inode(), survey, unconnected);
            if (!COUNTS.contains(finding.code()) && !(ours && step)) {
                throw new CorruptInputException(CorruptInputException.detail("the file system is damaged")
                        .at(device)
                        .expected("only leftovers of an interrupted change")
                        .found(finding.code() + ": " + finding.message())
                        .cure("run e2fsck"));
            }
        }
        try (WritableVolume volume = WritableVolume.open(device, survey, options.clock())) {
            new Recovery(volume, survey).run(findings);
        }
    }

    /** Whether a directory was taken away with all that is in it, of which some may be cleared. */
    private static boolean isLost(long directory, Survey survey, Set<Long> unconnected) {
        long at = directory;
        Set<Long> seen = new TreeSet<>();
        while (at != 0 && at != Volume.ROOT && !unconnected.contains(at) && seen.add(at)) {
            at = survey.parent(at);
        }
        return at != Volume.ROOT;
    }

    /** Brings counters in line with what is in use, and takes note of the groups where something differs. */
    static void count(Survey survey, LiveDescriptors descriptors, GroupBitmaps blocks, GroupBitmaps inodes)
            throws IOException {
        boolean all = survey.report().omitted() > 0;
        Set<Integer> differing = new TreeSet<>();
        for (CheckFinding finding : survey.report().findings()) {
            if (finding.group() >= 0) {
                differing.add((int) finding.group());
            }
        }
        for (int group = 0; group < blocks.groups(); group++) {
            if (all || differing.contains(group)) {
                GroupDescriptor descriptor = descriptors.get(group);
                descriptor.setFreeBlocks(
                        (int) (blocks.groupEnd(group) - blocks.groupStart(group)) - blocks.usedIn(group));
                descriptor.setFreeInodes(
                        (int) (inodes.groupEnd(group) - inodes.groupStart(group)) - inodes.usedIn(group));
                descriptor.setUsedDirectories(survey.directories(group));
                blocks.touch(group);
                if (!descriptor.hasFlag(GroupDescriptor.INODE_UNINIT) || inodes.usedIn(group) > 0) {
                    inodes.touch(group);
                }
            }
        }
    }

    private void run(List<CheckFinding> findings) throws IOException {
        boolean hasStrays = false;
        Set<Long> unconnected = new TreeSet<>();
        for (CheckFinding finding : findings) {
            switch (finding.code()) {
                case "directory-linked-twice", "parent-entry" -> hasStrays = true;
                case "deletion-time" -> steps.settleDeletion(finding.inode());
                case "directory-unconnected" -> unconnected.add(finding.inode());
                case "unattached-inode", "link-count" -> touched.add(finding.inode());
                default -> {}
            }
        }
        steps.endOrphans();
        if (hasStrays) {
            removeStrays();
        }
        for (long directory : unconnected) {
            reclaimTree(directory);
        }
        touched.removeAll(reclaimed);
        for (long inode : touched) {
            int count = names(inode);
            if (count > 0) {
                steps.setLinks(inode, count);
            } else {
                steps.reclaim(inode);
            }
        }
    }

    /**
     * Of two names of a directory, the one counts that is in the directory that it says it lies in; one that has only one
     * name lies there.
     */
    private void removeStrays() throws IOException {
        Map<Long, Long> places = new HashMap<>();
        for (long directory : survey.directories()) {
            for (DirectoryName entry : volume.entries(directory)) {
                long parent = survey.parent(entry.inode());
                if (parent != 0 && parent != directory) {
                    places.put(entry.inode(), directory);
                }
            }
        }
        strays.addAll(places.keySet());
        Set<Long> settled = new TreeSet<>();
        for (long directory : survey.directories()) {
            for (DirectoryName entry : volume.entries(directory)) {
                if (strays.contains(entry.inode()) && survey.parent(entry.inode()) == directory) {
                    settled.add(entry.inode());
                }
            }
        }
        for (Map.Entry<Long, Long> place : places.entrySet()) {
            if (!settled.contains(place.getKey())) {
                steps.setParent(place.getKey(), place.getValue());
                add(survey.parent(place.getKey()), -1);
                add(place.getValue(), 1);
            }
        }
        for (long directory : survey.directories()) {
            for (DirectoryName entry : volume.entries(directory)) {
                if (settled.contains(entry.inode()) && survey.parent(entry.inode()) != directory) {
                    steps.removeStray(directory, entry.name());
                    add(entry.inode(), -1);
                }
            }
        }
    }

    private void reclaimTree(long top) throws IOException {
        Deque<Long> left = new ArrayDeque<>(List.of(top));
        while (!left.isEmpty()) {
            long directory = left.remove();
            if (!reclaimed.add(directory)) {
                continue;
            }
            add(survey.parent(directory), -1);
            for (DirectoryName entry : volume.entries(directory)) {
                if (survey.parent(entry.inode()) == 0) {
                    add(entry.inode(), -1);
                } else if (survey.parent(entry.inode()) == directory && !strays.contains(entry.inode())) {
                    left.add(entry.inode());
                }
            }
            steps.reclaim(directory);
        }
    }

    private void add(long inode, int by) {
        if (!survey.isUsed(inode)) {
            return;
        }
        names.put(inode, names(inode) + by);
        touched.add(inode);
    }

    private int names(long inode) {
        Integer known = names.get(inode);
        return known == null ? survey.names(inode) : known;
    }
}
