package dev.diskless.lbu;

import dev.diskless.spi.StoredObject;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The copies that one command has kept of overlays which it is about to displace. */
final class KeptOverlays {

    private final Rotation rotation;
    private final Map<StoredObject, StoredObject> copies = new LinkedHashMap<>();

    KeptOverlays(Rotation rotation) {
        this.rotation = rotation;
    }

    /** Keeps an overlay under the stamp of its own host; one of another form has no such name, and is not kept. */
    void keep(StoredObject active) throws IOException {
        Optional<OverlayName> name =
                OverlayName.parse(active.name()).filter(parsed -> parsed.isActive() && !LeftOver.isLeftOver(parsed));
        if (name.isPresent()) {
            copies.put(active, rotation.keep(active, name.get()));
        }
    }

    /** Takes the copies back after the overlays stayed where they are. */
    void forget(IOException failure) {
        copies.forEach((active, copy) -> rotation.forget(copy, active, failure));
    }

    List<String> names() {
        return copies.values().stream().map(StoredObject::name).toList();
    }
}
