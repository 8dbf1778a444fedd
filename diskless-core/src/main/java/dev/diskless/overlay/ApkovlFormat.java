package dev.diskless.overlay;

import com.google.auto.service.AutoService;
import dev.diskless.overlay.internal.ApkovlReader;
import dev.diskless.overlay.internal.ApkovlWriter;
import dev.diskless.overlay.internal.Limits;
import dev.diskless.spi.OverlayFormat;
import dev.diskless.spi.OverlayReader;
import dev.diskless.spi.OverlayWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;

/**
 * The plain overlay of Alpine Linux: a gzip-compressed tar file whose name ends in {@code .apkovl.tar.gz}.
 *
 * <p>It <b>writes</b> what the boot's busybox reads best: one gzip member without name and time; tar headers of the GNU
 * kind with numeric owners only; long names and targets (100 bytes and more) in GNU {@code L} and {@code K} records;
 * directories with a slash at the end; two blocks of zeros at the end and nothing more. Owners above 2097151 and times
 * before 1970 or beyond twelve octal digits are written in base-256, which busybox and GNU tar both read. The same
 * entries give the same bytes on the same zlib. Refused are entries that the boot could not use: a second entry of the
 * same name, a hard link before its target, anything but a directory at the top level, a line feed in a name.
 *
 * <p>It <b>reads</b> what busybox and GNU tar write: v7, POSIX and GNU headers, GNU long names, extended headers (path,
 * linkpath, size, mtime, uid, gid), several gzip members, no end blocks, anything after the last gzip member. Names
 * come without a leading {@code /} or {@code ./}; an entry for the root itself is left out; user and group names are
 * ignored; sizes of all but files count as 0, as in busybox. A target of a hard link is the name of another entry. A
 * name with {@code ..}, a damaged or cut-off file is a {@link dev.diskless.fault.CorruptInputException}; a sparse file
 * or an unknown type of entry is an {@link dev.diskless.fault.UnsupportedFeatureException}, since the boot stops
 * there. Offsets in faults count bytes of the file where its compression is damaged, and bytes of the unpacked archive
 * elsewhere; the place then says so.
 *
 * <p>Limits for both ways are the constants below; more is a {@link dev.diskless.fault.LimitExceededException}. Without
 * state, thread-safe; its readers and writers are for one thread each.
 *
 * <p>It keeps no extended attributes and no sockets: the format has no place for them.
 */
@AutoService(OverlayFormat.class)
@SuppressWarnings("exports") // the annotation is for the compiler only
public final class ApkovlFormat implements OverlayFormat {

    /** Most entries of an overlay. */
    public static final int MAX_ENTRIES = Limits.ENTRIES;

    /** Longest name and longest link target, in bytes. */
    public static final int MAX_NAME_BYTES = Limits.NAME_BYTES;

    /** Most bytes of an unpacked overlay: 64 GiB. */
    public static final long MAX_UNPACKED_BYTES = Limits.UNPACKED_BYTES;

    /** Made by the service loader, or by a caller who needs this format and no other. */
    public ApkovlFormat() {}

    @Override
    public String name() {
        return "apkovl";
    }

    @Override
    public String suffix() {
        return ".apkovl.tar.gz";
    }

    @Override
    public boolean recognises(String fileName, ByteBuffer start) {
        int at = start.position();
        return fileName.endsWith(suffix())
                && start.remaining() >= 3
                && start.get(at) == 0x1f
                && start.get(at + 1) == (byte) 0x8b
                && start.get(at + 2) == 8;
    }

    @Override
    public OverlayReader read(InputStream source, String name) throws IOException {
        try {
            return new ApkovlReader(source, name);
        } catch (IOException e) {
            try {
                source.close();
            } catch (IOException second) {
                e.addSuppressed(second);
            }
            throw e;
        }
    }

    @Override
    public OverlayWriter write(OutputStream target) throws IOException {
        return new ApkovlWriter(target);
    }
}
