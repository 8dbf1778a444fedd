package dev.diskless.ext4.internal.nio;

import dev.diskless.ext4.internal.InodeStat;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.CopyOption;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.LinkOption;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Copies one object between two places of ext4 file systems, with its permissions; with owner, times and extended
 * attributes as well if attributes are asked for. A directory is copied without what is in it. What was there goes
 * first; of a copy that fails nothing stays.
 */
final class ObjectCopy {

    private static final int BUFFER = 1 << 20;

    private final Ext4Path source;
    private final Ext4Path target;
    private final Set<CopyOption> options;
    private final boolean follow;

    ObjectCopy(Ext4Path source, Ext4Path target, Set<CopyOption> options) {
        this.source = source;
        this.target = target;
        this.options = options;
        this.follow = !options.contains(LinkOption.NOFOLLOW_LINKS);
    }

    void run() throws IOException {
        target.getFileSystem().checkWritable();
        InodeStat stat = source.getFileSystem().attributes(source, follow).stat();
        try (SeekableByteChannel content = UnixMode.isRegular(stat.mode())
                ? Ext4FileSystemProvider.open(source, Set.of(StandardOpenOption.READ))
                : null) {
            if (!isSame(stat)) {
                copy(stat, content);
            }
        }
    }

    /** Makes room for the copy; true if source and target are one object, so that nothing is to be done. */
    private boolean isSame(InodeStat stat) throws IOException {
        return target.getFileSystem().changing(target, volume -> {
            PathWalk walk = PathWalk.to(volume, target, false);
            if (walk.isMissing()) {
                return false;
            }
            if (source.getFileSystem() == target.getFileSystem() && walk.found().inode() == stat.inode()) {
                return true;
            }
            if (!options.contains(StandardCopyOption.REPLACE_EXISTING)) {
                throw new FileAlreadyExistsException(target.toString());
            }
            ObjectRemoval.remove(volume, walk, target);
            return false;
        });
    }

    private void copy(InodeStat stat, @Nullable SeekableByteChannel content) throws IOException {
        boolean withAttributes = options.contains(StandardCopyOption.COPY_ATTRIBUTES);
        byte[] linkTarget = UnixMode.isSymbolicLink(stat.mode())
                ? source.getFileSystem().reading(source, volume -> volume.readLink(stat.inode()))
                : null;
        new ObjectMaker(target).like(stat, linkTarget, withAttributes);
        try {
            if (content != null) {
                copyContent(content);
            }
            if (withAttributes) {
                copyExtendedAttributes();
                AttributeChange times = new AttributeChange();
                times.modified = stat.modified();
                times.accessed = stat.accessed();
                times.created = stat.created();
                target.getFileSystem().change(target, false, times);
            }
        } catch (IOException e) {
            try {
                ObjectRemoval.remove(target);
            } catch (IOException second) {
                e.addSuppressed(second);
            }
            throw e;
        }
    }

    private void copyExtendedAttributes() throws IOException {
        List<byte[]> names = source.getFileSystem()
                .reading(
                        source,
                        volume -> volume.attributeNames(
                                PathWalk.to(volume, source, follow).found().inode()));
        for (byte[] name : names) {
            Optional<byte[]> value = source.getFileSystem()
                    .reading(
                            source,
                            volume -> Optional.ofNullable(volume.attribute(
                                    PathWalk.to(volume, source, follow).found().inode(), name)));
            if (value.isPresent()) {
                target.getFileSystem().changing(target, volume -> {
                    volume.setAttribute(
                            PathWalk.to(volume, target, false).found().inode(), name, value.get());
                    return name;
                });
            }
        }
    }

    private void copyContent(SeekableByteChannel in) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate((int) Math.min(BUFFER, Math.max(1, in.size())));
        try (SeekableByteChannel out = Ext4FileSystemProvider.open(target, Set.of(StandardOpenOption.WRITE))) {
            while (in.read(buffer) >= 0) {
                if (!buffer.hasRemaining()) {
                    drain(buffer, out);
                }
            }
            drain(buffer, out);
        }
    }

    private static void drain(ByteBuffer buffer, SeekableByteChannel out) throws IOException {
        buffer.flip();
        while (buffer.hasRemaining()) {
            out.write(buffer);
        }
        buffer.clear();
    }
}
