package dev.diskless.ext4.powercut;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Lets the kernel mount what a cut left, read it, and write a file into it. */
final class KernelJudge {

    private static final String FILE = "written-by-the-kernel";

    private final Cell cell;
    private final E2fsck tool;

    KernelJudge(Cell cell, E2fsck tool) {
        this.cell = cell;
        this.tool = tool;
    }

    /** What is wrong with an image in the kernel's eyes. */
    List<String> judge(byte[] image, Scenario scenario) throws IOException {
        List<String> faults = new ArrayList<>();
        TreeView expected = StateJudge.read(new ImageDevice(image, cell.sectorSize()));
        E2fsck.Report before = tool.lookAt(image);
        tool.put(image);
        mounted("ro", faults, at -> {
            TreeView seen = TreeView.ofHost(at);
            // The kernel shows both names of a directory; we show the one that counts.
            boolean complete = scenario.allowsTwoNames()
                    && seen.objects().entrySet().containsAll(expected.objects().entrySet());
            if (!complete && !seen.objects().equals(expected.objects())) {
                faults.add("kernel: tree: " + seen.differences(expected));
            }
        });
        // The kernel does not use a group whose bitmaps do not fit their checksums.
        if (scenario.isFull()
                || scenario.allowsTwoNames()
                || !faults.isEmpty()
                || before.found().contains(Complaint.BITMAP_CHECKSUM)) {
            return faults;
        }
        byte[] content = Work.noise(7000, 77);
        mounted("rw", faults, at -> {
            try (FileChannel channel =
                    FileChannel.open(at.resolve(FILE), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
                channel.write(ByteBuffer.wrap(content));
                channel.force(true);
            }
        });
        afterwards(expected, content, before, faults);
        return faults;
    }

    private void afterwards(TreeView expected, byte[] content, E2fsck.Report before, List<String> faults)
            throws IOException {
        byte[] written = tool.get();
        Set<Complaint> worse = new TreeSet<>(tool.look().found());
        worse.removeAll(before.found());
        if (!worse.isEmpty()) {
            faults.add("kernel: e2fsck after writing: " + worse + " "
                    + tool.look().text().strip());
        }
        try {
            TreeView seen = StateJudge.read(new ImageDevice(written, cell.sectorSize()));
            Map<String, String> rest = new HashMap<>(seen.objects());
            String added = rest.remove("/" + FILE);
            Map<String, String> all = new HashMap<>(expected.objects());
            // The root got another time.
            rest.remove("");
            all.remove("");
            if (added == null || !rest.equals(all)) {
                faults.add("kernel: tree after writing: " + seen.differences(expected));
            }
        } catch (IOException e) {
            faults.add("kernel: reader after writing: " + e);
        }
        mounted("ro", faults, at -> {
            if (!Arrays.equals(content, Files.readAllBytes(at.resolve(FILE)))) {
                faults.add("kernel: the written file is another");
            }
        });
    }

    private interface Visit {
        void of(Path root) throws IOException;
    }

    private void mounted(String option, List<String> faults, Visit visit) throws IOException {
        Path at = tool.folder().resolve("at");
        Files.createDirectories(at);
        Shell.Result mount = tool.shell().run("mount -t ext4 -o loop,noatime," + option + " " + tool.file() + " " + at);
        if (mount.status() != 0) {
            faults.add("kernel: mount " + option + ": " + mount.text().strip());
            return;
        }
        try {
            visit.of(at);
        } catch (IOException | RuntimeException e) {
            faults.add("kernel: mounted " + option + ": " + e);
        } finally {
            Shell.Result umount = tool.shell().run("umount " + at);
            if (umount.status() != 0) {
                faults.add("kernel: umount: " + umount.text().strip());
            }
        }
    }
}
