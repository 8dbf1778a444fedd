package dev.diskless.examples.tree;

import dev.diskless.fault.DisklessException;
import dev.diskless.fault.FaultCode;
import dev.diskless.fault.FaultDetail;
import dev.diskless.fault.InvalidRequestException;
import dev.diskless.medium.HostNames;
import java.io.IOException;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Puts a tree into a directory of the host. Nothing that is there already is changed, but for directories that are filled;
 * no symbolic link is followed, whoever made it. What the host cannot keep is counted.
 */
public final class HostSink implements TreeSink {

    private static final Set<OpenOption> NEW = Set.of(
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.WRITE,
            StandardOpenOption.SPARSE,
            LinkOption.NOFOLLOW_LINKS);

    private static final int BLOCK = 4096;

    private final Path top;
    private final Losses losses;
    private final HostAttributes attributes;
    private final ContentCopy copy = new ContentCopy(BLOCK);

    // Directories that were made or looked at, from the top to where the walk is; null: left out.
    private final Map<String, Optional<Path>> places = new HashMap<>();

    /**
     * A sink for one tree.
     *
     * @param top where the top of the tree goes; its parent must be there
     * @param losses counts what the host cannot keep
     */
    public HostSink(Path top, Losses losses) {
        this.top = top;
        this.losses = losses;
        this.attributes = new HostAttributes(losses);
    }

    /** Where a directory of the host has the name that a path ends with; empty if it cannot have it. */
    public static Optional<Path> place(Path directory, Path named) {
        return in(directory, HostNames.last(named));
    }

    private static Optional<Path> in(Path directory, String name) {
        try {
            Path path = directory.resolve(HostNames.path(directory.getFileSystem(), name));
            boolean inside =
                    directory.equals(path.getParent()) && HostNames.last(path).equals(name);
            return inside && !name.equals(".") && !name.equals("..") ? Optional.of(path) : Optional.empty();
        } catch (InvalidRequestException e) {
            return Optional.empty();
        }
    }

    @Override
    public void add(TreeEntry entry, Content content) throws IOException {
        Optional<Path> place = place(entry.path());
        boolean made = place.isPresent() && make(place.get(), entry, content);
        if (entry.type() == TreeEntry.DIRECTORY) {
            places.put(entry.path(), made ? place : Optional.empty());
        }
    }

    @Override
    public void leave(TreeEntry directory) throws IOException {
        Optional<Path> place = places.remove(directory.path());
        if (place != null && place.isPresent()) {
            attributes.set(place.get(), directory);
        }
    }

    private Optional<Path> place(String path) {
        if (path.isEmpty()) {
            return Optional.of(top);
        }
        int slash = path.lastIndexOf('/');
        Optional<Path> parent = place(path, slash);
        if (parent.isEmpty()) {
            losses.missing("not made, for their directory was not made", path);
            return Optional.empty();
        }
        Optional<Path> place = in(parent.get(), path.substring(slash + 1));
        if (place.isEmpty()) {
            losses.missing("not made, for the host has no such names", path);
        }
        return place;
    }

    private Optional<Path> place(String path, int slash) {
        return places.getOrDefault(slash < 0 ? "" : path.substring(0, slash), Optional.empty());
    }

    private boolean make(Path place, TreeEntry entry, Content content) throws IOException {
        try {
            String sameAs = entry.sameAs();
            return sameAs == null ? makeNew(place, entry, content) : link(place, sameAs, entry);
        } catch (FileAlreadyExistsException e) {
            throw new DisklessException(
                    FaultDetail.of(FaultCode.EXISTS, "there is something already")
                            .at(place)
                            .cure("extract to a directory that is empty or new"),
                    e);
        }
    }

    private boolean makeNew(Path place, TreeEntry entry, Content content) throws IOException {
        switch (entry.type()) {
            case TreeEntry.DIRECTORY -> makeDirectory(place);
            case TreeEntry.REGULAR -> {
                try (ReadableByteChannel from = content.open();
                        SeekableByteChannel to = Files.newByteChannel(place, NEW)) {
                    copy.copy(from, to);
                }
                attributes.set(place, entry);
            }
            case TreeEntry.SYMBOLIC_LINK -> {
                Files.createSymbolicLink(
                        place, HostNames.path(place.getFileSystem(), String.valueOf(entry.linkTarget())));
                attributes.setOfLink(place, entry);
            }
            default -> {
                losses.missing("not made, for Java makes no devices, sockets and FIFOs", entry.path());
                return false;
            }
        }
        return true;
    }

    private static void makeDirectory(Path place) throws IOException {
        try {
            Files.createDirectory(place);
        } catch (FileAlreadyExistsException e) {
            if (!Files.isDirectory(place, LinkOption.NOFOLLOW_LINKS)) {
                throw e;
            }
        }
    }

    private boolean link(Path place, String sameAs, TreeEntry entry) throws IOException {
        Path existing = top;
        for (String name : sameAs.isEmpty() ? new String[0] : sameAs.split("/")) {
            Optional<Path> next = in(existing, name);
            if (next.isEmpty()) {
                losses.missing("not made, for the host has no such names", entry.path());
                return false;
            }
            existing = next.get();
        }
        if (!Files.exists(existing, LinkOption.NOFOLLOW_LINKS)) {
            losses.missing("not made, for Java makes no devices, sockets and FIFOs", entry.path());
            return false;
        }
        try {
            Files.createLink(place, existing);
            return true;
        } catch (FileAlreadyExistsException e) {
            throw e;
        } catch (UnsupportedOperationException | FileSystemException e) {
            losses.missing("hard links that the host does not make", entry.path());
            return false;
        }
    }
}
