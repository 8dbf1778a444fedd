package dev.diskless.lbu;

import dev.diskless.medium.Finding;
import dev.diskless.medium.Severity;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Whether the boot will find a medium where the configuration says, and can mount it so early. */
final class MediumFindings {

    // The kinds whose drivers the initramfs of a stock medium has, as far as overlays can be written to them.
    private static final Set<String> KNOWN_TO_BOOT = Set.of("ext2", "ext3", "ext4", "vfat", "msdos", "auto");

    private MediumFindings() {}

    /** Findings about the line for the medium of a mount point. */
    static List<Finding> of(Fstab fstab, String mountPoint) {
        Optional<FstabLine> found = fstab.at(mountPoint);
        if (found.isEmpty()) {
            return List.of(new Finding(
                    Severity.ERROR,
                    "fstab-no-medium",
                    "etc/fstab has no line for " + mountPoint,
                    "name the device and the type of the medium"));
        }
        FstabLine line = found.get();
        List<Finding> findings = new ArrayList<>();
        if (!line.options().contains("ro")) {
            findings.add(new Finding(
                    Severity.WARNING,
                    "fstab-not-read-only",
                    "etc/fstab mounts the medium at " + mountPoint + " for writing",
                    "add the option ro; lbu and apk remount it when they write"));
        }
        if (line.type().equals("iso9660")) {
            findings.add(new Finding(
                    Severity.ERROR,
                    "fstab-type-read-only",
                    "the medium at " + mountPoint + " is an ISO 9660 file system, which cannot be written",
                    "keep overlays on another medium, of type ext4 or vfat"));
        } else if (!KNOWN_TO_BOOT.contains(line.type())) {
            findings.add(new Finding(
                    Severity.ERROR,
                    "fstab-type-unknown-to-boot",
                    "the initramfs of a stock medium cannot mount " + line.type() + ", so it finds no overlay there",
                    "use ext4 or vfat, or an initramfs with the module"));
        }
        device(line, findings);
        return findings;
    }

    private static void device(FstabLine line, List<Finding> findings) {
        if (line.device().startsWith("/dev/nvme")) {
            findings.add(new Finding(
                    Severity.WARNING,
                    "fstab-nvme",
                    line.device() + " is an NVMe device, which the boot of older media does not see in time",
                    "see that the initramfs has the module nvme"));
        }
        if (line.device().startsWith("/dev/") && !line.device().startsWith("/dev/disk/")) {
            findings.add(new Finding(
                    Severity.NOTE,
                    "fstab-device-name",
                    "etc/fstab names the medium as " + line.device() + ", and devices may be numbered anew",
                    "name it by UUID= or LABEL="));
        }
    }
}
