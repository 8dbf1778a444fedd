package dev.diskless.lbu;

import dev.diskless.fault.CorruptInputException;
import dev.diskless.fault.DisklessException;
import dev.diskless.fault.FaultCode;
import dev.diskless.fault.FaultDetail;
import dev.diskless.fault.InvalidRequestException;
import dev.diskless.overlay.Overlays;
import dev.diskless.progress.Progress;
import dev.diskless.progress.ProgressUnit;
import dev.diskless.spi.StagedObject;
import dev.diskless.spi.StoredObject;
import dev.diskless.spi.WritableStorage;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Makes an earlier overlay the active one: {@code lbu revert}. Its content is copied, read back and put in the place of
 * the active overlay, whose content is kept under its stamp; then the earlier name goes, as with {@code lbu}. The name of
 * the new active overlay says how its content is encrypted, whatever {@code lbu.conf} says.
 *
 * <p>At every moment there is an active overlay, the old or the new one, also after a power cut. For one call and one
 * thread.
 */
public final class LbuRevert {

    private static final int BUFFER = 64 << 10;

    private final Lbu lbu;
    private final String revision;
    private boolean deleteOld;

    LbuRevert(Lbu lbu, String revision) {
        this.lbu = lbu;
        this.revision = revision;
    }

    /**
     * Takes overlays of other names off the medium, once the new one is safe: they are kept under their stamps, as
     * the active one is. Without it they are a conflict.
     *
     * @return this command
     */
    public LbuRevert deleteOld() {
        deleteOld = true;
        return this;
    }

    /**
     * Does it.
     *
     * @return what was done
     * @throws IOException with code {@link FaultCode#NOT_FOUND} if there is no such revision, {@link FaultCode#CONFLICT}
     *     if overlays of other names are there or somebody else changed the medium meanwhile; or if the revision is
     *     damaged or empty, the storage is full or cannot be written, or the caller cancelled. The active overlay is then as it
     *     was
     */
    public RevertResult call() throws IOException {
        WritableStorage storage = lbu.writable();
        LbuSettings settings = lbu.settings();
        MediumContent medium = MediumContent.of(storage);
        StoredObject source = source(storage, medium);
        String cipher = OverlayFormats.cipherOf(
                storage, source, settings.encrypted().encryption().orElseThrow());
        OverlayName name = OverlayName.active(lbu.host(), cipher);
        List<StoredObject> displaced = displaced(storage, medium, name);
        Space.check(storage, source.size(), name.host());
        try (StagedObject staged = storage.stage()) {
            copy(storage, source, staged);
            boolean verified = verify(staged, lbu.formats(settings), cipher);
            return publish(storage, medium, source, staged, name, displaced, verified);
        }
    }

    private StoredObject source(WritableStorage storage, MediumContent medium) throws IOException {
        if (Overlays.isOverlayName(revision)) {
            throw new InvalidRequestException(
                    InvalidRequestException.detail("this overlay is active already, not an earlier one")
                            .at(storage.identity() + "/" + revision)
                            .cure("take a name from the list of backups"));
        }
        return medium.find(revision)
                .orElseThrow(
                        () -> new DisklessException(FaultDetail.of(FaultCode.NOT_FOUND, "there is no such revision")
                                .at(storage.identity() + "/" + revision)
                                .cure("take a name from the list of backups")));
    }

    /** The overlays that must not be there any more at the end, the host's own first. */
    private List<StoredObject> displaced(WritableStorage storage, MediumContent medium, OverlayName name)
            throws IOException {
        LeftOver.refuseStrays(storage.identity(), medium);
        Optional<StoredObject> own = medium.activeOf(name);
        List<StoredObject> others = medium.overlays().stream()
                .filter(object -> own.filter(object::equals).isEmpty())
                .toList();
        if (!others.isEmpty() && !deleteOld) {
            throw LeftOver.inTheWay(
                    storage.identity(),
                    name,
                    others,
                    "revert with deleteOld() (-d) to take them away once the new one is safe, or delete them");
        }
        List<StoredObject> all = new ArrayList<>();
        own.ifPresent(all::add);
        all.addAll(others);
        return all;
    }

    private void copy(WritableStorage storage, StoredObject source, StagedObject staged) throws IOException {
        MessageDigest written = ReadBack.sha256();
        long size = 0;
        try (Progress work = lbu.progress().child("copy " + revision, ProgressUnit.BYTES, source.size())) {
            try (InputStream in = storage.open(source.name());
                    OutputStream out = staged.output()) {
                byte[] buffer = new byte[BUFFER];
                for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                    out.write(buffer, 0, n);
                    written.update(buffer, 0, n);
                    size += n;
                    work.advance(n);
                }
            }
        }
        new ReadBack(staged::input, storage.identity() + "/" + revision)
                .compare(written.digest(), size, lbu.progress());
    }

    private boolean verify(StagedObject staged, OverlayFormats formats, String cipher) throws IOException {
        if (!cipher.isEmpty() && !formats.hasPasswords()) {
            return false;
        }
        String place = lbu.writable().identity() + "/" + revision;
        if (new ReadBack(staged::input, place).entries(formats.of(cipher), lbu.progress()) == 0) {
            throw new CorruptInputException(CorruptInputException.detail(
                            "the revision holds nothing, and a machine with it" + " would boot without its state")
                    .at(place)
                    .cure("take another revision"));
        }
        return true;
    }

    private RevertResult publish(
            WritableStorage storage,
            MediumContent medium,
            StoredObject source,
            StagedObject staged,
            OverlayName name,
            List<StoredObject> displaced,
            boolean verified)
            throws IOException {
        lbu.progress().check();
        KeptOverlays kept = new KeptOverlays(new Rotation(storage));
        Optional<StoredObject> seen = medium.find(name.fileName());
        StoredObject overlay;
        try {
            for (StoredObject object : displaced) {
                kept.keep(object);
            }
            overlay = seen.isPresent() ? staged.replace(seen.get()) : staged.create(name.fileName());
        } catch (IOException e) {
            kept.forget(e);
            throw e;
        }
        List<StoredObject> rest = new ArrayList<>(displaced);
        seen.ifPresent(rest::remove);
        List<String> deleted = new ArrayList<>();
        List<Remainder> remainders = new ArrayList<>();
        Rotation rotation = new Rotation(storage);
        rotation.delete(rest, deleted, remainders);
        rotation.delete(List.of(source), new ArrayList<>(), remainders);
        return new RevertResult(overlay, revision, kept.names(), deleted, verified, remainders);
    }
}
