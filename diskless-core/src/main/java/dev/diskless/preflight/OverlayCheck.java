package dev.diskless.preflight;

import com.google.auto.service.AutoService;
import dev.diskless.medium.Finding;
import dev.diskless.medium.MediumView;
import dev.diskless.medium.OverlayDescription;
import dev.diskless.medium.Severity;
import dev.diskless.medium.VolumeView;
import dev.diskless.overlay.OverlayScan;
import dev.diskless.overlay.Overlays;
import dev.diskless.spi.PreflightCheck;
import dev.diskless.spi.Registry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Looks whether the boot will find one sound overlay on the medium, and whether what it says fits the medium. Without
 * state, thread-safe.
 */
@AutoService(PreflightCheck.class)
@SuppressWarnings("exports") // the annotation is for the compiler only
public final class OverlayCheck implements PreflightCheck {

    // Without a line in fstab a medium stands where its device says, or where the boot's own fstab says.
    private static final Pattern KNOWN_TO_BOOT = Pattern.compile(
            "/media/(?:(?:[shv]d|xvd)[a-z]+\\d*|(?:mmcblk|nvme|loop|sr|fd|md|dm-)[a-z0-9]+|cdrom|floppy|usb)/.*");

    /** Made by the service loader. */
    public OverlayCheck() {}

    @Override
    public String name() {
        return "overlays";
    }

    @Override
    public List<Finding> check(MediumView medium) throws IOException {
        List<Finding> findings = new ArrayList<>();
        List<String> names = new ArrayList<>();
        for (VolumeView volume : medium.volumes()) {
            OverlayScan scan = Overlays.find(volume.root(), Registry.standard());
            String place = volume.partition() == 0 ? "" : " on partition " + volume.partition();
            scan.fileNames().forEach(name -> names.add(name + place));
            findings.addAll(scan.findings());
            Set<String> plain = scan.overlays().stream()
                    .filter(overlay -> overlay.format().equals("apkovl"))
                    .map(OverlayDescription::fileName)
                    .collect(Collectors.toSet());
            for (Path file : scan.files()) {
                String name = String.valueOf(file.getFileName());
                if (plain.contains(name)) {
                    findings.addAll(settings(name, file, medium));
                }
            }
        }
        count(names).forEach(finding -> findings.add(0, finding));
        return List.copyOf(findings);
    }

    private static List<Finding> count(List<String> names) {
        if (names.isEmpty()) {
            return List.of(new Finding(
                    Severity.NOTE,
                    "no-overlay",
                    "there is no overlay, so the machine boots with stock settings and no password",
                    "put one into the root of a volume"));
        }
        if (names.size() > 1) {
            return List.of(new Finding(
                    Severity.ERROR,
                    "several-overlays",
                    "the boot takes the first overlay that it meets of " + String.join(", ", names),
                    "delete all but one"));
        }
        return List.of();
    }

    private static List<Finding> settings(String name, Path file, MediumView medium) throws IOException {
        OverlaySettings settings = OverlaySettings.read(file);
        List<Finding> findings = new ArrayList<>();
        services(name, settings, findings);
        List<MountLine> lines = MountLine.parse(settings.fstab()).stream()
                .filter(line -> medium.volumes().stream().anyMatch(v -> line.isFor(v.description())))
                .toList();
        for (MountLine line : lines) {
            mount(name, line, findings);
        }
        boolean hasCache = medium.volumes().stream()
                .anyMatch(volume -> Files.isDirectory(volume.root().resolve("cache")));
        if (settings.cacheTarget().isEmpty() && hasCache) {
            findings.add(new Finding(
                    Severity.WARNING,
                    "cache-link-missing",
                    "there is a package cache, and " + name + " has no link etc/apk/cache to it",
                    "make etc/apk/cache a link to the cache below /media"));
        }
        cache(name, settings.cacheTarget(), lines, findings);
        lbuMedium(name, settings.lbuMedium(), lines, findings);
        return findings;
    }

    private static void services(String name, OverlaySettings settings, List<Finding> findings) {
        Set<String> runlevels = settings.runlevels();
        if (settings.stockServices() || runlevels.contains("sysinit/modloop")) {
            return;
        }
        if (runlevels.isEmpty()) {
            findings.add(new Finding(
                    Severity.ERROR,
                    "no-boot-services",
                    name + " starts no services and does not ask for the stock ones",
                    "add the empty file etc/.default_boot_services, or links in etc/runlevels"));
        } else {
            findings.add(new Finding(
                    Severity.WARNING,
                    "no-modloop-service",
                    name + " does not start modloop, so there are no kernel modules after the boot",
                    "add modloop to the runlevel sysinit, or the empty file etc/.default_boot_services"));
        }
    }

    private static void mount(String name, MountLine line, List<Finding> findings) {
        if (!line.isBelowMedia()) {
            findings.add(new Finding(
                    Severity.ERROR,
                    "fstab-mount-outside-media",
                    "etc/fstab in " + name + " mounts the medium at " + line.mountPoint()
                            + ", where the boot does not look for its repository",
                    "mount it below /media"));
        } else if (!line.options().contains("ro")) {
            findings.add(new Finding(
                    Severity.WARNING,
                    "fstab-not-read-only",
                    "etc/fstab in " + name + " mounts the medium at " + line.mountPoint() + " for writing",
                    "add the option ro; lbu and apk remount it when they write"));
        }
    }

    private static void cache(String name, String target, List<MountLine> lines, List<Finding> findings) {
        if (target.isEmpty()) {
            return;
        }
        boolean reachable = lines.isEmpty()
                ? KNOWN_TO_BOOT.matcher(target).matches()
                : lines.stream().anyMatch(line -> line.holds(target));
        if (!reachable) {
            findings.add(new Finding(
                    Severity.WARNING,
                    "cache-link-elsewhere",
                    "etc/apk/cache in " + name + " points to " + target
                            + ", which is not on the medium while packages are installed",
                    lines.isEmpty()
                            ? "mount the medium there in etc/fstab, by its UUID"
                            : "point it to " + lines.get(0).mountPoint() + "/cache"));
        }
    }

    private static void lbuMedium(String name, String medium, List<MountLine> lines, List<Finding> findings) {
        if (medium.isEmpty() || lines.isEmpty()) {
            return;
        }
        String expected = "/media/" + medium;
        if (lines.stream().noneMatch(line -> line.mountPoint().equals(expected))) {
            findings.add(new Finding(
                    Severity.WARNING,
                    "lbu-media-mismatch",
                    "LBU_MEDIA in " + name + " means " + expected + ", and etc/fstab mounts the medium at "
                            + lines.get(0).mountPoint(),
                    "give both the same name"));
        }
    }
}
