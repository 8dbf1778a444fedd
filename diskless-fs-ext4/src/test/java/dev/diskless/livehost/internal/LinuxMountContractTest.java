package dev.diskless.livehost.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diskless.contract.livehost.MountingHostContract;
import dev.diskless.contract.tool.HostAbility;
import dev.diskless.contract.tool.RealTool;
import dev.diskless.spi.MountingHost;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The mounts of the kernel that runs the test; what it says of them is judged by the kernel's own table. */
@Tag("kernel-mount")
class LinuxMountContractTest extends MountingHostContract {

    private static final String UUID = "5d1f5a4c-4b52-4dd9-9f0e-1f2c3a4b5c6e";

    @TempDir
    Path folder;

    private Path point;
    private LoopDevice loop;

    @BeforeEach
    void mount() throws IOException {
        HostAbility.kernelMount();
        point = Files.createDirectory(folder.toRealPath().resolve("a place"));
        Path image = folder.resolve("image");
        RealTool.named("mke2fs")
                .run("-q", "-t", "ext4", "-O", "^has_journal", "-U", UUID, image, "4M")
                .succeeded();
        loop = LoopDevice.of(image);
        RealTool.named("mount")
                .run("-o", "noatime,nosuid,nodev", loop.path(), point)
                .succeeded();
    }

    @AfterEach
    void unmount() {
        if (loop != null) {
            RealTool.named("umount").run(point);
            loop.close();
        }
    }

    @Override
    protected MountingHost create() {
        return new LinuxHost();
    }

    @Override
    protected Path mountPoint() {
        return point;
    }

    private String table() {
        return RealTool.named("cat")
                .run("/proc/self/mounts")
                .succeeded()
                .out()
                .lines()
                .filter(line -> line.contains(" " + point.toString().replace(" ", "\\040") + " "))
                .findFirst()
                .orElse("");
    }

    @Test
    void theKernelAgrees() throws IOException {
        MountingHost host = create();
        host.remount(new dev.diskless.medium.MountedVolume(
                loop.path().toString(), point.toString(), "ext4", List.of(), true, true));
        assertTrue(table().contains("a\\040place ext4 ro,nosuid,nodev,noatime"), table());
        host.unmount(point.toString());
        assertEquals("", table());
    }

    @Test
    void whatTheTableSaysIsMounted() throws IOException {
        Path root = Files.createDirectory(folder.resolve("root"));
        for (String name : List.of("proc", "sys", "dev")) {
            Files.createSymbolicLink(root.resolve(name), Path.of("/" + name));
        }
        String place = point.toString().replace(" ", "\\040");
        MountingHost host = new LinuxHost(root, DeviceNumbers.HOST, JnaSystemCalls::load);
        for (String line : List.of(
                loop.path() + "\t" + place + "\text4\tnoauto,ro,noexec,errors=continue 0 0",
                "UUID=" + UUID + " " + place + "/ auto noexec,ro")) {
            host.unmount(point.toString());
            Files.writeString(Files.createDirectories(root.resolve("etc")).resolve("fstab"), "# x\n" + line + "\n");
            host.mount(point.toString());
            assertTrue(table().contains("a\\040place ext4 ro,noexec,relatime"), table());
        }
    }
}
