package dev.diskless.overlay.internal;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;

/**
 * Compresses a tar file in the thread that writes it: the canonical form, which {@link StretchPacker} also gives. The
 * content is cut into stretches by {@link CutRule}, these into units of {@link PackedUnit#MOST_PLAIN} bytes, and the end
 * of the archive is a stretch of its own, so that what stands before it can be taken over.
 */
final class StretchOutput implements TarSink {

    private final OutputStream out;
    private final UnitPacker packer;
    private final CutRule cuts = new CutRule();
    private final GzipMember member = new GzipMember();
    private ByteBuffer unit;

    StretchOutput(OutputStream out, int level) throws IOException {
        this.out = out;
        this.packer = new UnitPacker(level);
        this.unit = packer.buffer(0);
        out.write(GzipMember.header());
    }

    @Override
    public void begin(byte[] name, long bytes) throws IOException {
        if (cuts.endsBefore(name, bytes)) {
            pack(false);
        }
    }

    @Override
    public void write(byte[] b, int off, int len) throws IOException {
        int done = 0;
        while (done < len) {
            if (unit.position() == PackedUnit.MOST_PLAIN) {
                pack(false);
            }
            if (!unit.hasRemaining()) {
                grow();
            }
            int room = Math.min(unit.remaining(), PackedUnit.MOST_PLAIN - unit.position());
            int part = Math.min(room, len - done);
            unit.put(b, off + done, part);
            done += part;
        }
    }

    private void grow() {
        ByteBuffer full = unit.duplicate().flip();
        unit = packer.buffer(PackedUnit.MOST_PLAIN).put(full);
    }

    @Override
    public void refer(FileReference content) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void finish() throws IOException {
        pack(false);
        write(StretchPlan.END, 0, StretchPlan.END.length);
        pack(true);
        out.write(member.trailer());
        out.flush();
    }

    private void pack(boolean last) throws IOException {
        if (unit.position() == 0) {
            return;
        }
        int plain = unit.position();
        long checks = packer.checks();
        byte[] packed = packer.pack(last);
        out.write(packed);
        member.add(new PackedUnit(packed.length, plain, checks, new byte[0]));
        unit.clear();
    }

    @Override
    public void close() throws IOException {
        packer.close();
        out.close();
    }
}
