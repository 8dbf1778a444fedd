package dev.diskless.lbu;

import dev.diskless.fault.Fault;
import dev.diskless.fault.FaultCode;
import dev.diskless.spi.StoredObject;
import dev.diskless.spi.WritableStorage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Keeps the overlay that is about to be replaced, and forgets the oldest of those that are kept. */
final class Rotation {

    private static final int ATTEMPTS = 1000;

    private final WritableStorage storage;

    Rotation(WritableStorage storage) {
        this.storage = storage;
    }

    /** The name under which an overlay would be kept: its time, or the next second that is free. */
    static String nameFor(StoredObject active, OverlayName name, MediumContent medium) throws IOException {
        return freeName(active, name, medium, 0).fileName();
    }

    /** Keeps an overlay under its stamp, durably, and never in the place of another. */
    StoredObject keep(StoredObject active, OverlayName name) throws IOException {
        int later = 0;
        while (true) {
            OverlayName free = freeName(active, name, MediumContent.of(storage), later);
            try {
                return storage.duplicate(active, free.fileName());
            } catch (IOException e) {
                boolean taken = e instanceof Fault fault
                        && (fault.code() == FaultCode.CONFLICT || fault.code() == FaultCode.EXISTS)
                        && MediumContent.of(storage)
                                .find(active.name())
                                .filter(active::equals)
                                .isPresent();
                later++;
                if (!taken || later >= ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    private static OverlayName freeName(StoredObject active, OverlayName name, MediumContent medium, int first)
            throws IOException {
        Set<String> taken = medium.stampsOf(name.host());
        int later = first;
        OverlayName kept = name.kept(active.modified(), later);
        while (taken.contains(kept.stamp())) {
            later++;
            kept = name.kept(active.modified(), later);
        }
        return kept;
    }

    /**
     * Those that a limit leaves no place for. The one that was kept just now counts as the newest whatever the clock
     * said.
     */
    static List<StoredObject> beyond(int limit, String host, MediumContent medium, String newest) {
        List<StoredObject> kept = new ArrayList<>(medium.keptFor(host));
        for (int i = 0; i < kept.size(); i++) {
            if (kept.get(i).name().equals(newest)) {
                kept.add(0, kept.remove(i));
            }
        }
        return List.copyOf(kept.subList(Math.min(limit, kept.size()), kept.size()));
    }

    /** Deletes objects; what resists is remembered, and stops nothing. */
    void delete(List<StoredObject> objects, List<String> deleted, List<Remainder> remainders) {
        for (StoredObject object : objects) {
            try {
                storage.delete(object);
                deleted.add(object.name());
            } catch (IOException e) {
                remainders.add(Remainder.of(object.name(), e));
            }
        }
    }

    /** Takes back a copy that was kept for an overlay which then was not replaced. */
    void forget(StoredObject kept, StoredObject active, IOException failure) {
        try {
            boolean untouched = failure instanceof Fault fault && fault.code() == FaultCode.CONFLICT
                    || MediumContent.of(storage)
                            .find(active.name())
                            .filter(active::equals)
                            .isPresent();
            if (untouched) {
                storage.delete(kept);
            }
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
    }
}
