package dev.diskless.initramfs;

import dev.diskless.fault.CorruptInputException;
import dev.diskless.fault.LimitExceededException;
import dev.diskless.fault.UnsupportedFeatureException;
import dev.diskless.medium.NameBytes;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The entries of an initramfs, in their order: any number of cpio archives in the format "newc", one after another,
 * each plain or packed with gzip or xz, with zeros between them. Reads forward only and keeps nothing of what it read.
 * For one thread.
 *
 * <p>Source: the kernel's {@code Documentation/driver-api/early-userspace/buffer-format.rst} and the way
 * {@code init/initramfs.c} reads it: a plain archive starts at a multiple of 4 bytes, and a packed segment holds whole
 * archives.
 *
 * <p>Packings that the kernel knows and this reader does not (zstd, lz4, lzma, bzip2, lzo) end with an
 * {@link UnsupportedFeatureException} that names them; damage ends with a {@link CorruptInputException}, and more than
 * {@link #MAX_ENTRIES} or {@link #MAX_CONTENT} with a {@link LimitExceededException}. Later archives replace files of
 * earlier ones; the caller has to see to that.
 */
public final class InitramfsReader implements Closeable {

    /** Most entries in one initramfs. */
    public static final long MAX_ENTRIES = 1_000_000;

    /** Most bytes that one initramfs may have, and most that its packed segments may hold when unpacked. */
    public static final long MAX_CONTENT = 2L << 30;

    private static final String TRAILER = "TRAILER!!!";

    private final String place;
    private final ByteWindow file;
    private final List<String> packings = new ArrayList<>();
    private @Nullable InputStream decoder;
    private @Nullable ByteWindow unpacked;
    private long unpackedBefore;
    private boolean insideArchive;
    private int archives;
    private long entries;
    private @Nullable EntryContent content;

    private InitramfsReader(InputStream source, String place) {
        // A hole costs nothing to make; without a limit a sparse file of terabytes would be read to its end.
        this.file = new ByteWindow(new LimitedStream(source, place, MAX_CONTENT, 0));
        this.place = place;
    }

    /**
     * Opens an initramfs file.
     *
     * @param file the file
     * @return the reader, at the first entry
     * @throws IOException if the file cannot be opened
     */
    public static InitramfsReader open(Path file) throws IOException {
        return new InitramfsReader(Files.newInputStream(file), file.toString());
    }

    /**
     * Reads an initramfs from a stream.
     *
     * @param source the bytes; closed with the reader
     * @param name names the source in faults
     * @return the reader, at the first entry
     */
    public static InitramfsReader of(InputStream source, String name) {
        return new InitramfsReader(source, name);
    }

    /**
     * Moves to the next entry. What was not read of the content of the one before is skipped.
     *
     * @return the entry; empty after the last one, when the end of the last archive was found sound
     * @throws IOException if the initramfs is damaged or packed in a way that cannot be read, or reading fails
     */
    public Optional<InitramfsEntry> next() throws IOException {
        if (content != null) {
            content.finish();
            content = null;
        }
        while (insideArchive || nextArchive()) {
            ByteWindow input = input();
            long at = input.position();
            byte[] head = new byte[CpioHeader.LENGTH];
            readFully(input, head, head.length, "the archive ends without its trailer");
            CpioHeader header = CpioHeader.parse(head, where(), at);
            String name = readName(input, header);
            if (name.equals(TRAILER)) {
                new EntryContent(input, header.size(), 0, false, where()).finish();
                insideArchive = false;
                continue;
            }
            if (++entries > MAX_ENTRIES) {
                throw new LimitExceededException(LimitExceededException.detail("too many entries")
                        .at(where(), at)
                        .expected("at most " + MAX_ENTRIES));
            }
            return Optional.of(entry(input, header, name));
        }
        return Optional.empty();
    }

    /**
     * The content of the entry that {@link #next} gave last.
     *
     * @return exactly as many bytes as the entry says, none for a symbolic link; valid until the next call of
     *     {@link #next}; need not be closed
     */
    public InputStream content() {
        return content == null ? InputStream.nullInputStream() : content;
    }

    /**
     * How the segments that were reached so far are packed.
     *
     * @return one of {@code none}, {@code gzip} and {@code xz} for each, in their order
     */
    public List<String> packings() {
        return List.copyOf(packings);
    }

    private InitramfsEntry entry(ByteWindow input, CpioHeader header, String name) throws IOException {
        // GNU cpio leaves the sum of a link 0, and the kernel verifies that of regular files alone.
        boolean checked = header.checked() && (header.mode() & 0170000) == 0100000 && header.size() > 0;
        EntryContent bytes = new EntryContent(input, header.size(), header.sum(), checked, where());
        content = bytes;
        String target = "";
        boolean link = (header.mode() & 0170000) == 0120000;
        if (link) {
            if (header.size() > CpioHeader.MAX_NAME) {
                throw new LimitExceededException(LimitExceededException.detail("target of a link is too long")
                        .at(where(), input.position())
                        .expected("at most " + CpioHeader.MAX_NAME + " bytes")
                        .found(header.size()));
            }
            byte[] text = bytes.readAllBytes();
            target = NameBytes.decode(text);
        }
        return new InitramfsEntry(
                name,
                header.mode(),
                header.uid(),
                header.gid(),
                header.links(),
                header.inode(),
                Instant.ofEpochSecond(header.modified()),
                link ? 0 : header.size(),
                target,
                archives - 1);
    }

    private String readName(ByteWindow input, CpioHeader header) throws IOException {
        long at = input.position();
        byte[] bytes = new byte[header.nameSize()];
        readFully(input, bytes, bytes.length, "the archive ends within a name");
        int length = 0;
        while (length < bytes.length && bytes[length] != 0) {
            length++;
        }
        if (length != bytes.length - 1 || length == 0) {
            throw new CorruptInputException(CorruptInputException.detail("name of a cpio entry does not end in a NUL")
                    .at(where(), at)
                    .expected("the only NUL at byte " + (bytes.length - 1) + " of the name")
                    .found(length == bytes.length ? "none" : "one at byte " + length));
        }
        int padding = (4 - (CpioHeader.LENGTH + bytes.length) % 4) % 4;
        boolean last = header.size() == 0
                && NameBytes.decode(Arrays.copyOf(bytes, length)).equals(TRAILER);
        for (int i = 0; i < padding; i++) {
            if (input.read() < 0 && !last) {
                throw truncated(input, "the archive ends within the padding of a name");
            }
        }
        return NameBytes.decode(Arrays.copyOf(bytes, length));
    }

    /** Moves to the start of the next archive; false at the end of the initramfs. */
    private boolean nextArchive() throws IOException {
        while (true) {
            ByteWindow input = input();
            while (input.peek(0) == 0) {
                input.take(1);
            }
            int first = input.peek(0);
            if (first == '0' && input.position() % 4 == 0) {
                if (input == file) {
                    packings.add("none");
                }
                archives++;
                insideArchive = true;
                return true;
            }
            if (input != file) {
                if (first >= 0) {
                    throw new CorruptInputException(
                            CorruptInputException.detail("something else behind the archive in a packed segment")
                                    .at(where(), input.position())
                                    .expected("a cpio archive at a multiple of 4 bytes, or the end"));
                }
                endSegment();
            } else if (first < 0) {
                if (archives == 0) {
                    throw truncated(input, "no archive in it");
                }
                return false;
            } else {
                startSegment();
            }
        }
    }

    private void startSegment() throws IOException {
        Compression compression = Compression.of(file);
        if (compression == null) {
            throw new CorruptInputException(CorruptInputException.detail("neither a cpio archive nor packed data")
                    .at(place, file.position())
                    .expected("a cpio archive at a multiple of 4 bytes, or the magic of gzip or xz"));
        }
        InputStream packed;
        if (compression == Compression.GZIP) {
            packed = new GzipMember(file, place);
        } else if (compression == Compression.XZ) {
            packed = new XzStream(file, place);
        } else {
            throw new UnsupportedFeatureException(
                    UnsupportedFeatureException.detail("packed with " + compression.label())
                            .at(place, file.position())
                            .expected("gzip, xz or no packing")
                            .cure("make the initramfs with gzip or xz"));
        }
        packings.add(compression.label());
        decoder = packed;
        unpacked = new ByteWindow(new LimitedStream(packed, place, MAX_CONTENT, unpackedBefore));
    }

    private void endSegment() throws IOException {
        if (unpacked != null) {
            unpackedBefore += unpacked.position();
        }
        if (decoder != null) {
            decoder.close();
        }
        decoder = null;
        unpacked = null;
    }

    private ByteWindow input() {
        return unpacked == null ? file : unpacked;
    }

    private String where() {
        return unpacked == null ? place : place + " (unpacked)";
    }

    private void readFully(ByteWindow input, byte[] target, int length, String ifShort) throws IOException {
        if (input.readNBytes(target, 0, length) < length) {
            throw truncated(input, ifShort);
        }
    }

    private CorruptInputException truncated(ByteWindow input, String what) {
        return new CorruptInputException(
                CorruptInputException.detail(what).at(where(), input.position()).cure("copy or make the file again"));
    }

    @Override
    public void close() throws IOException {
        try {
            endSegment();
        } finally {
            file.close();
        }
    }
}
