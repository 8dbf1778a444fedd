package dev.diskless;

import dev.diskless.apk.RepositoryAddress;
import dev.diskless.apk.Selection;
import dev.diskless.fault.DisklessException;
import dev.diskless.fault.FaultCode;
import dev.diskless.fault.FaultDetail;
import dev.diskless.fault.InvalidRequestException;
import dev.diskless.fault.UnsupportedFeatureException;
import dev.diskless.internal.Identity;
import dev.diskless.internal.RequestDigest;
import dev.diskless.internal.SourceTime;
import dev.diskless.lbu.PersistenceSetup;
import dev.diskless.medium.BootDescription;
import dev.diskless.medium.BootFiles;
import dev.diskless.overlay.OverlayTree;
import dev.diskless.overlay.Overlays;
import dev.diskless.progress.Progress;
import dev.diskless.progress.ProgressUnit;
import dev.diskless.spi.BootDevice;
import dev.diskless.spi.OverlayFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.UUID;

/** Turns a request into what goes into the image: finds, verifies, resolves, derives. Writes nothing. */
final class ImagePreparation {

    private static final String BASE_PACKAGE = "alpine-base";
    private static final String DEFAULT_HOSTNAME = "localhost";
    private static final UUID NO_UUID = new UUID(0, 0);

    private final ImageBuilder request;
    private final Path source;
    private final BootDevice boot;
    private final OverlayFormat overlayFormat;

    ImagePreparation(ImageBuilder request) throws IOException {
        this.request = request;
        if (request.source == null) {
            throw new InvalidRequestException(InvalidRequestException.detail("no source of boot files was given")
                    .at(request.output)
                    .cure("name a directory with the boot files"));
        }
        this.source = request.source;
        this.boot = request.registry.find(BootDevice.class, "none");
        this.overlayFormat = request.registry.find(OverlayFormat.class, "apkovl");
    }

    ImageContent prepare(Progress progress) throws IOException {
        BootFiles files = boot.select(source);
        BootDescription description = boot.describe(source)
                .orElseThrow(() ->
                        new DisklessException(FaultDetail.of(FaultCode.NOT_FOUND, "the source has no boot repository")
                                .at(source)));
        TrustedRepository repository = TrustedRepository.open(request, source, description, progress);
        List<String> world = new ArrayList<>(List.of(BASE_PACKAGE));
        world.addAll(request.packages);
        Selection selection = repository.repository().resolve(world);
        // The only provider of an unversioned name is not good enough for apk unless it is asked for by its own name.
        world.addAll(selection.implied());
        RepositoryAddress address = address(description, repository);
        Instant time = SourceTime.of(request.time, files.files());
        String hostname = hostname(base(time));
        // The overlay names the file system, and the file system's identity follows from the overlay: so it is derived
        // from the overlay as it is before it knows.
        OverlayTree nameless = overlay(time, hostname, world, address, NO_UUID);
        String architecture = repository.repository().architecture();
        Identity identity = identity(files, world, architecture, address, time, nameless, progress);
        UUID uuid = request.uuid != null ? request.uuid : identity.uuid("file system");
        OverlayTree tree = overlay(time, hostname, world, address, uuid);
        return new ImageContent(
                request,
                source,
                boot,
                files,
                repository,
                selection,
                address,
                time,
                identity,
                uuid,
                tree,
                hostname + overlayFormat.suffix(),
                overlayFormat);
    }

    private OverlayTree overlay(Instant time, String hostname, List<String> world, RepositoryAddress address, UUID uuid)
            throws IOException {
        OverlayTree tree = base(time);
        PersistenceSetup setup = PersistenceSetup.of(tree)
                .hostname(hostname)
                .world(world)
                .repositories(request.media, List.of(address.text()))
                .medium(request.media, uuid.toString(), "ext4");
        for (OverlayEdit edit : request.overlay) {
            edit.edit(tree);
        }
        setup.bootServices();
        return tree;
    }

    private RepositoryAddress address(BootDescription description, TrustedRepository repository)
            throws DisklessException {
        if (request.repository != null) {
            return RepositoryAddress.of(request.repository);
        }
        Optional<RepositoryAddress> named = RepositoryAddress.ofRelease(description.release());
        return named.or(() -> RepositoryAddress.ofRelease(repository.repository()))
                .orElseThrow(() -> new InvalidRequestException(
                        InvalidRequestException.detail("nothing on the source names a release of Alpine")
                                .at(source)
                                .cure("give the address of a remote repository")));
    }

    private OverlayTree base(Instant time) throws IOException {
        if (!request.keepOverlay) {
            return OverlayTree.create(time);
        }
        List<String> found = Overlays.find(source, request.registry).fileNames();
        if (found.isEmpty()) {
            throw new DisklessException(FaultDetail.of(FaultCode.NOT_FOUND, "the source has no overlay to keep")
                    .at(source)
                    .cure("leave out the wish to keep it"));
        }
        if (found.size() > 1) {
            throw new DisklessException(FaultDetail.of(FaultCode.CONFLICT, "the source has several overlays")
                    .at(source)
                    .found(String.join(", ", found))
                    .cure("remove all but the one to keep"));
        }
        Path overlay = source.resolve(found.get(0));
        if (!found.get(0).endsWith(overlayFormat.suffix()) || !Files.isRegularFile(overlay)) {
            throw new UnsupportedFeatureException(
                    UnsupportedFeatureException.detail("this kind of overlay cannot be the base of another")
                            .at(overlay)
                            .expected("a file whose name ends in " + overlayFormat.suffix())
                            .cure("decrypt it first, or delete it if it is a leftover"));
        }
        return OverlayTree.from(overlay, overlayFormat, time);
    }

    private String hostname(OverlayTree tree) throws IOException {
        if (request.hostname != null) {
            return request.hostname;
        }
        return tree.text("etc/hostname").flatMap(ImagePreparation::firstWord).orElse(DEFAULT_HOSTNAME);
    }

    // As hostname -F reads the file.
    private static Optional<String> firstWord(String text) {
        return text.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                .findFirst();
    }

    private Identity identity(
            BootFiles files,
            List<String> world,
            String architecture,
            RepositoryAddress address,
            Instant time,
            OverlayTree overlay,
            Progress progress)
            throws IOException {
        RequestDigest digest = new RequestDigest()
                .option("size", request.size)
                .option("label", request.label)
                .option("uuid", request.uuid)
                .option("packages", new TreeSet<>(world))
                .option("address", address.text())
                .option("architecture", architecture)
                .option("time", time)
                .option("owners", request.keepOwners);
        try (Progress reading = progress.child("read source", ProgressUnit.BYTES, files.bytes())) {
            for (Path file : files.files()) {
                reading.check();
                digest.file(source, file, request.keepOwners, reading);
            }
            overlay.addTo(digest.digest(), reading);
        }
        return digest.identity();
    }
}
