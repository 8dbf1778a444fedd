package dev.diskless.lbu;

import dev.diskless.fault.ImageFullException;
import dev.diskless.internal.SizeText;
import dev.diskless.spi.StoredObject;
import dev.diskless.spi.WritableStorage;
import java.io.IOException;
import java.util.List;
import java.util.OptionalLong;

/** Refuses work that cannot fit, before anything is written. */
final class Space {

    private Space() {}

    /** Fails if a place is known to have less room than is surely needed. */
    static void check(WritableStorage storage, long needed, String host) throws IOException {
        OptionalLong usable = storage.usableBytes();
        if (usable.isEmpty() || usable.getAsLong() >= needed) {
            return;
        }
        List<StoredObject> kept = MediumContent.of(storage).keptFor(host);
        long size = kept.stream().mapToLong(StoredObject::size).sum();
        String cure = kept.isEmpty()
                ? "delete something there, or use another medium"
                : "delete something there, such as " + kept.size() + " kept overlays of this host with "
                        + SizeText.of(size);
        throw new ImageFullException(ImageFullException.detail("there is no room for the overlay")
                .at(storage.identity())
                .expected("at least " + SizeText.of(needed))
                .found(SizeText.of(usable.getAsLong()))
                .cure(cure));
    }
}
