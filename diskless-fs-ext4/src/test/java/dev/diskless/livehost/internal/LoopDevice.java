package dev.diskless.livehost.internal;

import static org.junit.jupiter.api.Assumptions.abort;

import dev.diskless.contract.tool.HostAbility;
import dev.diskless.contract.tool.RealTool;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A file as a real device of the kernel; the test is skipped where that is not allowed. */
record LoopDevice(Path path, Path file) implements AutoCloseable {

    /** Shows a new sparse file of a size. */
    static LoopDevice ofSize(Path file, long size, Object... options) throws IOException {
        if (Files.notExists(file)) {
            try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
                sparse.setLength(size);
            }
        }
        return of(file, options);
    }

    static LoopDevice of(Path file, Object... options) {
        HostAbility.kernelMount();
        List<Object> arguments = new ArrayList<>(List.of("--find", "--show"));
        arguments.addAll(List.of(options));
        arguments.add(file);
        RealTool losetup = RealTool.find("losetup").orElseGet(() -> abort("kernel-mount: no program named losetup"));
        return new LoopDevice(
                Path.of(losetup.run(arguments.toArray()).succeeded().out().strip()), file);
    }

    /** A partition, as the kernel names it. */
    Path partition(int number) {
        return Path.of(path + "p" + number);
    }

    /** The name in the kernel's tables. */
    String name() {
        return path.getFileName().toString();
    }

    /** Adds a partition to the kernel's view only, in sectors of 512 bytes. */
    void addPartition(int number, long start, long length) {
        RealTool.named("addpart").run(path, number, start, length).succeeded();
    }

    /** Bytes of the file that take room on its disk. */
    long allocated() {
        String[] fields = RealTool.named("stat")
                .run("-c", "%b %B", file)
                .succeeded()
                .out()
                .strip()
                .split(" ");
        return Long.parseLong(fields[0]) * Long.parseLong(fields[1]);
    }

    /** Detaches it, at once or when the last user closes it. */
    @Override
    public void close() {
        // The kernel would keep partitions that it was told of for the next user of the device.
        for (int number = 1; number <= 2; number++) {
            if (Files.exists(
                    Path.of("/sys/class/block", partition(number).getFileName().toString()))) {
                RealTool.named("delpart").run(path, number);
            }
        }
        RealTool.named("losetup").run("--detach", path).succeeded();
    }
}
