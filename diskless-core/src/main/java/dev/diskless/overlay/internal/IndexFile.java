package dev.diskless.overlay.internal;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.DigestInputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The bytes of an index, big-endian: {@code DLPACK01}; digest of the origin (32); number of stretches (4); for each
 * stretch the digest of its headers (32), the digest of the states of its files (32), 1 if they are settled, else 0,
 * and the number of its units (4); for each unit its packed length (4), its plain length (4), both checksums (8) and
 * the digest of its bytes (32). At the end SHA-256 of all before it.
 */
public final class IndexFile {

    private static final byte[] MAGIC = {'D', 'L', 'P', 'A', 'C', 'K', '0', '1'};
    // 64 GiB of units of the least size that stretches have, and many more of entries without content.
    private static final int MOST_UNITS = 1 << 21;

    private IndexFile() {}

    /**
     * Writes an index.
     *
     * @param layout what was packed
     * @param settings how
     * @param out receives it; not closed
     * @throws IOException if writing fails
     */
    public static void write(PackLayout layout, PackSettings settings, OutputStream out) throws IOException {
        MessageDigest digest = Sha256.create();
        DataOutputStream data =
                new DataOutputStream(new BufferedOutputStream(new DigestOutputStream(out, digest), 1 << 16));
        data.write(MAGIC);
        data.write(PackOrigin.digest(settings.level()));
        data.writeInt(layout.stretches().size());
        for (StretchRecord stretch : layout.stretches()) {
            data.write(stretch.heads());
            data.write(stretch.states());
            data.write(stretch.settled() ? 1 : 0);
            data.writeInt(stretch.units().size());
            for (PackedUnit unit : stretch.units()) {
                data.writeInt(unit.packed());
                data.writeInt(unit.plain());
                data.writeLong(unit.checks());
                data.write(unit.digest());
            }
        }
        data.flush();
        out.write(digest.digest());
        out.flush();
    }

    /**
     * Reads an index.
     *
     * @param in its bytes; not closed
     * @param settings how the overlay is to be packed now
     * @param opener opens the overlay that it is of
     * @return what can be taken over; empty if the index is damaged, of another kind, or for another level or JDK
     * @throws IOException if reading fails
     */
    public static Optional<EarlierOverlay> read(InputStream in, PackSettings settings, EarlierOverlay.Opener opener)
            throws IOException {
        MessageDigest digest = Sha256.create();
        InputStream buffered = new BufferedInputStream(in, 1 << 16);
        DataInputStream data = new DataInputStream(new DigestInputStream(buffered, digest));
        if (!Arrays.equals(data.readNBytes(MAGIC.length), MAGIC)
                || !Arrays.equals(data.readNBytes(Sha256.BYTES), PackOrigin.digest(settings.level()))) {
            return Optional.empty();
        }
        List<StretchRecord> stretches = stretches(data);
        boolean whole = Arrays.equals(digest.digest(), buffered.readNBytes(Sha256.BYTES)) && buffered.read() < 0;
        return whole ? Optional.of(new EarlierOverlay(stretches, opener)) : Optional.empty();
    }

    private static List<StretchRecord> stretches(DataInputStream data) throws IOException {
        int count = checked(data.readInt(), MOST_UNITS);
        List<StretchRecord> stretches = new ArrayList<>();
        long offset = GzipMember.HEADER_BYTES;
        int left = MOST_UNITS;
        for (int i = 0; i < count; i++) {
            byte[] heads = data.readNBytes(Sha256.BYTES);
            byte[] states = data.readNBytes(Sha256.BYTES);
            boolean settled = data.readUnsignedByte() == 1;
            int units = checked(data.readInt(), left);
            left -= units;
            List<PackedUnit> list = new ArrayList<>();
            long packed = 0;
            for (int j = 0; j < units; j++) {
                PackedUnit unit = unit(data);
                list.add(unit);
                packed += unit.packed();
            }
            stretches.add(new StretchRecord(heads, states, settled, List.copyOf(list), offset));
            offset += packed;
        }
        return stretches;
    }

    private static PackedUnit unit(DataInputStream data) throws IOException {
        int packed = checked(data.readInt(), PackedUnit.MOST_PACKED);
        int plain = checked(data.readInt(), PackedUnit.MOST_PLAIN);
        return new PackedUnit(packed, plain, data.readLong(), data.readNBytes(Sha256.BYTES));
    }

    private static int checked(int value, int most) throws IOException {
        if (value < 0 || value > most) {
            throw new IOException("a number of the index is out of range: " + value);
        }
        return value;
    }
}
