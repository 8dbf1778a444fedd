package dev.diskless.ext4.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.diskless.contract.tool.RealTool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** An image mounted by the kernel; the test is skipped where that is not allowed. */
record LoopMount(Path root) implements AutoCloseable {

    static LoopMount readOnly(Path image, Path root) throws IOException {
        return mount(image, root, "loop,ro");
    }

    static LoopMount writable(Path image, Path root) throws IOException {
        return mount(image, root, "loop");
    }

    static LoopMount writable(Path image, Path root, String options) throws IOException {
        return mount(image, root, options.isEmpty() ? "loop" : "loop," + options);
    }

    private static LoopMount mount(Path image, Path root, String options) throws IOException {
        Files.createDirectory(root);
        RealTool.Outcome outcome = RealTool.named("mount").run("-t", "ext4", "-o", options, image, root);
        if (outcome.status() != 0) {
            // Where loop devices work at all, a refusal is a fault of the image.
            if (outcome.err().contains("loop device")
                    || outcome.err().contains("permission denied")
                    || outcome.err().contains("must be superuser")) {
                abort("no loop mounts here: " + outcome.err());
            }
            assertEquals(0, outcome.status(), outcome.err());
        }
        return new LoopMount(root);
    }

    @Override
    public void close() {
        RealTool.named("umount").run(root).succeeded();
    }
}
