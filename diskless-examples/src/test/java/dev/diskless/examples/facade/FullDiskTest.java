package dev.diskless.examples.facade;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.diskless.contract.tool.HostAbility;
import dev.diskless.contract.tool.RealTool;
import dev.diskless.fault.Fault;
import dev.diskless.fault.FaultCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A disk that fills up while an image is written to it is told as that, and gets all its room back. */
@Tag("kernel-mount")
class FullDiskTest {

    @TempDir
    Path folder;

    /** From no room for a folder at all, over the file system's tables and the boot files, to the overlay and the end. */
    @ParameterizedTest
    @ValueSource(ints = {4, 8, 12, 64, 512, 1024, 2048, 4096, 5000, 6000, 7000, 7600, 8000})
    void isNamedWhereverItHappens(int kibibytes) throws IOException {
        HostAbility.kernelMount();
        Workbench bench = new Workbench(folder);
        byte[] noise = new byte[6 << 20];
        new Random(5).nextBytes(noise);
        Path large = Files.write(folder.resolve("large"), noise);
        Files.write(bench.source().resolve("boot/large"), java.util.Arrays.copyOf(noise, 2 << 20));
        RealTool.named("mount")
                .run("-t", "tmpfs", "-o", "size=" + kibibytes + "k", "tmpfs", bench.output())
                .succeeded();
        try {
            Files.write(bench.image(), new byte[4096]);
            Fault fault = bench.refused(
                    FaultCode.HOST_FULL,
                    bench.request().file("etc/large", large).replace());
            assertEquals(bench.image().toString(), fault.detail().path());
            assertEquals(4096, Files.size(bench.image()));
        } finally {
            RealTool.named("umount").run(bench.output()).succeeded();
        }
    }
}
