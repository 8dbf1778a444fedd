package dev.diskless.lbu;

import dev.diskless.medium.NameBytes;
import dev.diskless.overlay.EntrySource;
import dev.diskless.spi.OverlayFormat;
import dev.diskless.spi.Storage;
import dev.diskless.spi.StoredObject;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The state of a machine and its last commit, side by side.
 *
 * @param overlay the last commit, if there is one
 * @param source its entries; none if there is no commit
 * @param current the entries that a commit would have now
 * @param others names of other overlays on the medium
 * @param build what makes the current state an overlay, based on the last commit
 */
record Committed(
        Optional<StoredObject> overlay,
        EntrySource source,
        EntrySource current,
        List<String> others,
        OverlayBuild build) {

    static Committed of(Lbu lbu) throws IOException {
        Storage storage = lbu.storage();
        LbuSettings settings = lbu.settings();
        OverlayName name = OverlayName.active(lbu.host(), settings.encryption().orElse(""));
        OverlayFormats formats = lbu.formats(settings);
        MediumContent medium = MediumContent.of(storage);
        Optional<StoredObject> overlay = medium.activeOf(name);
        List<String> others = Stream.concat(
                        medium.overlaysBeside(name.fileName()).stream().map(StoredObject::name),
                        medium.strays().stream())
                .sorted(NameBytes.ORDER)
                .toList();
        OverlayBuild build = new OverlayBuild(lbu, formats, name).basedOn(storage, medium.find(name.fileName()));
        EntrySource current = EntrySource.root(lbu.root(), build.names());
        return new Committed(
                overlay,
                overlay.isPresent() ? source(storage, overlay.get(), settings, formats) : EntrySource.none(),
                current,
                others,
                build);
    }

    /** Whether that can be told without comparing contents. */
    boolean isUnchanged() throws IOException {
        return build.isUnchanged();
    }

    private static EntrySource source(
            Storage storage, StoredObject overlay, LbuSettings settings, OverlayFormats formats) throws IOException {
        String cipher = OverlayFormats.cipherOf(
                storage, overlay, settings.encrypted().encryption().orElseThrow());
        OverlayFormat format = formats.of(cipher);
        return EntrySource.overlay(
                () -> storage.open(overlay.name()), format, storage.identity() + "/" + overlay.name());
    }
}
