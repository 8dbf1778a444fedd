package dev.diskless.overlay.internal;

import dev.diskless.fault.DisklessException;
import dev.diskless.fault.FaultCode;
import dev.diskless.fault.FaultDetail;
import dev.diskless.fault.InvalidRequestException;
import dev.diskless.fault.LimitExceededException;
import dev.diskless.medium.EntryType;
import dev.diskless.medium.NameBytes;
import dev.diskless.medium.OverlayEntry;
import dev.diskless.spi.OverlayWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.HashMap;
import java.util.Map;

/** Writes the tar dialect that the boot's busybox reads best. */
public final class ApkovlWriter implements OverlayWriter {

    private static final int DEVICE_LIMIT = 07777777;

    private final GzipSink gzip;
    private final WritingChoice choice;
    private final Map<String, EntryType> written = new HashMap<>();
    private final byte[] buffer = new byte[1 << 14];
    private long total;
    private boolean broken;
    private boolean closed;
    private boolean topBefore;

    /**
     * Starts an archive.
     *
     * @param target receives it; closed with the writer
     * @param choice how it is written
     * @throws IOException if writing fails
     */
    public ApkovlWriter(OutputStream target, WritingChoice choice) throws IOException {
        this.gzip = new GzipSink(target, choice.level());
        this.choice = choice;
    }

    @Override
    public void add(OverlayEntry entry, InputStream content) throws IOException {
        if (broken || closed) {
            throw unusable();
        }
        check(entry);
        byte[] headers = EntryHeaders.of(entry, choice);
        if (entry.size() > Limits.UNPACKED_BYTES - total - headers.length - 4 * TarHeader.BLOCK) {
            throw limit("the overlay is too large", Limits.UNPACKED_BYTES, entry);
        }
        broken = true;
        write(headers, headers.length);
        copy(entry, content);
        written.put(entry.name(), entry.type());
        topBefore |= isTop(entry);
        broken = false;
    }

    private static boolean isTop(OverlayEntry entry) {
        return entry.type() != EntryType.DIRECTORY && entry.name().indexOf('/') < 0;
    }

    private void check(OverlayEntry entry) throws DisklessException {
        String name = entry.name();
        EntryType type = entry.type();
        boolean link = type == EntryType.SYMLINK || type == EntryType.HARD_LINK;
        checkName(name, entry);
        if (topBefore && !isTop(entry)) {
            throw new InvalidRequestException(InvalidRequestException.detail(
                            "a file or link at the top level makes apk forget what follows it in the overlay")
                    .at(name)
                    .cure("put files and links of the top level behind everything else"));
        }
        if (written.containsKey(name)) {
            throw refused("a second entry of this name", entry);
        }
        if (entry.uid() < 0 || entry.gid() < 0) {
            throw refused("a negative owner", entry);
        }
        if (Math.min(entry.deviceMajor(), entry.deviceMinor()) < 0
                || Math.max(entry.deviceMajor(), entry.deviceMinor()) > DEVICE_LIMIT) {
            throw refused("a device number above " + DEVICE_LIMIT + " or below 0", entry);
        }
        if (link == entry.linkTarget().isEmpty()) {
            throw refused("a link without target, or a target without link", entry);
        }
        if (type == EntryType.SYMLINK) {
            checkText(entry.linkTarget(), entry);
        }
        if (type == EntryType.HARD_LINK) {
            EntryType target = written.get(entry.linkTarget());
            if (target == null || target == EntryType.DIRECTORY) {
                throw refused("a hard link to what is no earlier file: " + entry.linkTarget(), entry);
            }
        }
        if (written.size() >= Limits.ENTRIES) {
            throw limit("too many entries", Limits.ENTRIES, entry);
        }
    }

    private static void checkName(String name, OverlayEntry entry) throws DisklessException {
        checkText(name, entry);
        for (String part : name.split("/", -1)) {
            if (part.isEmpty() || part.equals(".") || part.equals("..")) {
                throw refused("a name with an empty, . or .. component", entry);
            }
        }
        // The boot hands the names to apk as lines.
        if (name.indexOf('\n') >= 0) {
            throw refused("a name with a line feed", entry);
        }
    }

    private static void checkText(String text, OverlayEntry entry) throws DisklessException {
        if (text.indexOf('\0') >= 0) {
            throw refused("a name or target with a zero byte", entry);
        }
        if (bytes(text, entry).length >= Limits.NAME_BYTES) {
            throw limit("a name or target is too long", Limits.NAME_BYTES - 1, entry);
        }
    }

    private static byte[] bytes(String text, OverlayEntry entry) throws DisklessException {
        return NameBytes.encode(text).orElseThrow(() -> refused("a name or target with half a surrogate pair", entry));
    }

    private void copy(OverlayEntry entry, InputStream content) throws IOException {
        long left = entry.size();
        while (left > 0) {
            int count = content.readNBytes(buffer, 0, (int) Math.min(buffer.length, left));
            if (count == 0) {
                throw mismatch(entry, (entry.size() - left) + " bytes");
            }
            write(buffer, count);
            left -= count;
        }
        if (entry.type() == EntryType.FILE && content.read() >= 0) {
            throw mismatch(entry, "more");
        }
        pad(entry.size());
    }

    private void pad(long size) throws IOException {
        write(new byte[TarHeader.BLOCK], EntryHeaders.padding(size));
    }

    private void write(byte[] bytes, int count) throws IOException {
        gzip.write(bytes, 0, count);
        total += count;
    }

    @Override
    public void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        try (gzip) {
            if (broken) {
                throw unusable();
            }
            write(new byte[2 * TarHeader.BLOCK], 2 * TarHeader.BLOCK);
            gzip.finish();
        }
    }

    private static DisklessException unusable() {
        return new DisklessException(
                FaultDetail.of(FaultCode.CONFLICT, "the overlay is closed, or incomplete since an entry failed"));
    }

    private static InvalidRequestException refused(String what, OverlayEntry entry) {
        return new InvalidRequestException(InvalidRequestException.detail(what).at(entry.name()));
    }

    private static LimitExceededException limit(String what, long limit, OverlayEntry entry) {
        return new LimitExceededException(
                LimitExceededException.detail(what).at(entry.name()).expected("at most " + limit));
    }

    private static DisklessException mismatch(OverlayEntry entry, String found) {
        return new DisklessException(FaultDetail.of(FaultCode.CONFLICT, "the content is not as long as the entry says")
                .at(entry.name())
                .expected(entry.size() + " bytes")
                .found(found));
    }
}
