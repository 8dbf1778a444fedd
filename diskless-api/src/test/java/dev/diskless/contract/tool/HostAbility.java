package dev.diskless.contract.tool;

import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What only some hosts allow a test to do. Where it is not allowed the test is skipped, and the reason begins with the
 * ability's name and a colon; a build that probed the host itself can tell such skips from others by that.
 */
public final class HostAbility {

    private HostAbility() {}

    /** Skips the test where the kernel does not let it mount a file system image; tag such tests so too. */
    public static void kernelMount() {
        RealTool mount = require("mount", "kernel-mount");
        RealTool umount = require("umount", "kernel-mount");
        RealTool mkfs = require("mke2fs", "kernel-mount");
        try {
            Path folder = Files.createTempDirectory("mount");
            Path at = Files.createDirectory(folder.resolve("at"));
            Path image = folder.resolve("image");
            boolean mounted = mkfs.run("-q", "-t", "ext4", image, "4M").status() == 0
                    && mount.run("-o", "loop,ro", image, at).status() == 0;
            if (mounted) {
                umount.run(at).succeeded();
            }
            Files.deleteIfExists(image);
            Files.delete(at);
            Files.delete(folder);
            if (!mounted) {
                abort("kernel-mount: this host does not let a test mount an image");
            }
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** Skips the test where the kernel reads no partition tables; tag such tests {@code kernel-mount}. */
    public static void kernelPartitions() {
        kernelMount();
        RealTool losetup = require("losetup", "kernel-partitions");
        try {
            Path folder = Files.createTempDirectory("partitions");
            byte[] disk = new byte[4 << 20];
            // One partition of type 83 from sector 2048 on, 2048 sectors long.
            byte[] entry = {0, 0, 0, 0, (byte) 0x83, 0, 0, 0, 0, 8, 0, 0, 0, 8, 0, 0};
            System.arraycopy(entry, 0, disk, 446, entry.length);
            disk[510] = 0x55;
            disk[511] = (byte) 0xAA;
            Path image = Files.write(folder.resolve("image"), disk);
            String device = losetup.run("--find", "--show", "--partscan", image)
                    .succeeded()
                    .out()
                    .strip();
            boolean seen =
                    Files.exists(Path.of("/sys/class/block", Path.of(device).getFileName() + "p1"));
            losetup.run("--detach", device).succeeded();
            Files.delete(image);
            Files.delete(folder);
            if (!seen) {
                abort("kernel-partitions: this kernel reads no partition tables");
            }
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** Skips the test where the host does not let it change its root directory; tag such tests so too. */
    public static void chroot() {
        if (require("chroot", "chroot").run("/", "/bin/true").status() != 0) {
            abort("chroot: this host does not let a test change its root directory");
        }
    }

    private static RealTool require(String program, String ability) {
        return RealTool.find(program).orElseGet(() -> abort(ability + ": no program named " + program));
    }
}
