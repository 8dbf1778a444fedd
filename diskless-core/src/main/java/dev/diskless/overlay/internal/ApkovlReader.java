package dev.diskless.overlay.internal;

import dev.diskless.fault.DisklessException;
import dev.diskless.fault.FaultCode;
import dev.diskless.fault.FaultDetail;
import dev.diskless.medium.EntryType;
import dev.diskless.medium.NameBytes;
import dev.diskless.medium.OverlayEntry;
import dev.diskless.spi.OverlayReader;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads a gzip-compressed tar of any dialect that busybox, GNU tar or bsdtar writes. */
public final class ApkovlReader implements OverlayReader {

    private final String archive;
    private final GzipSource source;
    private final TarStream tar;
    private final Traits traits = new Traits();
    private InputStream content = InputStream.nullInputStream();
    private final Limits limits;
    private final boolean whole;
    private PaxRecords global = new PaxRecords();
    private long entries;
    private long holes;
    private boolean ended;
    private @Nullable IOException failure;

    /**
     * Starts reading.
     *
     * @param packed the file; closed with the reader
     * @param archive its name in faults
     * @param limits what it may hold
     * @param whole whether the file is read to its end when the last entry was; what stands there is then no matter
     * @throws IOException if it does not start like a gzip file
     */
    public ApkovlReader(InputStream packed, String archive, Limits limits, boolean whole) throws IOException {
        this.archive = archive;
        this.limits = limits;
        this.whole = whole;
        this.source = new GzipSource(packed, archive, limits);
        // Headers are small, and each call of the inflater costs.
        this.tar = new TarStream(new BufferedInputStream(source, 1 << 16), archive, limits);
    }

    /** What was seen so far that the entries do not show. */
    public Traits traits() {
        return traits;
    }

    @Override
    public Optional<OverlayEntry> next() throws IOException {
        if (failure != null) {
            throw failure;
        }
        if (ended) {
            return Optional.empty();
        }
        try {
            Optional<OverlayEntry> entry = read();
            if (entry.isEmpty()) {
                ended = true;
                content = InputStream.nullInputStream();
                traits.trailingBytes = source.hasTrailingBytes();
                if (whole) {
                    source.drain();
                }
            }
            return entry;
        } catch (IOException e) {
            failure = e;
            throw e;
        }
    }

    @Override
    public InputStream content() {
        return content;
    }

    private Optional<OverlayEntry> read() throws IOException {
        Pending pending = new Pending(global);
        while (true) {
            Place place = tar.toNextHeader();
            TarHeader header = tar.header(place);
            if (header == null) {
                if (pending.isUsed()) {
                    throw place.corrupt("the archive ends after a long name or an extended header");
                }
                tar.drain();
                return Optional.empty();
            }
            if (++entries > limits.entries()) {
                throw place.limit("too many entries", limits.entries(), entries);
            }
            switch (header.type()) {
                case 'L' -> pending.name = tar.longName(header, place);
                case 'K' -> pending.link = tar.longName(header, place);
                case 'x' -> pending.extend(PaxRecords.parse(tar.extendedHeader(header, place), global, place));
                case 'g' -> {
                    global = PaxRecords.parse(tar.extendedHeader(header, place), global, place)
                            .asGlobal();
                    pending.pax = pending.extended ? pending.pax : global;
                }
                case 'V' -> tar.skipData(header, place);
                default -> {
                    OverlayEntry entry = entry(header, pending, place);
                    if (entry != null) {
                        return Optional.of(entry);
                    }
                    pending = new Pending(global);
                }
            }
        }
    }

    private @Nullable OverlayEntry entry(TarHeader header, Pending pending, Place place) throws IOException {
        PaxRecords pax = pending.pax;
        byte[] raw = pax.textOr("GNU.sparse.name", pax.textOr("path", pending.nameOr(header.name())));
        EntryType type = type(header.type(), raw, place);
        long size = type == EntryType.FILE ? startContent(header, pax, place) : 0;
        if (type != EntryType.FILE) {
            content = tar.startData(0, place);
        }
        String name = EntryName.fromRoot(raw, place);
        checkLength(raw, place);
        int mode = (int) (header.mode() & 07777);
        traits.see(raw, name, type, mode);
        if (content instanceof SparseInput) {
            traits.seeSparse(name);
        }
        if (name.isEmpty()) {
            if (type != EntryType.DIRECTORY) {
                throw place.corrupt("an entry without a name");
            }
            return null;
        }
        boolean device = type == EntryType.CHARACTER_DEVICE || type == EntryType.BLOCK_DEVICE;
        return new OverlayEntry(
                name,
                type,
                mode,
                integer(pax.numberOr("uid", header.uid(), place), "uid", place),
                integer(pax.numberOr("gid", header.gid(), place), "gid", place),
                time(pax.secondsOr(header.modified(), place), place),
                size,
                target(type, name, pax.textOr("linkpath", pending.linkOr(header.link())), place),
                device ? integer(header.major(), "major number", place) : 0,
                device ? integer(header.minor(), "minor number", place) : 0,
                NameBytes.decode(pax.textOr("uname", header.userName())),
                NameBytes.decode(pax.textOr("gname", header.groupName())),
                pax.xattrs());
    }

