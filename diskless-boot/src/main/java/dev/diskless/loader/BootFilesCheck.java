package dev.diskless.loader;

import com.google.auto.service.AutoService;
import dev.diskless.fault.Printable;
import dev.diskless.medium.BootDescription;
import dev.diskless.medium.Finding;
import dev.diskless.medium.MediumView;
import dev.diskless.medium.Severity;
import dev.diskless.medium.VolumeView;
import dev.diskless.spi.PreflightCheck;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The check {@code boot-files}: whether a medium holds what the initramfs and the boot loader look for. Keeps no state;
 * thread-safe.
 *
 * <p>Its findings: {@code no-boot-repository}, {@code no-kernel}, {@code no-initramfs} and {@code no-package-index}
 * (errors), {@code no-modloop}, {@code deep-boot-repository}, {@code no-loader-configuration},
 * {@code large-loader-configuration} and {@code no-boot-loader} (warnings), {@code no-alpine-release} (a note), and
 * {@code absent-boot-file} for each file that a loader configuration names and that is not there: an error if it is a
 * kernel or an initramfs and the configuration names no kernel that is there, else a warning.
 */
@SuppressWarnings("exports") // The annotation is gone after compiling.
@AutoService(PreflightCheck.class)
public final class BootFilesCheck implements PreflightCheck {

    @Override
    public String name() {
        return "boot-files";
    }

    @Override
    public List<Finding> check(MediumView medium) throws IOException {
        List<Finding> findings = new ArrayList<>();
        if (medium.bootSystems().isEmpty()) {
            findings.add(new Finding(
                    Severity.ERROR,
                    "no-boot-repository",
                    "no volume has a boot repository",
                    "put the packages into a directory in the root of a volume, with an empty file .boot_repository"
                            + " in it"));
        }
        for (BootDescription system : medium.bootSystems()) {
            check(system, findings);
        }
        for (VolumeView volume : medium.volumes()) {
            checkNamedFiles(volume, findings);
        }
        return List.copyOf(findings);
    }

    private static void check(BootDescription system, List<Finding> findings) {
        String where = " (boot repository " + Printable.text(String.join(", ", system.repositories())) + ")";
        if (system.kernels().isEmpty()) {
            findings.add(new Finding(
                    Severity.ERROR, "no-kernel", "no kernel" + where, "copy the kernel of the release into boot"));
        }
        if (system.initramfs().isEmpty()) {
            findings.add(new Finding(
                    Severity.ERROR,
                    "no-initramfs",
                    "no initramfs" + where,
                    "copy the initramfs of the release into boot"));
        }
        if (system.architectures().isEmpty()) {
            findings.add(new Finding(
                    Severity.ERROR,
                    "no-package-index",
                    "no package index" + where,
                    "put APKINDEX.tar.gz beside the packages, in a directory named as the architecture"));
        }
        if (system.repositories().stream().allMatch(path -> path.indexOf('/') >= 0)) {
            findings.add(new Finding(
                    Severity.WARNING,
                    "deep-boot-repository",
                    "the boot repository is not directly below the root" + where,
                    "move it there, or keep an overlay on the same volume: else the initramfs does not keep the"
                            + " volume mounted"));
        }
        if (system.modloops().isEmpty() && system.missing().contains(BootTree.MODLOOP)) {
            findings.add(new Finding(
                    Severity.WARNING,
                    "no-modloop",
                    "no modloop: the machine comes up without most of its drivers" + where,
                    "copy the modloop of the release into boot"));
        }
        if (system.configurations().isEmpty()) {
            findings.add(new Finding(
                    Severity.WARNING,
                    "no-loader-configuration",
                    "no configuration of a boot loader" + where,
                    "add the one that the machine's loader reads, for example extlinux/extlinux.conf"));
        }
        if (system.loader().isEmpty()) {
            findings.add(new Finding(
                    Severity.WARNING,
                    "no-boot-loader",
                    "no boot loader installed" + where,
                    "install one, or boot with firmware that reads the volume itself"));
        }
        if (system.release().isEmpty()) {
            findings.add(new Finding(
                    Severity.NOTE,
                    "no-alpine-release",
                    "no .alpine-release: the release of the medium is unknown" + where,
                    "copy the file from the medium of the release"));
        }
    }

    private static void checkNamedFiles(VolumeView volume, List<Finding> findings) throws IOException {
        LoaderConfigurations configurations = LoaderConfigurations.of(new VolumeTree(volume.root()));
        String where = volume.partition() == 0 ? "" : " on partition " + volume.partition();
        for (String unread : configurations.tooLarge()) {
            findings.add(new Finding(
                    Severity.WARNING,
                    "large-loader-configuration",
                    Printable.text(unread) + where + " has more than " + LoaderConfigurations.MAX_SIZE
                            + " bytes and was not read",
                    "make it smaller"));
        }
        for (BootReference reference : configurations.references()) {
            if (!reference.present()) {
                boolean fatal = reference.kind().isVital() && !configurations.namesKernel(reference.configuration());
                findings.add(new Finding(
                        fatal ? Severity.ERROR : Severity.WARNING,
                        "absent-boot-file",
                        "no " + reference.words() + where,
                        "copy the file, or correct " + Printable.text(reference.configuration())));
            }
        }
    }
}
