package dev.diskless.overlay.internal;

import java.io.Closeable;
import java.io.IOException;
import java.security.MessageDigest;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** What one thread needs to make units. For one thread at a time. */
final class PackWorker implements Closeable {

    private final RootReader reader;
    private final UnitPacker packer;
    private final MessageDigest digest = Sha256.create();

    PackWorker(RootReader reader, int level) {
        this.reader = reader;
        this.packer = new UnitPacker(level);
    }

    /**
     * Makes a unit of a plan, or finds that an old one is the same.
     *
     * @param trusted whether the content is known to be that of the old one
     */
    PackedPiece make(StretchPlan plan, int unit, boolean last, @Nullable OldUnit old, boolean trusted)
            throws IOException {
        OldUnit sound = old != null
                        && Arrays.equals(digest.digest(old.bytes()), old.unit().digest())
                ? old
                : null;
        if (sound != null && trusted) {
            return PackedPiece.takenOver(sound);
        }
        int length = plan.unitBytes(unit);
        plan.fill(unit, reader, packer.buffer(length));
        long checks = packer.checks();
        if (sound != null
                && checks == sound.unit().checks()
                && length == sound.unit().plain()) {
            return PackedPiece.takenOver(sound);
        }
        byte[] bytes = packer.pack(last);
        return new PackedPiece(new PackedUnit(bytes.length, length, checks, digest.digest(bytes)), bytes, false);
    }

    @Override
    public void close() throws IOException {
        packer.close();
        reader.close();
    }
}
