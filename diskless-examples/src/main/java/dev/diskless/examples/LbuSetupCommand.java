package dev.diskless.examples;

import dev.diskless.lbu.CacheSetup;
import dev.diskless.lbu.LbuSetup;
import dev.diskless.lbu.SetupReport;
import dev.diskless.medium.Finding;
import dev.diskless.medium.MountedVolume;
import dev.diskless.medium.Severity;
import dev.diskless.spi.MountingHost;
import dev.diskless.spi.Registry;
import dev.diskless.storage.RemountedMedium;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Chooses the medium and the package cache. */
@Command(
        name = "setup",
        synopsisHeading = "usage: ",
        customSynopsis = "lbu setup [-v] [--device DEVICE --type TYPE] [--backup-limit N] [--cache DIR] [MEDIA]",
        sortOptions = false,
        description = {
            "Does what setup-lbu and setup-apkcache of Alpine do: mount point, line in etc/fstab, lbu.conf, cache and"
                    + " link.",
            "Everything is checked before anything is changed; none for MEDIA or DIR leaves what is there."
        })
@SuppressWarnings("NullAway.Init") // picocli sets the fields.
final class LbuSetupCommand implements Callable<Integer> {

    @Mixin
    private LbuOptions options;

    @Option(
            names = "--device",
            paramLabel = "DEVICE",
            description = "UUID=x, LABEL=x or a path; else what is mounted there or what etc/fstab says")
    private @Nullable String device;

    @Option(names = "--type", paramLabel = "TYPE", description = "the type of its file system, for example ext4")
    private @Nullable String type;

    @Option(names = "--backup-limit", paramLabel = "N", description = "how many earlier overlays are kept")
    private @Nullable Integer limit;

    @Option(names = "--cache", paramLabel = "DIR", description = "the package cache, for example /media/usb/cache")
    private @Nullable String cache;

    @Parameters(
            arity = "0..1",
            paramLabel = "MEDIA",
            defaultValue = LbuSetup.DEFAULT_MEDIUM,
            description = "the medium's name below /media, LABEL=x or UUID=x; diskless by default")
    private String media;

    /** What is printed. */
    record Report(List<String> changed, List<Finding> findings) {}

    @Override
    public Integer call() throws IOException {
        if ((device == null) != (type == null)) {
            throw LbuMisuse.missing(options.command(), "--device and --type belong together");
        }
        return options.onPlainRoot(root -> {
            boolean live = root.equals(Path.of("/"));
            Optional<MountingHost> host = live ? RemountedMedium.host(Registry.standard()) : Optional.empty();
            List<MountedVolume> mounts = host.isPresent() ? host.get().mounts() : List.of();
            List<SetupReport> reports = new ArrayList<>();
            reports.add(medium(root, mounts).apply());
            if (cache != null) {
                CacheSetup setup = CacheSetup.of(root).directory(cache);
                mounts.stream()
                        .filter(mount -> mount.mountPoint().equals("/"))
                        .forEach(mount -> setup.rootType(mount.type()));
                Closeable writable = writable(host, cache);
                try (writable) {
                    reports.add(setup.apply());
                }
            }
            return print(reports);
        });
    }

    private LbuSetup medium(Path root, List<MountedVolume> mounts) throws IOException {
        LbuSetup setup = LbuSetup.of(root).medium(media);
        if (device != null && type != null) {
            setup.device(device, type);
        }
        if (limit != null) {
            setup.backupLimit(limit);
        }
        return setup.mounted(mounts);
    }

    // The medium that the cache lies on may be mounted read-only.
    private static Closeable writable(Optional<MountingHost> host, String cache) throws IOException {
        Path directory = Path.of("/").resolve(cache).normalize();
        while (!Files.isDirectory(directory) && directory.getParent() != null) {
            directory = directory.getParent();
        }
        return host.isPresent() && directory.startsWith("/media")
                ? RemountedMedium.holding(host.get(), directory)
                : () -> {};
    }

    private int print(List<SetupReport> reports) {
        List<String> changed = reports.stream()
                .flatMap(report -> report.changed().stream())
                .distinct()
                .toList();
        List<Finding> findings =
                reports.stream().flatMap(report -> report.findings().stream()).toList();
        if (options.json) {
            options.out().print(Json.text(new Report(changed, findings)));
        } else {
            if (options.verbose) {
                changed.forEach(name -> options.out().println("Changed " + name));
            }
            findings.forEach(options.err()::println);
        }
        options.out().flush();
        options.err().flush();
        return findings.stream().anyMatch(finding -> finding.severity() == Severity.ERROR) ? 1 : 0;
    }
}
