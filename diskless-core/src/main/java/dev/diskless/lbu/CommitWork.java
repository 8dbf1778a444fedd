package dev.diskless.lbu;

import dev.diskless.progress.Progress;
import dev.diskless.spi.StagedObject;
import dev.diskless.spi.StoredObject;
import dev.diskless.spi.WritableStorage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One commit to one storage, from the moment when the storage was looked at. */
final class CommitWork {

    private final WritableStorage storage;
    private final MediumContent medium;
    private final OverlayName name;
    private final OverlayBuild build;
    private final int limit;
    private final boolean deleteOld;

    CommitWork(
            WritableStorage storage,
            MediumContent medium,
            OverlayName name,
            OverlayBuild build,
            int limit,
            boolean deleteOld) {
        this.storage = storage;
        this.medium = medium;
        this.name = name;
        this.build = build;
        this.limit = limit;
        this.deleteOld = deleteOld;
    }

    /** Fails if overlays of other names are there and may not be deleted. */
    void refuseOthers(MediumContent now) throws IOException {
        LeftOver.refuseStrays(storage.identity(), now);
        List<StoredObject> others = now.overlaysBeside(name.fileName());
        if (!others.isEmpty() && !deleteOld) {
            throw LeftOver.inTheWay(
                    storage.identity(),
                    name,
                    others,
                    "commit with deleteOld() (-d) to delete them once the new one is safe, or delete them");
        }
    }

    /** What would be done. */
    CommitResult plan() throws IOException {
        List<String> paths = build.paths();
        Optional<StoredObject> active = medium.find(name.fileName());
        Optional<String> kept = Optional.empty();
        List<String> pruned = new ArrayList<>();
        if (active.isPresent()) {
            String as = Rotation.nameFor(active.get(), name, medium);
            kept = Optional.of(as);
            if (limit == 0) {
                pruned.add(as);
            }
        }
        int left = Math.max(0, limit - (active.isPresent() ? 1 : 0));
        Rotation.beyond(left, name.host(), medium, "").forEach(object -> pruned.add(object.name()));
        List<String> deleted = medium.overlaysBeside(name.fileName()).stream()
                .map(StoredObject::name)
                .toList();
        return result(Optional.empty(), paths, kept, deleted, pruned, List.of());
    }

    CommitResult save(Progress progress) throws IOException {
        List<String> paths = build.paths();
        Space.check(storage, build.leastSize(), name.host());
        Optional<StoredObject> active = medium.find(name.fileName());
        KeptOverlays kept = new KeptOverlays(new Rotation(storage));
        StoredObject overlay;
        try (StagedObject staged = storage.stage()) {
            build.basedOn(storage, active)
                    .write(staged.output(), staged::input, storage.identity() + "/" + name.fileName());
            progress.check();
            refuseOthers(MediumContent.of(storage));
            try {
                if (active.isPresent()) {
                    kept.keep(active.get());
                }
                overlay = active.isPresent() ? staged.replace(active.get()) : staged.create(name.fileName());
            } catch (IOException e) {
                kept.forget(e);
                throw e;
            }
        }
        build.remember();
        return tidy(overlay, paths, kept.names().stream().findFirst());
    }

    // The new overlay is in its place: nothing from here on may make that look like a failure.
    private CommitResult tidy(StoredObject overlay, List<String> paths, Optional<String> kept) {
        Rotation rotation = new Rotation(storage);
        List<String> deleted = new ArrayList<>();
        List<String> pruned = new ArrayList<>();
        List<Remainder> remainders = new ArrayList<>();
        if (deleteOld) {
            rotation.delete(medium.overlaysBeside(name.fileName()), deleted, remainders);
        }
        try {
            rotation.delete(
                    Rotation.beyond(limit, name.host(), MediumContent.of(storage), kept.orElse("")),
                    pruned,
                    remainders);
        } catch (IOException e) {
            remainders.add(Remainder.of("", e));
        }
        return result(Optional.of(overlay), paths, kept, deleted, pruned, remainders);
    }

    private CommitResult result(
            Optional<StoredObject> overlay,
            List<String> paths,
            Optional<String> kept,
            List<String> deleted,
            List<String> pruned,
            List<Remainder> remainders) {
        return new CommitResult(
                name.fileName(), overlay, paths, kept, deleted, pruned, remainders, build.leftOut(), List.of());
    }
}
