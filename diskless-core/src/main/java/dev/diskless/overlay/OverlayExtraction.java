package dev.diskless.overlay;

import dev.diskless.fault.DisklessException;
import dev.diskless.fault.FaultCode;
import dev.diskless.fault.FaultDetail;
import dev.diskless.fault.InvalidRequestException;
import dev.diskless.medium.EntryType;
import dev.diskless.medium.OverlayEntry;
import dev.diskless.spi.OverlayReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * One entry of an overlay, found by its name:
 * {@code OverlayExtraction.find(source, "etc/hostname").writeTo(out)}.
 *
 * <p>A name may be written with slashes and {@code .} components that do not matter; it never leads out of the root. Of
 * several entries of the name the last counts, as after unpacking; a hard link is the file it stands for; a symbolic link
 * is told, and never followed. Immutable; thread-safe if the source is.
 */
public final class OverlayExtraction {

    private static final int BUFFER = 1 << 16;

    private final EntrySource source;
    private final OverlayEntry entry;
    private final NamedEntry file;

    private OverlayExtraction(EntrySource source, OverlayEntry entry, NamedEntry file) {
        this.source = source;
        this.entry = entry;
        this.file = file;
    }

    /**
     * Finds an entry; reads the source once, without contents, and once more for each hard link that leads to the file.
     * Nothing else of the source is kept in memory, however many entries it has.
     *
     * @param source where to look
     * @param name path from the root
     * @return the entry
     * @throws DisklessException code {@link FaultCode#NOT_FOUND} if there is no such entry, {@link
     *     FaultCode#INVALID_REQUEST} if the name has {@code ..} or is no path
     * @throws IOException if the source is damaged, more than 16 hard links lead to the file, or reading fails
     */
    public static OverlayExtraction find(EntrySource source, String name) throws IOException {
        Objects.requireNonNull(source);
        String plain = OverlayPath.plain(normalised(name));
        NamedEntry found = NamedEntry.find(source, plain);
        if (found == null) {
            throw new DisklessException(FaultDetail.of(FaultCode.NOT_FOUND, "the overlay has no such entry")
                    .at(plain)
                    .cure("list what it has"));
        }
        NamedEntry file = found.followed(source);
        return new OverlayExtraction(source, file.entry().withName(plain), file);
    }

    private static String normalised(String name) {
        List<String> parts = new ArrayList<>();
        for (String part : name.split("/")) {
            if (!part.isEmpty() && !part.equals(".")) {
                parts.add(part);
            }
        }
        return String.join("/", parts);
    }

    /**
     * What was found.
     *
     * @return the entry under the name that was asked for; of a hard link with type, mode and owner of its file
     */
    public OverlayEntry entry() {
        return entry;
    }

    /**
     * Copies the content of a file.
     *
     * @param target receives the bytes; not closed
     * @throws InvalidRequestException if the entry is no file; of a link its target is told
     * @throws IOException if the source changed, or reading or writing fails; the target then has a part
     */
    public void writeTo(OutputStream target) throws IOException {
        checkFile();
        int seen = 0;
        try (OverlayReader reader = source.open()) {
            for (Optional<OverlayEntry> next = reader.next(); next.isPresent(); next = reader.next()) {
                OverlayEntry read = next.get();
                if (read.name().equals(file.entry().name()) && ++seen == file.occurrences()) {
                    copy(read, reader, target);
                    return;
                }
            }
        }
        throw changed();
    }

    private void copy(OverlayEntry read, OverlayReader reader, OutputStream target) throws IOException {
        if (read.type() != EntryType.FILE || read.size() != entry.size()) {
            throw changed();
        }
        byte[] buffer = new byte[BUFFER];
        for (int count = reader.content().read(buffer);
                count >= 0;
                count = reader.content().read(buffer)) {
            target.write(buffer, 0, count);
        }
    }

    /**
     * Writes the content of a file to a file of the host, with the nine permission bits where the host has them, and
     * without set-user and set-group bits and owner. It appears under its name only when it is whole.
     *
     * @param target the new file; its directory has to be there
     * @param replace whether a regular file that is there may be replaced; a link is never followed or replaced
     * @throws DisklessException code {@link FaultCode#EXISTS} if something is there that may not be replaced
     * @throws InvalidRequestException if the entry is no file; of a link its target is told
     * @throws IOException if the source changed, or reading or writing fails; nothing is left behind then
     */
    public void writeTo(Path target, boolean replace) throws IOException {
        checkFile();
        WholeFile.write(target, replace, entry.mode(), this::writeTo);
    }

    private void checkFile() throws InvalidRequestException {
        if (entry.type() != EntryType.FILE) {
            boolean link = entry.type() == EntryType.SYMLINK;
            throw new InvalidRequestException(InvalidRequestException.detail("the entry is no file")
                    .at(entry.name())
                    .found("a " + OverlayDifference.typeName(entry.type())
                            + (entry.linkTarget().isEmpty() ? "" : " to " + entry.linkTarget()))
                    .cure(link ? "name the file that the link leads to" : "name a file"));
        }
    }

    private DisklessException changed() {
        return new DisklessException(FaultDetail.of(FaultCode.CONFLICT, "the overlay changed while it was read")
                .at(file.entry().name())
                .cure("try again when nothing writes to it"));
    }
}
