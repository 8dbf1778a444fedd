package dev.diskless.lbu;

import dev.diskless.fault.DisklessException;
import dev.diskless.fault.FaultCode;
import dev.diskless.fault.FaultDetail;
import dev.diskless.spi.StoredObject;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Explains overlays on a medium that stand in the way of a new one. */
final class LeftOver {

    private static final String UNFINISHED = "new";

    private LeftOver() {}

    /** Whether a name is that of a copy which {@code lbu} was interrupted at. */
    static boolean isLeftOver(OverlayName name) {
        return name.cipher().equals(UNFINISHED);
    }

    /** The refusal because of these overlays. */
    static DisklessException inTheWay(String place, OverlayName wanted, List<StoredObject> others, String cure) {
        String found = others.stream()
                .map(object -> object.name() + " (" + reason(wanted, object.name()) + ")")
                .collect(Collectors.joining(", "));
        return new DisklessException(FaultDetail.of(
                        FaultCode.CONFLICT, "there are overlays of other names, and the boot takes any one of them")
                .at(place)
                .expected("none but " + wanted.fileName())
                .found(found)
                .cure(cure));
    }

    /** Refuses what the boot would take for an overlay, and what is none of the storage's to read or delete. */
    static void refuseStrays(String place, MediumContent medium) throws DisklessException {
        if (!medium.strays().isEmpty()) {
            throw new DisklessException(FaultDetail.of(
                            FaultCode.CONFLICT,
                            "links or special files have names of overlays, and the boot takes any one of them")
                    .at(place)
                    .expected("none")
                    .found(String.join(", ", medium.strays()))
                    .cure("delete them, or put the files themselves in their places"));
        }
    }

    private static String reason(OverlayName wanted, String fileName) {
        if (fileName.endsWith("." + UNFINISHED)) {
            return "left by an interrupted commit";
        }
        Optional<OverlayName> parsed = OverlayName.parse(fileName).filter(OverlayName::isActive);
        if (parsed.isEmpty()) {
            return "no name that lbu gives";
        }
        OverlayName name = parsed.get();
        if (!name.host().equals(wanted.host())) {
            return "of the host name " + name.host();
        }
        return name.cipher().isEmpty() ? "of this host, not encrypted" : "of this host, encrypted";
    }
}
