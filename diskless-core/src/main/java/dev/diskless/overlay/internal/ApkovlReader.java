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
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads a gzip-compressed tar of any dialect that busybox or GNU tar writes, as the boot would. */
public final class ApkovlReader implements OverlayReader {

    private final String archive;
    private final GzipSource source;
    private final TarStream tar;
    private final Traits traits = new Traits();
    private InputStream content = InputStream.nullInputStream();
    private long entries;
    private boolean ended;
    private @Nullable IOException failure;

    /**
     * Starts reading.
     *
     * @param packed the file; closed with the reader
     * @param archive its name in faults
     * @throws IOException if it does not start like a gzip file
     */
    public ApkovlReader(InputStream packed, String archive) throws IOException {
        this.archive = archive;
        this.source = new GzipSource(packed, archive);
        // Headers are small, and each call of the inflater costs.
        this.tar = new TarStream(new BufferedInputStream(source, 1 << 16), archive);
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
        Pending pending = new Pending();
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
            if (++entries > Limits.ENTRIES) {
                throw place.limit("too many entries", Limits.ENTRIES, entries);
            }
            switch (header.type()) {
                case 'L' -> pending.name = tar.longName(header, place);
                case 'K' -> pending.link = tar.longName(header, place);
                case 'x' -> pending.pax = PaxRecords.parse(tar.extendedHeader(header, place), place);
                // The boot takes nothing from these.
                case 'g', 'V' -> tar.skipData(header, place);
                default -> {
                    OverlayEntry entry = entry(header, pending, place);
                    if (entry != null) {
                        return Optional.of(entry);
                    }
                    pending = new Pending();
                }
            }
        }
    }

    private @Nullable OverlayEntry entry(TarHeader header, Pending pending, Place place) throws IOException {
        byte[] raw = pending.nameOr(header.name());
        EntryType type = type(header.type(), raw, place);
        long size = type == EntryType.FILE ? pending.sizeOr(header.size()) : 0;
        content = tar.startData(size, place);
        String name = EntryName.fromRoot(raw, place);
        checkLength(raw, place);
        traits.see(raw, name, type, (int) (header.mode() & 07777));
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
                (int) (header.mode() & 07777),
                integer(pending.uidOr(header.uid()), "uid", place),
                integer(pending.gidOr(header.gid()), "gid", place),
                time(pending.modifiedOr(header.modified()), place),
                size,
                target(type, name, pending.linkOr(header.link()), place),
                device ? integer(header.major(), "major number", place) : 0,
                device ? integer(header.minor(), "minor number", place) : 0);
    }

    private static EntryType type(char type, byte[] raw, Place place) throws DisklessException {
        return switch (type) {
            // Before there was a type for directories a slash at the end said so.
            case 0, '0', '7' -> EntryName.endsWithSlash(raw) ? EntryType.DIRECTORY : EntryType.FILE;
            case '1' -> EntryType.HARD_LINK;
            case '2' -> EntryType.SYMLINK;
            case '3' -> EntryType.CHARACTER_DEVICE;
            case '4' -> EntryType.BLOCK_DEVICE;
            case '5' -> EntryType.DIRECTORY;
            case '6' -> EntryType.FIFO;
            case 'S' -> throw place.unsupported("a sparse file", "write the archive without sparse files");
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

        @Nullable
        PaxRecords pax;

        boolean isUsed() {
            return name != null || link != null || pax != null;
        }

        byte[] nameOr(byte[] other) {
            byte[] extended = pax == null ? null : pax.path;
            return extended != null ? extended : name != null ? name : other;
        }

        byte[] linkOr(byte[] other) {
            byte[] extended = pax == null ? null : pax.linkPath;
            return extended != null ? extended : link != null ? link : other;
        }

        long sizeOr(long other) {
            return pax == null ? other : Objects.requireNonNullElse(pax.size, other);
        }

        long uidOr(long other) {
            return pax == null ? other : Objects.requireNonNullElse(pax.uid, other);
        }

        long gidOr(long other) {
            return pax == null ? other : Objects.requireNonNullElse(pax.gid, other);
        }

        long modifiedOr(long other) {
            return pax == null ? other : Objects.requireNonNullElse(pax.modified, other);
        }
    }
}
