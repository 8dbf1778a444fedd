package dev.diskless.examples.tree;

import dev.diskless.fault.Fault;
import dev.diskless.fault.FaultCode;
import java.io.IOException;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.Set;

/**
 * Puts a tree into a volume with owners, permissions, times, links, special files and extended attributes. The time of the
 * last access is that of the last change, so that it does not matter who has read the source.
 */
public final class VolumeSink implements TreeSink {

    private static final Set<OpenOption> NEW =
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, StandardOpenOption.SPARSE);

    private static final Set<FaultCode> NOT_TAKEN =
            Set.of(FaultCode.UNSUPPORTED, FaultCode.LIMIT_EXCEEDED, FaultCode.INVALID_REQUEST);

    // What a power cut left of an earlier replacement goes at the next one.
    private static final String BESIDE = ".diskless-put";

    private static final int MOST_BLOCK = 1 << 16;

    private final Path top;
    private final boolean replace;
    private final Losses losses;
    private final ContentCopy copy;

    /**
     * A sink for one tree.
     *
     * @param top where the top of the tree goes; a directory that is there already is filled
     * @param replace whether files and links that are there already are replaced, each at once
     * @param losses counts what the volume cannot keep
     * @throws IOException if the volume does not tell the size of its blocks
     */
    public VolumeSink(Path top, boolean replace, Losses losses) throws IOException {
        this.top = top;
        this.replace = replace;
        this.losses = losses;
        this.copy = new ContentCopy(blockSize(top));
    }

    @Override
    public void add(TreeEntry entry, Content content) throws IOException {
        Path path = place(entry.path());
        try {
            put(path, entry, content);
        } catch (FileAlreadyExistsException e) {
            boolean directory =
                    entry.type() == TreeEntry.DIRECTORY || Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS);
            if (!replace || directory) {
                throw e;
            }
            putOver(path, entry, content);
        }
    }

    private static int blockSize(Path top) throws IOException {
        Path root = top.getFileSystem().getRootDirectories().iterator().next();
        return (int) Math.min(MOST_BLOCK, Files.getFileStore(root).getBlockSize());
    }

    private Path place(String path) {
        return path.isEmpty() ? top : top.resolve(path);
    }

    private void putOver(Path path, TreeEntry entry, Content content) throws IOException {
        Path beside = path.resolveSibling(BESIDE);
        Files.deleteIfExists(beside);
        try {
            put(beside, entry, content);
            Files.move(beside, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            deleteAfter(e, beside);
            throw e;
        }
    }

    private static void deleteAfter(IOException failure, Path path) {
        try {
            Files.deleteIfExists(path);
        } catch (IOException | UnsupportedOperationException e) {
            failure.addSuppressed(e);
        }
    }

    private void put(Path path, TreeEntry entry, Content content) throws IOException {
        String sameAs = entry.sameAs();
        if (sameAs != null) {
            Files.createLink(path, place(sameAs));
            return;
        }
        make(path, entry, content);
        setAttributes(path, entry);
        if (entry.type() != TreeEntry.DIRECTORY) {
            setTimes(path, entry);
        }
    }

    @Override
    public void leave(TreeEntry directory) throws IOException {
        setTimes(place(directory.path()), directory);
    }

    private void make(Path path, TreeEntry entry, Content content) throws IOException {
        switch (entry.type()) {
            case TreeEntry.REGULAR -> {
                try (ReadableByteChannel from = content.open();
                        SeekableByteChannel to = Files.newByteChannel(path, NEW, unix(entry))) {
                    copy.copy(from, to);
                }
            }
            case TreeEntry.DIRECTORY -> makeDirectory(path, entry);
            case TreeEntry.SYMBOLIC_LINK ->
                Files.createSymbolicLink(
                        path, path.getFileSystem().getPath(String.valueOf(entry.linkTarget())), unix(entry));
            default -> Files.createFile(path, unix(entry));
        }
    }

    private static void makeDirectory(Path path, TreeEntry entry) throws IOException {
        try {
            if (path.getParent() != null) {
                Files.createDirectory(path, unix(entry));
                return;
            }
        } catch (FileAlreadyExistsException e) {
            if (!Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
                throw e;
            }
        }
        for (FileAttribute<?> attribute : unix(entry)) {
            Files.setAttribute(path, attribute.name(), attribute.value(), LinkOption.NOFOLLOW_LINKS);
        }
    }

    private void setAttributes(Path path, TreeEntry entry) throws IOException {
        for (Map.Entry<String, byte[]> attribute : entry.attributes().entrySet()) {
            String name = attribute.getKey();
            try {
                Files.setAttribute(path, "xattr:" + name, attribute.getValue(), LinkOption.NOFOLLOW_LINKS);
            } catch (UnsupportedOperationException | IllegalArgumentException e) {
                losses.lost("extended attribute " + name + " that the volume does not take", entry.path());
            } catch (IOException e) {
                if (!(e instanceof Fault fault) || !NOT_TAKEN.contains(fault.code())) {
                    throw e;
                }
                losses.lost("extended attribute " + name + " that the volume does not take", entry.path());
            }
        }
    }

    private static void setTimes(Path path, TreeEntry entry) throws IOException {
        FileTime time = entry.modified();
        Files.getFileAttributeView(path, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                .setTimes(time, time, null);
    }

    private static FileAttribute<?>[] unix(TreeEntry entry) {
        boolean device = entry.type() == TreeEntry.BLOCK_DEVICE || entry.type() == TreeEntry.CHARACTER_DEVICE;
        FileAttribute<?> mode = new Fact("unix:mode", entry.mode());
        FileAttribute<?> uid = new Fact("unix:uid", entry.uid());
        FileAttribute<?> gid = new Fact("unix:gid", entry.gid());
        return device
                ? new FileAttribute<?>[] {mode, uid, gid, new Fact("unix:rdev", entry.rdev())}
                : new FileAttribute<?>[] {mode, uid, gid};
    }

    private record Fact(String name, Object value) implements FileAttribute<Object> {}
}
