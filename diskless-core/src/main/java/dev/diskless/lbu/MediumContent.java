package dev.diskless.lbu;

import dev.diskless.overlay.Overlays;
import dev.diskless.spi.Storage;
import dev.diskless.spi.StoredObject;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What lay in a storage at one moment, as {@code lbu} and the boot see it. */
final class MediumContent {

    private final List<StoredObject> objects;
    private final List<String> strays;

    private MediumContent(List<StoredObject> objects, List<String> strays) {
        this.objects = objects;
        this.strays = strays;
    }

    static MediumContent of(Storage storage) throws IOException {
        return new MediumContent(
                storage.list(),
                storage.strays().stream().filter(Overlays::isOverlayName).toList());
    }

    /** Links and special files that the boot would take for overlays, and nobody can look into; sorted by name. */
    List<String> strays() {
        return strays;
    }

    Optional<StoredObject> find(String name) {
        return objects.stream().filter(object -> object.name().equals(name)).findFirst();
    }

    /** Whatever the boot would take for an overlay, sorted by name. */
    List<StoredObject> overlays() {
        return objects.stream()
                .filter(object -> Overlays.isOverlayName(object.name()))
                .toList();
    }

    /** Those of them that are not of that name. */
    List<StoredObject> overlaysBeside(String name) {
        return overlays().stream().filter(object -> !object.name().equals(name)).toList();
    }

    /** The active overlay of a host: the one of that name, else one that is encrypted otherwise. */
    Optional<StoredObject> activeOf(OverlayName name) {
        return find(name.fileName())
                .or(() -> overlays().stream()
                        .filter(object -> OverlayName.parse(object.name())
                                .filter(other -> other.isActive()
                                        && other.host().equals(name.host())
                                        && !LeftOver.isLeftOver(other))
                                .isPresent())
                        .findFirst());
    }

    /** The overlays that are kept for a host, and no others, the newest stamp first. */
    List<StoredObject> keptFor(String host) {
        return objects.stream()
                .filter(object -> stampFor(host, object).isPresent())
                .sorted(Comparator.comparing(
                                (StoredObject object) -> stampFor(host, object).orElse(""))
                        .thenComparing(StoredObject::name)
                        .reversed())
                .toList();
    }

    /** The stamps that are taken for a host. */
    Set<String> stampsOf(String host) {
        return keptFor(host).stream()
                .map(object -> stampFor(host, object).orElse(""))
                .collect(Collectors.toSet());
    }

    private static Optional<String> stampFor(String host, StoredObject object) {
        return OverlayName.parse(object.name())
                .filter(name -> !name.isActive() && name.host().equals(host))
                .map(OverlayName::stamp);
    }

    List<StoredObject> objects() {
        return objects;
    }
}
