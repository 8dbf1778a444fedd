package dev.diskless.examples.facade;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.diskless.Diskless;
import dev.diskless.Medium;
import dev.diskless.MediumReport;
import dev.diskless.contract.tool.HostAbility;
import dev.diskless.contract.tool.RealTool;
import dev.diskless.fault.FaultCode;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A real device is opened like the image that was written to it. */
@EnabledOnOs(OS.LINUX)
class OpenedDeviceTest {

    @TempDir
    Path folder;

    @Test
    @Tag("kernel-mount")
    void deviceIsDescribedAsItsImageIs() throws IOException {
        HostAbility.kernelMount();
        Workbench bench = new Workbench(folder);
        bench.request().build();
        MediumReport image = report(bench.image());
        RealTool losetup = RealTool.named("losetup");
        String device = losetup.run("--find", "--show", "--read-only", bench.image())
                .succeeded()
                .out()
                .strip();
        try {
            MediumReport found = report(Path.of(device));
            assertEquals(device, found.location());
            assertEquals(image.size(), found.size());
            assertEquals(image.table(), found.table());
            assertEquals(image.volumes(), found.volumes());
            assertEquals(image.overlays().size(), found.overlays().size());
            assertFalse(found.volumes().isEmpty());
        } finally {
            losetup.run("--detach", device).succeeded();
        }
    }

    @Test
    void otherSpecialFilesAreRefused() {
        IOException thrown = assertThrows(IOException.class, () -> report(Path.of("/dev/null")));
        Workbench.assertFault(FaultCode.INVALID_REQUEST, thrown);
    }

    private static MediumReport report(Path place) throws IOException {
        try (Medium medium = Diskless.open(place)) {
            return medium.report();
        }
    }
}
