package dev.diskless;

import dev.diskless.apk.KeyRing;
import dev.diskless.device.BlockDevice;
import dev.diskless.device.ImageFile;
import dev.diskless.fault.CancelledException;
import dev.diskless.fault.DisklessException;
import dev.diskless.fault.Fault;
import dev.diskless.fault.FaultCode;
import dev.diskless.fault.FaultDetail;
import dev.diskless.fault.InvalidRequestException;
import dev.diskless.fault.ProviderNotFoundException;
import dev.diskless.internal.MediumKeys;
import dev.diskless.internal.VolumeScan;
import dev.diskless.medium.BootDescription;
import dev.diskless.medium.CacheDescription;
import dev.diskless.medium.Finding;
import dev.diskless.medium.MediumView;
import dev.diskless.medium.OverlayDescription;
import dev.diskless.medium.PartitionTable;
import dev.diskless.medium.Trust;
import dev.diskless.medium.VolumeView;
import dev.diskless.overlay.OverlayScan;
import dev.diskless.overlay.Overlays;
import dev.diskless.progress.Progress;
import dev.diskless.spi.BootDevice;
import dev.diskless.spi.LiveHost;
import dev.diskless.spi.PackageCache;
import dev.diskless.spi.PreflightCheck;
import dev.diskless.spi.Registry;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * An open medium: its partition table, volumes, overlays, caches and boot systems. Only read; damage of one part is a
 * finding and does not hide the others.
 *
 * <p>Many threads may use it at once. Closing it closes the volumes and the image.
 */
public final class Medium implements MediumView, Closeable {

    private final Path location;
    private final MediumOptions options;
    private final BlockDevice device;
    private final VolumeScan scan;
    private final List<OverlayDescription> overlays = new ArrayList<>();
    private final List<BootDescription> bootSystems = new ArrayList<>();
    private final List<VolumeView> caches = new ArrayList<>();
    private final List<Finding> damage = new ArrayList<>();

    private Medium(Path location, MediumOptions options, BlockDevice device, VolumeScan scan) throws IOException {
        this.location = location;
        this.options = options;
        this.device = device;
        this.scan = scan;
        damage.addAll(scan.findings());
        for (VolumeView volume : scan.volumes()) {
            if (options.cancellation().isCancelled()) {
                throw new CancelledException(CancelledException.detail("cancelled while the overlays were read"));
            }
            findOverlays(volume);
            bootSystem(volume).ifPresent(bootSystems::add);
            findCache(volume);
        }
    }

    static Medium open(Path image, MediumOptions options) throws IOException {
        BlockDevice device = openDevice(image, options.registry());
        try {
            VolumeScan scan = VolumeScan.of(device, options.registry());
            try {
                return new Medium(image, options, device, scan);
            } catch (IOException | RuntimeException e) {
                try (scan) {
                    throw e;
                }
            }
        } catch (IOException | RuntimeException e) {
            try (device) {
                throw e;
            }
        }
    }

    private static BlockDevice openDevice(Path image, Registry registry) throws IOException {
        if (Files.isRegularFile(image)) {
            return ImageFile.openReadOnly(image);
        }
        if (!Files.exists(image)) {
            throw new DisklessException(
                    FaultDetail.of(FaultCode.NOT_FOUND, "there is no such file").at(image),
                    new NoSuchFileException(image.toString()));
        }
        if (Files.isDirectory(image)) {
            throw new InvalidRequestException(InvalidRequestException.detail("a directory is no disk image")
                    .at(image)
                    .cure("name an image file"));
        }
        for (LiveHost host : registry.all(LiveHost.class)) {
            if (host.applies()) {
                return host.openDevice(image);
            }
        }
        ProviderNotFoundException none = registry.notFound(LiveHost.class, "no plug-in opens devices of this host");
        throw new ProviderNotFoundException(none.detail().at(image), none);
    }

    private void findOverlays(VolumeView volume) throws IOException {
        try {
            OverlayScan found = Overlays.find(volume.root(), options.registry());
            overlays.addAll(found.overlays());
            damage.addAll(found.findings());
        } catch (IOException e) {
            note("volume-damaged", e);
        }
    }

    private void findCache(VolumeView volume) throws IOException {
        Path directory = volume.root().resolve("cache");
        try {
            if (Files.readAttributes(directory, BasicFileAttributes.class).isDirectory()) {
                caches.add(volume);
            }
        } catch (NoSuchFileException e) {
            // Most volumes have none.
        } catch (IOException e) {
            note("cache-damaged", e);
        }
    }

