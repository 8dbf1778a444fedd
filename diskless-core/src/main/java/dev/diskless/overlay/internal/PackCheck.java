package dev.diskless.overlay.internal;

import dev.diskless.fault.CorruptInputException;
import dev.diskless.fault.FaultDetail;
import dev.diskless.progress.Progress;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** Reads an overlay back and compares it with what was to be written. */
public final class PackCheck {

    private final PackLayout layout;
    private final String name;

    /**
     * A check of one overlay.
     *
     * @param layout what it should be
     * @param name names it in faults
     */
    public PackCheck(PackLayout layout, String name) {
        this.layout = layout;
        this.name = name;
    }

    /**
     * Reads everything: what was taken over is compared by its digest, what is new is unpacked.
     *
     * @param in the overlay from its start; not closed
     * @param threads how many threads check
     * @param progress gets the bytes that were read
     * @throws IOException if it is not what was written, or reading fails
     */
    public void run(InputStream in, int threads, Progress progress) throws IOException {
        long offset = compare(in, 0, GzipMember.header());
        List<PackedUnit> units = layout.units();
        try (OrderedWork<Integer> work = new OrderedWork<>(threads, done -> progress.advance(done))) {
            for (int i = 0; i < units.size(); i++) {
                PackedUnit unit = units.get(i);
                byte[] bytes = in.readNBytes(unit.packed());
                boolean takenOver = layout.isTakenOver(i);
                long at = offset;
                work.add(() -> check(unit, takenOver, bytes, at));
                offset += unit.packed();
            }
            work.finish();
        }
        offset = compare(in, offset, layout.trailer());
        if (in.read() >= 0) {
            throw corrupt("something stands behind what was written", offset);
        }
        progress.advance(GzipMember.header().length + layout.trailer().length);
    }

    private long compare(InputStream in, long offset, byte[] expected) throws IOException {
        if (!Arrays.equals(in.readNBytes(expected.length), expected)) {
            throw corrupt("what was read back is not what was written", offset);
        }
        return offset + expected.length;
    }

    private int check(PackedUnit unit, boolean takenOver, byte[] bytes, long offset) throws IOException {
        if (bytes.length < unit.packed()) {
            throw corrupt("less can be read back than was written", offset + bytes.length);
        }
        if (takenOver ? !hasDigest(unit, bytes) : !unpacks(unit, bytes)) {
            throw corrupt("what was read back is not what was written", offset);
        }
        return unit.packed();
    }

    private static boolean hasDigest(PackedUnit unit, byte[] bytes) {
        MessageDigest digest = Sha256.create();
        return Arrays.equals(digest.digest(bytes), unit.digest());
    }

    private static boolean unpacks(PackedUnit unit, byte[] bytes) {
        CRC32 crc = new CRC32();
        byte[] buffer = new byte[1 << 15];
        Inflater inflater = new Inflater(true);
        long total = 0;
        try {
            inflater.setInput(bytes);
            for (int count = inflater.inflate(buffer); count > 0; count = inflater.inflate(buffer)) {
                crc.update(buffer, 0, count);
                total += count;
            }
            return inflater.getRemaining() == 0 && total == unit.plain() && crc.getValue() == unit.crc();
        } catch (DataFormatException e) {
            return false;
        } finally {
            inflater.end();
        }
    }

    private CorruptInputException corrupt(String what, long offset) {
        FaultDetail detail = CorruptInputException.detail(what)
                .at(name, offset)
                .cure("the medium may be failing; write to another one");
        return new CorruptInputException(detail);
    }
}
