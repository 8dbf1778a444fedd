package dev.diskless.overlay.internal;

import dev.diskless.progress.Progress;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * Compresses a tar file in several threads, which read the files too, and takes over what an earlier overlay has
 * already. Gives the same bytes as {@link StretchOutput}, however many threads there are.
 */
final class StretchPacker implements TarSink {

    /** Where a stretch's units are collected until all of them are there. */
    private record Open(byte[] heads, byte[] states, boolean settled, List<PackedUnit> units, int count) {}

    private final OutputStream out;
    private final PackSettings settings;
    private final Path root;
    private final Instant captured;
    private final @Nullable EarlierOverlay earlier;
    private final Progress progress;
    private final PackLayout layout = new PackLayout();
    private final CutRule cuts = new CutRule();
    private final MessageDigest digest = Sha256.create();
    private final Queue<PackWorker> idle = new ConcurrentLinkedQueue<>();
    private final Queue<Open> open = new ConcurrentLinkedQueue<>();
    private final OrderedWork<PackedPiece> work;
    private StretchPlan plan = new StretchPlan();
    private long announced;

    StretchPacker(
            OutputStream out,
            PackSettings settings,
            Path root,
            Instant captured,
            @Nullable EarlierOverlay earlier,
            long announced,
            Progress progress)
            throws IOException {
        this.out = out;
        this.announced = announced;
        this.settings = settings;
        this.root = root;
        this.captured = captured;
        this.earlier = earlier;
        this.progress = progress;
        out.write(GzipMember.header());
        this.work = new OrderedWork<>(settings.threads(), this::take);
    }

    PackLayout layout() {
        return layout;
    }

    @Override
    public void begin(byte[] name, long bytes) throws IOException {
        if (cuts.endsBefore(name, bytes)) {
            pack(false);
        }
    }

    @Override
    public void write(byte[] b, int off, int len) {
        plan.add(b, off, len);
    }

    @Override
    public void refer(FileReference content) {
        plan.add(content);
    }

    @Override
    public void finish() throws IOException {
        pack(false);
        write(StretchPlan.END, 0, StretchPlan.END.length);
        pack(true);
        work.finish();
        out.write(layout.trailer());
        out.flush();
    }

    private void pack(boolean last) throws IOException {
        StretchPlan ready = plan;
        plan = new StretchPlan();
        ready.seal();
        int units = ready.units();
        if (units == 0) {
            return;
        }
        byte[] heads = ready.heads(digest);
        byte[] states = ready.states(digest);
        open.add(new Open(heads, states, ready.isSettled(captured), new ArrayList<>(units), units));
        EarlierOverlay.Match match = earlier == null ? null : earlier.find(heads, states, last);
        boolean trusted = match != null && match.trusted() && !settings.readsAll();
        for (int i = 0; i < units; i++) {
            int unit = i;
            OldUnit old = match == null ? null : match.read(unit);
            work.add(() -> make(ready, unit, last, old, trusted));
        }
    }

    private PackedPiece make(StretchPlan ready, int unit, boolean last, @Nullable OldUnit old, boolean trusted)
            throws IOException {
        PackWorker worker = idle.poll();
        if (worker == null) {
            worker = new PackWorker(new RootReader(root), settings.level());
        }
        try {
            return worker.make(ready, unit, last, old, trusted);
        } finally {
            idle.add(worker);
        }
    }

    private void take(PackedPiece piece) throws IOException {
        long offset = layout.packedBytes() - GzipMember.TRAILER_BYTES;
        out.write(piece.bytes());
        layout.add(piece);
        Open first = open.element();
        first.units().add(piece.unit());
        if (first.units().size() == first.count()) {
            open.remove();
            long packed = first.units().stream().mapToLong(PackedUnit::packed).sum();
            long start = offset + piece.unit().packed() - packed;
            layout.add(new StretchRecord(
                    first.heads(), first.states(), first.settled(), List.copyOf(first.units()), start));
        }
        // Contents were announced, not the headers between them.
        long reported = Math.min(announced, piece.unit().plain());
        announced -= reported;
        progress.advance(reported);
    }

    @Override
    public void close() throws IOException {
        try (out) {
            work.close();
            IOException failure = null;
            for (PackWorker worker : idle) {
                try {
                    worker.close();
                } catch (IOException e) {
                    failure = e;
                }
            }
            if (earlier != null) {
                earlier.close();
            }
            if (failure != null) {
                throw failure;
            }
        }
    }
}