    /** Starts the content of a file, and gives its size with its holes. */
    private long startContent(TarHeader header, PaxRecords pax, Place place) throws IOException {
        long stored = pax.numberOr("size", header.size(), place);
        SparseMap map = pax.sparse();
        long size = pax.numberOr("GNU.sparse.realsize", pax.numberOr("GNU.sparse.size", stored, place), place);
        if (header.type() == 'S') {
            size = SparseMap.fileBytes(tar.lastHeader(), place);
            map = SparseMap.ofHeader(tar, place);
        }
        content = tar.startData(stored, place);
        if (pax.numberOr("GNU.sparse.major", 0, place) > 0) {
            SparseText.Parsed text = SparseText.parse(tar, place);
            map = text.map();
            stored -= text.bytes();
        }
        if (map == null) {
            return stored;
        }
        map.check(size, stored, place);
        holes += size - stored;
        if (holes > limits.unpackedBytes() || size > limits.unpackedBytes() - (holes - (size - stored))) {
            throw place.limit("the archive is too large", limits.unpackedBytes(), size);
        }
        content = new SparseInput(content, map, size, source, place);
        return size;
    }

    private static EntryType type(char type, byte[] raw, Place place) throws DisklessException {
        return switch (type) {
            // Before there was a type for directories a slash at the end said so.
            case 0, '0', '7', 'S' -> EntryName.endsWithSlash(raw) ? EntryType.DIRECTORY : EntryType.FILE;
            case '1' -> EntryType.HARD_LINK;
            case '2' -> EntryType.SYMLINK;
            case '3' -> EntryType.CHARACTER_DEVICE;
            case '4' -> EntryType.BLOCK_DEVICE;
            case '5' -> EntryType.DIRECTORY;
            case '6' -> EntryType.FIFO;
            default ->
                throw place.unsupported(
                        "an entry of unknown type " + type, "the boot stops at such an entry; write the archive anew");
        };
    }

    private static String target(EntryType type, String name, byte[] link, Place place) throws DisklessException {
        if (type != EntryType.SYMLINK && type != EntryType.HARD_LINK) {
            return "";
        }
        checkLength(link, place);
        String target = type == EntryType.SYMLINK ? NameBytes.decode(link) : EntryName.fromRoot(link, place);
        if (target.isEmpty() || (type == EntryType.HARD_LINK && target.equals(name))) {
            throw place.corrupt("a link without a target");
        }
        return target;
    }

    private static void checkLength(byte[] name, Place place) throws DisklessException {
        if (name.length > Limits.NAME_BYTES) {
            throw place.limit("a name or link target is too long", Limits.NAME_BYTES, name.length);
        }
    }

    private static int integer(long value, String field, Place place) throws DisklessException {
        if (value < 0 || value > Integer.MAX_VALUE) {
            throw place.corrupt("the " + field + " is out of range", "0 to " + Integer.MAX_VALUE, value);
        }
        return (int) value;
    }

    private static Instant time(long seconds, Place place) throws DisklessException {
        if (seconds < Instant.MIN.getEpochSecond() || seconds > Instant.MAX.getEpochSecond()) {
            throw place.corrupt("the time is out of range");
        }
        return Instant.ofEpochSecond(seconds);
    }

    @Override
    public void close() throws IOException {
        if (failure == null) {
            failure = new DisklessException(FaultDetail.of(FaultCode.INVALID_REQUEST, "the reader is closed")
                    .at(archive));
        }
        source.close();
    }

    /** What was read for the entry that follows. */
    private static final class Pending {

        byte @Nullable [] name;
        byte @Nullable [] link;
        PaxRecords pax;
        boolean extended;

        Pending(PaxRecords global) {
            this.pax = global;
        }

        void extend(PaxRecords records) {
            pax = records;
            extended = true;
        }

        boolean isUsed() {
            return name != null || link != null || extended;
        }

        byte[] nameOr(byte[] other) {
            return name == null ? other : name;
        }

        byte[] linkOr(byte[] other) {
            return link == null ? other : link;
        }
    }
}
