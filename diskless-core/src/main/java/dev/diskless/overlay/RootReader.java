package dev.diskless.overlay;

import dev.diskless.fault.DisklessException;
import dev.diskless.fault.FaultCode;
import dev.diskless.fault.FaultDetail;
import dev.diskless.fault.InvalidRequestException;
import dev.diskless.medium.EntryType;
import dev.diskless.medium.HostNames;
import dev.diskless.medium.OverlayEntry;
import dev.diskless.medium.UnixFacts;
import dev.diskless.spi.OverlayReader;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads named entries of a root directory; symbolic links are never followed. */
final class RootReader implements OverlayReader {

    private final Path root;
    private final List<String> names;
    private int next;
    private String lastParent = "";
    private boolean lastParentReal = true;
    private InputStream content = InputStream.nullInputStream();

    RootReader(Path root, List<String> names) {
        this.root = root;
        this.names = names;
    }

    @Override
    public Optional<OverlayEntry> next() throws IOException {
        content.close();
        content = InputStream.nullInputStream();
        while (next < names.size()) {
            String name = OverlayPath.plainOrLineFeed(names.get(next++));
            Path path = place(name);
            Optional<OverlayEntry> entry =
                    path != null && isBelowDirectories(name) ? look(name, path) : Optional.empty();
            if (entry.isPresent()) {
                return entry;
            }
        }
        return Optional.empty();
    }

    // What was a file may be gone by now, or a link to what is none of the root's.
    private static InputStream content(Path file) throws IOException {
        boolean host = file.getFileSystem() == FileSystems.getDefault();
        try {
            return host ? new SourceInput(file, LinkOption.NOFOLLOW_LINKS) : new SourceInput(file);
        } catch (NoSuchFileException e) {
            throw new DisklessException(
                    FaultDetail.of(FaultCode.CONFLICT, "what was to be read is gone")
                            .at(file)
                            .cure("try again when nothing changes the tree"),
                    e);
        } catch (IOException e) {
            throw SourceInput.unreadable(file, e);
        }
    }

    // What the host cannot have, it does not have.
    private @Nullable Path place(String name) {
        try {
            return root.resolve(HostNames.path(root.getFileSystem(), name));
        } catch (InvalidRequestException e) {
            return null;
        }
    }

    private boolean isBelowDirectories(String name) {
        int slash = name.lastIndexOf('/');
        String parent = slash < 0 ? "" : name.substring(0, slash);
        if (!parent.equals(lastParent)) {
            lastParent = parent;
            lastParentReal = true;
            for (int end = parent.indexOf('/'); lastParentReal; end = parent.indexOf('/', end + 1)) {
                String part = end < 0 ? parent : parent.substring(0, end);
                Path above = place(part);
                lastParentReal = part.isEmpty() || above != null && Files.isDirectory(above, LinkOption.NOFOLLOW_LINKS);
                if (end < 0) {
                    break;
                }
            }
        }
        return lastParentReal;
    }

    private Optional<OverlayEntry> look(String name, Path path) throws IOException {
        try {
            UnixFacts facts = UnixFacts.of(path);
            Optional<EntryType> type = facts.type();
            if (type.isEmpty()) {
                return Optional.empty();
            }
            // Overlays have whole seconds.
            OverlayEntry entry = RootEntry.of(name, path, facts, type.get())
                    .withModified(facts.modified().truncatedTo(ChronoUnit.SECONDS));
            if (type.get() == EntryType.FILE) {
                content = new ListReader.LazyInput(() -> new ExactInput(content(path), path, entry));
            }
            return Optional.of(entry);
        } catch (NoSuchFileException | NotDirectoryException e) {
            return Optional.empty();
        } catch (FileSystemException e) {
            throw SourceInput.unreadable(path, e);
        }
    }

    @Override
    public InputStream content() {
        return content;
    }

    @Override
    public void close() throws IOException {
        next = names.size();
        content.close();
    }

    /** Fails if a file is not as long as its entry says. */
    private static final class ExactInput extends FilterInputStream {

        private final Path file;
        private final long size;
        private long left;

        ExactInput(InputStream in, Path file, OverlayEntry entry) {
            super(in);
            this.file = file;
            this.size = entry.size();
            this.left = size;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] b, int off, int len) throws IOException {
            int count = super.read(b, off, len);
            left -= Math.max(0, count);
            if (count < 0 ? left != 0 : left < 0) {
                throw new DisklessException(FaultDetail.of(FaultCode.CONFLICT, "the file changed while it was read")
                        .at(file)
                        .expected(size + " bytes")
                        .found(size - left + " bytes")
                        .cure("try again when nothing writes to it"));
            }
            return count;
        }
    }
}
