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
    private static final byte[] PADDING = new byte[TarHeader.BLOCK];

    private final TarSink sink;
    private final WritingChoice choice;
    private final Map<String, EntryType> written = new HashMap<>();
    private final byte[] buffer = new byte[1 << 14];
    // Whether files may stand at the top level, where nothing else follows.
    private final boolean takesTopLevel;
    private boolean atTopLevel;
    private long total;
    private boolean broken;
    private boolean closed;

    /**
     * Starts an archive.
     *
     * @param target receives it; closed with the writer
     * @param choice how it is written
     * @throws IOException if writing fails
     */
    public ApkovlWriter(OutputStream target, WritingChoice choice) throws IOException {
        this(new StretchOutput(target, choice.level()), choice, false);
    }

    ApkovlWriter(TarSink sink, WritingChoice choice, boolean takesTopLevel) {
        this.sink = sink;
        this.choice = choice;
        this.takesTopLevel = takesTopLevel;
    }

    @Override
    public void add(OverlayEntry entry, InputStream content) throws IOException {
        start(entry);
        copy(entry, content);
        end(entry);
    }

    /** Adds a file that the sink reads itself. */
    void add(OverlayEntry entry, FileReference content) throws IOException {
        start(entry);
        sink.refer(content);
        total += content.size();
        end(entry);
    }

    private void start(OverlayEntry entry) throws IOException {
        if (broken || closed) {
            throw unusable();
        }
        check(entry);
        byte[] headers = EntryHeaders.of(entry, choice);
        if (entry.size() > Limits.UNPACKED_BYTES - total - headers.length - 4 * TarHeader.BLOCK) {
            throw limit("the overlay is too large", Limits.UNPACKED_BYTES, entry);
        }
        broken = true;
        long content = entry.size() + EntryHeaders.padding(entry.size());
        sink.begin(bytes(entry.name(), entry), headers.length + content);
        write(headers, headers.length);
    }

    private void end(OverlayEntry entry) throws IOException {
        write(PADDING, EntryHeaders.padding(entry.size()));
        written.put(entry.name(), entry.type());
        atTopLevel |= entry.type() != EntryType.DIRECTORY && entry.name().indexOf('/') < 0;
        broken = false;
    }

    private void check(OverlayEntry entry) throws DisklessException {
        String name = entry.name();
        EntryType type = entry.type();
        boolean link = type == EntryType.SYMLINK || type == EntryType.HARD_LINK;
        checkName(name, entry);
        boolean topLevel = type != EntryType.DIRECTORY && name.indexOf('/') < 0;
        if (atTopLevel && !topLevel) {
            throw refused("an entry behind a file at the top level, where apk does not look any more", entry);
        }
        if (topLevel && !takesTopLevel) {
            throw new InvalidRequestException(InvalidRequestException.detail(
                            "a file or link at the top level makes apk forget the rest of the overlay")
                    .at(name)
                    .cure("put it into a directory, or remove it"));
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
        if (!isPlain(name)) {
            throw refused("a name with an empty, . or .. component", entry);
        }
        // The boot hands the names to apk as lines.
        if (name.indexOf('\n') >= 0) {
            throw refused("a name with a line feed", entry);
        }
    }

    private static boolean isPlain(String name) {
        int start = 0;
        while (true) {
            int slash = name.indexOf('/', start);
            int end = slash < 0 ? name.length() : slash;
            int dots = start;
            while (dots < end && name.charAt(dots) == '.') {
                dots++;
            }
            if (end == start || (dots == end && end - start <= 2)) {
                return false;
            }
            if (slash < 0) {
                return true;
            }
            start = slash + 1;
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
    }

    private void write(byte[] bytes, int count) throws IOException {
        sink.write(bytes, 0, count);
        total += count;
    }

    @Override
    public void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        try (sink) {
            if (broken) {
                throw unusable();
            }
            sink.finish();
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
