package dev.diskless.overlay.internal;

/**
 * A unit and its bytes.
 *
 * @param unit what it is
 * @param bytes its bytes
 * @param takenOver whether it comes from an earlier overlay
 */
record PackedPiece(PackedUnit unit, byte[] bytes, boolean takenOver) {

    static PackedPiece takenOver(OldUnit old) {
        return new PackedPiece(old.unit(), old.bytes(), true);
    }
}
