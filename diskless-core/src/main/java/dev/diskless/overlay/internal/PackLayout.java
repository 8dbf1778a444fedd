package dev.diskless.overlay.internal;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/** What an overlay that was written consists of. Filled by one thread, and not changed afterwards. */
public final class PackLayout {

    private final List<StretchRecord> stretches = new ArrayList<>();
    private final List<PackedUnit> units = new ArrayList<>();
    private final BitSet takenOver = new BitSet();
    private final GzipMember member = new GzipMember();
    private long packedBytes = GzipMember.HEADER_BYTES + GzipMember.TRAILER_BYTES;
    private long takenOverBytes;
    private long plainBytes;

    PackLayout() {}

    void add(PackedPiece piece) {
        takenOver.set(units.size(), piece.takenOver());
        units.add(piece.unit());
        member.add(piece.unit());
        packedBytes += piece.unit().packed();
        plainBytes += piece.unit().plain();
        takenOverBytes += piece.takenOver() ? piece.unit().packed() : 0;
    }

    void add(StretchRecord stretch) {
        stretches.add(stretch);
    }

    /** The stretches in their order. */
    List<StretchRecord> stretches() {
        return stretches;
    }

    List<PackedUnit> units() {
        return units;
    }

    boolean isTakenOver(int unit) {
        return takenOver.get(unit);
    }

    byte[] trailer() {
        return member.trailer();
    }

    /** How many bytes the overlay has. */
    public long packedBytes() {
        return packedBytes;
    }

    /** How many of them come from an earlier overlay. */
    public long takenOverBytes() {
        return takenOverBytes;
    }

    /** How many bytes the archive has when it is unpacked. */
    public long plainBytes() {
        return plainBytes;
    }
}
