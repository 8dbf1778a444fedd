package dev.diskless.overlay;

import com.google.auto.service.AutoService;
import dev.diskless.overlay.internal.ApkovlReader;
import dev.diskless.overlay.internal.ApkovlWriter;
import dev.diskless.overlay.internal.Limits;
import dev.diskless.overlay.internal.WritingChoice;
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
 * <p>It <b>writes</b> what the boot's busybox reads best: gzip without name and time; tar headers of the GNU kind with
 * numeric owners only; long names and targets (100 bytes and more) in GNU {@code L} and {@code K} records; directories
 * with a slash at the end; two blocks of zeros at the end and nothing more. Owners above 2097151 and times before 1970
 * or beyond twelve octal digits are written in base-256, which busybox and GNU tar both read. The same entries give the
 * same bytes on the same zlib. Refused are entries that the boot could not use: a second entry of the same name, a hard
 * link before its target, anything but a directory at the top level, a line feed in a name. Names of owners and
 * extended attributes are left out unless {@link #keepNames} and {@link #keepXattrs} ask for them: the boot looks names
 * up in its own short list of users, and skips extended attributes.
 *
 * <p>It <b>reads</b> what busybox, GNU tar and bsdtar write: v7, POSIX and GNU headers, GNU long names, extended headers
 * for an entry and for the archive (path, linkpath, size, mtime, uid, gid, uname, gname, {@code SCHILY.xattr}), sparse
 * files of every GNU kind, several gzip members, no end blocks, anything after the last gzip member. Names come without
 * a leading {@code /} or {@code ./}; an entry for the root itself is left out; sizes of all but files count as 0, as in
 * busybox; fractions of a second are cut off. A target of a hard link is the name of another entry. A name with
 * {@code ..}, a damaged or cut-off file is a {@link dev.diskless.fault.CorruptInputException}; an unknown type of entry
 * is an {@link dev.diskless.fault.UnsupportedFeatureException}, since the boot stops there. Offsets in faults count
 * bytes of the file where its compression is damaged, and bytes of the unpacked archive elsewhere; the place then says
 * so.
 *
 * <p>Limits are the constants below, unless a caller reads with others; more is a
 * {@link dev.diskless.fault.LimitExceededException}. Immutable, thread-safe; its readers and writers are for one thread
 * each.
 *
 * <p>It keeps no sockets: the format has no place for them.
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

    /** Most unpacked bytes for each byte of the file, counted once more than 256 MiB are unpacked. */
    public static final int MAX_RATIO = Limits.RATIO;

    private final WritingChoice choice;
    private final Limits limits;

    /** Made by the service loader, or by a caller who needs this format and no other. */
    public ApkovlFormat() {
        this(WritingChoice.STANDARD, Limits.STANDARD);
    }

    private ApkovlFormat(WritingChoice choice, Limits limits) {
        this.choice = choice;
        this.limits = limits;
    }

    /**
     * This format with another compression; by default it is what zlib does by itself.
     *
     * @param level from 1, fast, to 9, small
     * @return the format
     * @throws IllegalArgumentException if the level is another number
     */
    public ApkovlFormat level(int level) {
        if (level < 1 || level > 9) {
            throw new IllegalArgumentException("level " + level);
        }
        return new ApkovlFormat(new WritingChoice(level, choice.names(), choice.xattrs()), limits);
    }

    /**
     * This format, writing the names of owners beside their numbers. The boot then prefers the numbers that its own
     * few names have.
     *
     * @return the format
     */
    public ApkovlFormat keepNames() {
        return new ApkovlFormat(new WritingChoice(choice.level(), true, choice.xattrs()), limits);
    }

    /**
     * This format, writing extended attributes as {@code SCHILY.xattr} records. The boot skips them; GNU tar and
     * bsdtar do not.
     *
     * @return the format
     */
    public ApkovlFormat keepXattrs() {
        return new ApkovlFormat(new WritingChoice(choice.level(), choice.names(), true), limits);
    }

    /**
     * This format with other limits for reading.
     *
     * @param entries most entries
     * @param unpackedBytes most bytes when unpacked, holes of sparse files included
     * @param ratio most unpacked bytes for each byte of the file; compression itself ends at 1032, so that from there on
     *     only sparse files are limited
     * @return the format
     * @throws IllegalArgumentException if one of them is below 1
     */
    public ApkovlFormat limits(int entries, long unpackedBytes, int ratio) {
        if (entries < 1 || unpackedBytes < 1 || ratio < 1) {
            throw new IllegalArgumentException("a limit below 1");
        }
        return new ApkovlFormat(choice, new Limits(entries, unpackedBytes, ratio));
    }

    WritingChoice choice() {
        return choice;
    }

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
        return read(source, name, false);
    }

    OverlayReader read(InputStream source, String name, boolean whole) throws IOException {
        try {
            return new ApkovlReader(source, name, limits, whole);
        } catch (IOException e) {
            throw closing(source, e);
        }
    }

    static IOException closing(InputStream source, IOException e) {
        try {
            source.close();
        } catch (IOException second) {
            e.addSuppressed(second);
        }
        return e;
    }

    @Override
    public OverlayWriter write(OutputStream target) throws IOException {
        return new ApkovlWriter(target, choice);
    }
}
