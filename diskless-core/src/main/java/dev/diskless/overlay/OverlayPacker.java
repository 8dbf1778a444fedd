package dev.diskless.overlay;

import dev.diskless.fault.InvalidRequestException;
import dev.diskless.overlay.internal.EarlierOverlay;
import dev.diskless.overlay.internal.PackLayout;
import dev.diskless.overlay.internal.PackSettings;
import dev.diskless.overlay.internal.RootPacker;
import dev.diskless.progress.Progress;
import dev.diskless.progress.ProgressUnit;
import java.io.IOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Writes what was captured of a root as an overlay, the form of {@link ApkovlFormat}, on several processors. The bytes
 * are those that {@link ApkovlFormat} writes for the same entries at the same level, however many threads there are, and
 * whether stretches are taken over from an earlier overlay or not; they depend on the zlib of the JDK, and on nothing
 * else.
 *
 * <p>With a {@link PackIndex} of the overlay that was written before, compressed stretches of files that are unchanged
 * are taken over from it. A file is unchanged if its size, times and inode are, unless it was written so shortly before
 * the index was made that another change may not show; such a file is read and compared. Every stretch that is taken over
 * is checked by its digest first.
 *
 * <p>A file whose size changes while it is read, and a large one that is replaced meanwhile, is a fault with code
 * {@link dev.diskless.fault.FaultCode#CONFLICT}; one that cannot be read is one with code
 * {@link dev.diskless.fault.FaultCode#IO}. Both name the file. Memory: about 6 MiB for each thread, and what the capture
 * holds.
 *
 * <p>Immutable, thread-safe.
 */
public final class OverlayPacker {

    /** Most threads. */
    public static final int MAX_THREADS = 256;

    private final PackSettings settings;

    private OverlayPacker(PackSettings settings) {
        this.settings = settings;
    }

    /**
     * A packer on all processors.
     *
     * @param format how the overlay is written, and how hard it is compressed
     * @return the packer
     */
    public static OverlayPacker of(ApkovlFormat format) {
        Runtime runtime = Runtime.getRuntime();
        int threads = Math.min(runtime.availableProcessors(), PackSettings.threadsFor(runtime.maxMemory()));
        return new OverlayPacker(new PackSettings(format.choice(), Math.min(threads, MAX_THREADS), false));
    }

    /**
     * A packer that uses so many threads beside the caller's, which writes.
     *
     * @param threads 1 to {@link #MAX_THREADS}
     * @return the packer
     * @throws InvalidRequestException if the number is out of range
     */
    public OverlayPacker withThreads(int threads) throws InvalidRequestException {
        if (threads < 1 || threads > MAX_THREADS) {
            throw new InvalidRequestException(InvalidRequestException.detail("the number of threads is out of range")
                    .expected("1 to " + MAX_THREADS)
                    .found(threads));
        }
        return new OverlayPacker(new PackSettings(settings.choice(), threads, settings.readsAll()));
    }

    /**
     * A packer that reads every file and compares its content, however unchanged it looks. For files that programs change
     * without a trace, such as through a mapping into memory.
     *
     * @return the packer
     */
    public OverlayPacker withContentCheck() {
        return new OverlayPacker(new PackSettings(settings.choice(), settings.threads(), true));
    }

    /**
     * Writes an overlay.
     *
     * @param root what was captured
     * @param target receives the overlay; closed in every case. Only when this method returned, the overlay is whole
     * @param progress gets one child that counts bytes of files; polled for cancellation
     * @return what was written
     * @throws IOException if a file changed or cannot be read, the format refuses an entry, the caller cancelled, or
     *     writing fails
     */
    public PackedOverlay pack(RootCapture root, OutputStream target, Progress progress) throws IOException {
        return pack(root, null, target, progress);
    }

    /**
     * Writes an overlay, and takes over from an earlier one what is unchanged.
     *
     * @param root what was captured
     * @param index the index of the earlier one; one that is not there, is damaged or does not match is as good as none
     * @param earlier opens the earlier overlay
     * @param target receives the overlay; closed in every case. Only when this method returned, the overlay is whole
     * @param progress gets one child that counts bytes of files; polled for cancellation
     * @return what was written
     * @throws IOException as {@link #pack(RootCapture, OutputStream, Progress)}
     */
    public PackedOverlay pack(
            RootCapture root, PackIndex index, OverlayBytes earlier, OutputStream target, Progress progress)
            throws IOException {
        return pack(root, index.earlier(settings, earlier), target, progress);
    }

    private PackedOverlay pack(
            RootCapture root, @Nullable EarlierOverlay earlier, OutputStream target, Progress progress)
            throws IOException {
        long bytes =
                root.items().stream().mapToLong(item -> item.entry().size()).sum();
        try (Progress child = progress.child("overlay", ProgressUnit.BYTES, bytes)) {
            PackLayout layout =
                    RootPacker.pack(root.root(), root.items(), root.captured(), settings, earlier, target, child);
            return new PackedOverlay(layout, settings);
        }
    }

    @Override
    public String toString() {
        return "OverlayPacker[" + settings.choice() + ", " + settings.threads() + " threads]";
    }
}
