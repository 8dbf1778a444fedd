package dev.diskless.ext4.internal;

import dev.diskless.contract.tool.RealTool;
import dev.diskless.device.ImageFile;
import dev.diskless.medium.WritingOptions;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** An image of mke2fs, changed by us and, as a copy, by the kernel. */
record ForeignImage(Path image) {

    static final Instant NOW = Instant.parse("2024-05-06T07:08:09.123456789Z");

    /** Makes an image with these options of mke2fs. */
    static ForeignImage make(Path folder, long size, String options) throws IOException {
        return make(folder, size, options, null);
    }

    /** Makes an image in which mke2fs puts what the steps make. */
    static ForeignImage make(Path folder, long size, String options, TreeSteps steps) throws IOException {
        Path image = Files.createTempFile(folder, "a", ".img");
        try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
            file.setLength(size);
        }
        List<Object> line = new ArrayList<>(List.of("-q", "-F"));
        line.addAll(List.of(options.split(" ")));
        if (!options.contains("-b ")) {
            line.addAll(List.of("-b", "4096"));
        }
        Path source = folder.resolve(image.getFileName() + ".source");
        if (steps != null) {
            Files.createDirectory(source);
            steps.run(source);
            line.addAll(List.of("-d", source));
        }
        line.add(image);
        RealTool.named("mke2fs").run(line.toArray()).succeeded();
        if (steps != null) {
            RealTool.named("rm").run("-r", source).succeeded();
        }
        return new ForeignImage(image);
    }

    ForeignImage copy() throws IOException {
        Path copy = Files.createTempFile(image.getParent(), "copy", ".img");
        // A copy with holes.
        RealTool.named("cp").run("--sparse=always", image, copy).succeeded();
        return new ForeignImage(copy);
    }

    void delete() throws IOException {
        Files.delete(image);
    }

    Map<String, String> read() throws IOException {
        try (ImageFile device = ImageFile.openReadOnly(image);
                Volume volume = Volumes.open(device)) {
            return TreeListing.of(volume);
        }
    }

    void apply(TreeSteps steps) throws IOException {
        try (ImageFile device = ImageFile.open(image);
                Volume volume = Volumes.openWritable(device, WritingOptions.at(NOW))) {
            new AppliedSteps(volume).run(steps);
        }
    }

    /** Has the kernel carry out steps; gives what they list. */
    List<Map<String, String>> mount(TreeSteps steps) throws IOException {
        Path mountPoint = image.resolveSibling("mnt-" + image.getFileName());
        return steps.run(image, mountPoint);
    }

    /** Both change a volume in the same way; then the kernel has to go on with what we made. */
    void assertChangedAsByTheKernel(TreeSteps changes, TreeSteps more) throws IOException {
        ForeignImage copy = copy();
        apply(changes);
        Fsck.assertClean(image);
        Map<String, String> expected =
                copy.mount(new TreeSteps().then(changes).list()).get(0);
        TreeListing.assertSame(expected, read(), "read by us");
        List<Map<String, String>> seen = mount(new TreeSteps().list().then(more).list());
        TreeListing.assertSame(expected, seen.get(0), "read by the kernel");
        Fsck.assertClean(image);
        TreeListing.assertSame(seen.get(1), read(), "after the kernel's changes");
        copy.delete();
    }
}
