package dev.diskless.loader;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.diskless.contract.boot.MediumTree;
import dev.diskless.contract.preflight.FakeMedium;
import dev.diskless.contract.preflight.PreflightCheckContract;
import dev.diskless.medium.BootDescription;
import dev.diskless.medium.Finding;
import dev.diskless.medium.MediumView;
import dev.diskless.spi.PreflightCheck;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BootFilesCheckTest extends PreflightCheckContract {

    @Override
    protected PreflightCheck check() {
        return new BootFilesCheck();
    }

    @Override
    protected MediumView faulty() throws IOException {
        Path root = Files.createDirectory(directory.resolve("faulty"));
        new MediumTree(root)
                .text("a/apks/.boot_repository", "")
                .text("syslinux.cfg", "KERNEL /k\nINITRD /i\nFDT /d\n")
                .text("config.txt", "x".repeat(LoaderConfigurations.MAX_SIZE + 1));
        return medium(root);
    }

    @Test
    void aMediumWithoutBootRepositoryIsAnError() throws IOException {
        assertEquals(
                List.of("ERROR no-boot-repository"), codes(medium(Files.createDirectory(directory.resolve("none")))));
    }

    @Test
    void aWholeMediumLacksOnlyTheLoader() throws IOException {
        Path root = Files.createDirectory(directory.resolve("iso"));
        MediumTree.iso(root);
        assertEquals(List.of("WARNING no-boot-loader"), codes(medium(root)));
    }

    @Test
    void everythingThatIsAbsentIsFound() throws IOException {
        assertEquals(
                List.of(
                        "ERROR no-kernel",
                        "ERROR no-initramfs",
                        "ERROR no-package-index",
                        "WARNING deep-boot-repository",
                        "WARNING no-modloop",
                        "WARNING no-boot-loader",
                        "NOTE no-alpine-release",
                        "WARNING large-loader-configuration",
                        "ERROR absent-boot-file",
                        "ERROR absent-boot-file",
                        "WARNING absent-boot-file"),
                codes(faulty()));
    }

    @Test
    void anAbsentEntryBesideOneThatBootsIsAWarning() throws IOException {
        Path root = Files.createDirectory(directory.resolve("two"));
        MediumTree.iso(root)
                .text("syslinux.cfg", "LABEL a\nKERNEL /boot/vmlinuz-lts\nLABEL b\nKERNEL /boot/vmlinuz-virt\n");
        assertEquals(List.of("WARNING no-boot-loader", "WARNING absent-boot-file"), codes(medium(root)));
    }

    @Test
    void namesFromTheMediumCannotForgeLines() throws IOException {
        Path root = Files.createDirectory(directory.resolve("forged"));
        new MediumTree(root).text("a\nb/.boot_repository", "").text("syslinux.cfg", "KERNEL /x\u202ey\u007f\n");
        for (Finding finding : check().check(medium(root))) {
            assertEquals(
                    -1,
                    (finding.message() + finding.cure())
                                    .replaceAll("[^\\p{Cntrl}\u202e]", "")
                                    .length()
                            - 1);
        }
    }

    private static MediumView medium(Path root) throws IOException {
        List<BootDescription> systems = new ArrayList<>();
        new PlainBootDevice().describe(root).ifPresent(systems::add);
        FakeMedium medium = FakeMedium.of(root);
        return new FakeMedium(medium.table(), medium.volumes(), medium.overlays(), systems);
    }

    private List<String> codes(MediumView medium) throws IOException {
        return check().check(medium).stream()
                .map(finding -> finding.severity() + " " + finding.code())
                .toList();
    }
}
