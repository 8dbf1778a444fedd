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
import java.util.Set;

/**
 * Copies one object between two places of ext4 file systems, with its permissions; with owner and times as well if
 * attributes are asked for. A directory is copied without what is in it.
 */
final class ObjectCopy {

    private static final int BUFFER = 1 << 20;

    private final Ext4Path source;
    private final Ext4Path target;
    private final Set<CopyOption> options;

    ObjectCopy(Ext4Path source, Ext4Path target, Set<CopyOption> options) {
        this.source = source;
        this.target = target;
        this.options = options;
    }

    void run() throws IOException {
        target.getFileSystem().checkWritable();
        InodeStat stat = source.getFileSystem()
                .attributes(source, !options.contains(LinkOption.NOFOLLOW_LINKS))
                .stat();
        if (targetIsThere(stat)) {
            return;
        }
        boolean withAttributes = options.contains(StandardCopyOption.COPY_ATTRIBUTES);
        byte[] linkTarget = UnixMode.isSymbolicLink(stat.mode())
                ? source.getFileSystem().reading(source, volume -> volume.readLink(stat.inode()))
                : null;
        new ObjectMaker(target).like(stat, linkTarget, withAttributes);
        if (UnixMode.isRegular(stat.mode())) {
            copyContent();
        }
        if (withAttributes) {
            AttributeChange times = new AttributeChange();
            times.modified = stat.modified();
            times.accessed = stat.accessed();
            times.created = stat.created();
            target.getFileSystem().change(target, false, times);
        }
    }

    /** True if source and target are one object, so that nothing is to be done. */
    private boolean targetIsThere(InodeStat stat) throws IOException {
        boolean missing = target.getFileSystem()
                .reading(target, volume -> PathWalk.to(volume, target, false).isMissing());
        if (missing) {
            return false;
        }
        InodeStat there = target.getFileSystem().attributes(target, false).stat();
        if (source.getFileSystem() == target.getFileSystem() && there.inode() == stat.inode()) {
            return true;
        }
        if (options.contains(StandardCopyOption.REPLACE_EXISTING)) {
            throw Faults.onlyNewObjects(target, "cannot replace what is there already");
        }
        throw new FileAlreadyExistsException(target.toString());
    }

    private void copyContent() throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
        Ext4FileSystemProvider provider = target.getFileSystem().provider();
        try (SeekableByteChannel in = provider.newByteChannel(source, Set.of(StandardOpenOption.READ));
                SeekableByteChannel out = provider.newByteChannel(target, Set.of(StandardOpenOption.WRITE))) {
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