    private void note(String code, IOException e) throws IOException {
        if (!(e instanceof Fault fault) || fault.code() == FaultCode.CANCELLED) {
            throw e;
        }
        damage.add(VolumeScan.damage(code, e));
    }

    private Optional<BootDescription> bootSystem(VolumeView volume) throws IOException {
        for (BootDevice boot : options.registry().all(BootDevice.class)) {
            try {
                Optional<BootDescription> description = boot.describe(volume.root());
                if (description.isPresent()) {
                    return description;
                }
            } catch (IOException e) {
                note("boot-system-damaged", e);
            }
        }
        return Optional.empty();
    }

    @Override
    public Optional<PartitionTable> table() {
        return scan.table();
    }

    @Override
    public List<VolumeView> volumes() {
        return scan.volumes();
    }

    @Override
    public List<OverlayDescription> overlays() {
        return List.copyOf(overlays);
    }

    @Override
    public List<BootDescription> bootSystems() {
        return List.copyOf(bootSystems);
    }

    /**
     * Verifies the package caches: every index and every package is read.
     *
     * @return one description a cache, in the order of the volumes
     * @throws IOException if a key that the caller named cannot be read, or reading fails, or the caller cancelled
     */
    public List<CacheDescription> caches() throws IOException {
        try (Progress progress = Progress.root("verify", caches.size(), options.listener(), options.cancellation())) {
            return caches(progress);
        }
    }

    private List<CacheDescription> caches(Progress progress) throws IOException {
        List<CacheDescription> descriptions = new ArrayList<>();
        boolean given = !options.keys().isEmpty();
        for (VolumeView volume : caches) {
            KeyRing keys = given ? KeyRing.load(options.keys()) : MediumKeys.of(volume.root(), options.registry());
            PackageCache cache = options.registry().find(PackageCache.class, "apk");
            descriptions.add(inspect(cache, volume.root().resolve("cache"), keys, given, progress));
        }
        return descriptions;
    }

    private static CacheDescription inspect(
            PackageCache cache, Path directory, KeyRing keys, boolean given, Progress progress) throws IOException {
        try {
            return cache.inspect(directory, keys.keys(), given, progress);
        } catch (IOException e) {
            if (!(e instanceof Fault fault) || fault.code() == FaultCode.CANCELLED) {
                throw e;
            }
            List<Finding> findings = List.of(VolumeScan.damage("cache-damaged", e));
            return new CacheDescription(directory.toString(), 0, 0, List.of(), Trust.UNVERIFIED, List.of(), findings);
        }
    }

    /**
     * What of the medium could not be read, or was read and is damaged; part of {@link #findings}, which also say
     * whether a sound medium will do what it is for.
     *
     * @return the findings in the order of the parts
     */
    public List<Finding> damage() {
        return List.copyOf(damage);
    }

    /**
     * Runs the checks of every plug-in.
     *
     * @return what is wrong or worth knowing, worst first
     * @throws IOException if reading fails
     */
    public List<Finding> findings() throws IOException {
        List<Finding> findings = new ArrayList<>(damage);
        for (PreflightCheck check : options.registry().all(PreflightCheck.class)) {
            try {
                findings.addAll(check.check(this));
            } catch (IOException e) {
                if (!(e instanceof Fault)) {
                    throw e;
                }
                findings.add(VolumeScan.damage("check-failed", e));
            }
        }
        // What is damaged is met by many checks; the first to say so is enough.
        Set<String> messages = new HashSet<>();
        return findings.stream()
                .filter(finding -> messages.add(finding.message()))
                .sorted(Comparator.comparing(Finding::severity)
                        .thenComparing(Finding::code)
                        .thenComparing(Finding::message))
                .toList();
    }

    /**
     * Everything at once, the verified caches among it.
     *
     * @return the report
     * @throws IOException if reading fails, or the caller cancelled
     */
    public MediumReport report() throws IOException {
        try (Progress progress = Progress.root("verify", caches.size(), options.listener(), options.cancellation())) {
            return report(progress);
        }
    }

    MediumReport report(Progress progress) throws IOException {
        List<VolumeReport> volumes = scan.volumes().stream()
                .map(volume -> new VolumeReport(volume.partition(), volume.description()))
                .toList();
        return new MediumReport(
                location.toString(),
                device.size(),
                table(),
                volumes,
                overlays(),
                caches(progress),
                bootSystems(),
                findings());
    }

    @Override
    public void close() throws IOException {
        try (device) {
            scan.close();
        }
    }

    @Override
    public String toString() {
        return "Medium[" + location + ", " + scan.volumes().size() + " volumes]";
    }
}
