package dev.diskless.ext4.internal.nio;

import dev.diskless.ext4.internal.DirectoryName;
import dev.diskless.ext4.internal.InodeChange;
import dev.diskless.ext4.internal.InodeStat;
import dev.diskless.ext4.internal.NewInode;
import dev.diskless.ext4.internal.Volume;
import dev.diskless.medium.FileSystemDescription;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;

/** A volume in memory that fails where a test wants it, and remembers how it was written. */
final class FakeVolume implements Volume {

    /** A file of the volume. */
    private static final class Node {
        InodeStat stat;
        byte[] content = {};
        final Map<ByteBuffer, Long> names = new LinkedHashMap<>();
    }

    /** Lengths of the calls of {@link #write}. */
    final List<Integer> writes = new ArrayList<>();

    /** Thrown by {@link #read} and {@link #list}, by inode. */
    final Map<Long, IOException> readFaults = new ConcurrentHashMap<>();

    /** Thrown by the next calls of {@link #write}. */
    IOException writeFault;

    /** Thrown by {@link #create}. */
    IOException createFault;

    boolean writable = true;
    int closed;

    private final Map<Long, Node> nodes = new ConcurrentHashMap<>();
    private long next = 11;

    FakeVolume() {
        put(ROOT, new NewInode(040755, 0, 0, 0, 0));
    }

    private Node put(long inode, NewInode object) {
        Node node = new Node();
        node.stat = new InodeStat(
                inode,
                object.mode(),
                object.uid(),
                object.gid(),
                0,
                UnixMode.isDirectory(object.mode()) ? 2 : 1,
                0,
                object.rdevMajor(),
                object.rdevMinor(),
                Instant.EPOCH,
                Instant.EPOCH,
                Instant.EPOCH,
                Instant.EPOCH,
                0);
        nodes.put(inode, node);
        return node;
    }

    private void restat(Node node, Integer mode, Long uid, Long gid, long size, int links, InodeChange times) {
        InodeStat s = node.stat;
        node.stat = new InodeStat(
                s.inode(),
                mode == null ? s.mode() : s.mode() & UnixMode.TYPE | mode,
                uid == null ? s.uid() : uid,
                gid == null ? s.gid() : gid,
                size,
                links,
                (size + 511) / 512,
                s.rdevMajor(),
                s.rdevMinor(),
                times == null || times.accessed() == null ? s.accessed() : times.accessed(),
                s.changed(),
                times == null || times.modified() == null ? s.modified() : times.modified(),
                times == null || times.created() == null ? s.created() : times.created(),
                0);
    }

    /** Makes an inode what it must not be. */
    void replaceMode(long inode, int mode) throws IOException {
        put(inode, new NewInode(mode, 0, 0, 0, 0));
    }

    private Node node(long inode) throws IOException {
        Node node = nodes.get(inode);
        if (node == null) {
            throw new IOException("no inode " + inode);
        }
        return node;
    }

    @Override
    public boolean isWritable() {
        return writable;
    }

    @Override
    public FileSystemDescription describe() {
        return new FileSystemDescription(
                "ext4", "FAKE", "01234567-89ab-cdef-0123-456789abcdef", 1024, 1000, 500, 100, 50, List.of(), true);
    }

    @Override
    public InodeStat stat(long inode) throws IOException {
        return node(inode).stat;
    }

    @Override
    public OptionalLong lookup(long directory, byte[] name) throws IOException {
        Long inode = node(directory).names.get(ByteBuffer.wrap(name));
        return inode == null ? OptionalLong.empty() : OptionalLong.of(inode);
    }

    @Override
    public List<DirectoryName> list(long directory) throws IOException {
        fail(directory);
        List<DirectoryName> list = new ArrayList<>();
        for (Map.Entry<ByteBuffer, Long> entry : node(directory).names.entrySet()) {
            list.add(new DirectoryName(entry.getKey().array().clone(), entry.getValue(), 0));
        }
        return list;
    }

    @Override
    public int read(long inode, long position, ByteBuffer target) throws IOException {
        fail(inode);
        byte[] content = node(inode).content;
        if (position >= content.length) {
            return -1;
        }
        // Fewer than asked for, as the interface allows.
        int count = (int) Math.min(Math.min(target.remaining(), content.length - position), 5000);
        target.put(content, (int) position, count);
        return count;
    }

    private void fail(long inode) throws IOException {
        IOException fault = readFaults.get(inode);
        if (fault != null) {
            throw fault;
        }
    }

    @Override
    public byte[] readLink(long inode) throws IOException {
        return node(inode).content.clone();
    }

    @Override
    public List<byte[]> attributeNames(long inode) {
        return List.of();
    }

    @Override
    public byte[] attribute(long inode, byte[] name) {
        return null;
    }

    @Override
    public long create(long directory, byte[] name, NewInode object, byte[] linkTarget) throws IOException {
        if (createFault != null) {
            throw createFault;
        }
        long inode = next++;
        addName(directory, name, inode);
        Node node = put(inode, object);
        if (linkTarget != null) {
            node.content = linkTarget.clone();
            restat(node, null, null, null, linkTarget.length, 1, null);
        }
        return inode;
    }

    /** Adds a name whatever it is. */
    void addName(long directory, byte[] name, long inode) throws IOException {
        if (node(directory).names.putIfAbsent(ByteBuffer.wrap(name.clone()), inode) != null) {
            throw new FileAlreadyExistsException("a name");
        }
    }

    @Override
    public void link(long directory, byte[] name, long inode) throws IOException {
        addName(directory, name, inode);
        Node node = node(inode);
        restat(node, null, null, null, node.stat.size(), node.stat.links() + 1, null);
    }

    @Override
    public void write(long inode, long position, ByteBuffer source, boolean sparse) throws IOException {
        if (writeFault != null) {
            throw writeFault;
        }
        writes.add(source.remaining());
        Node node = node(inode);
        int end = Math.toIntExact(position + source.remaining());
        node.content = Arrays.copyOf(node.content, Math.max(node.content.length, end));
        source.get(node.content, (int) position, source.remaining());
        restat(node, null, null, null, node.content.length, node.stat.links(), null);
    }

    @Override
    public void change(long inode, InodeChange change) throws IOException {
        Node node = node(inode);
        restat(node, change.permissions(), change.uid(), change.gid(), node.stat.size(), node.stat.links(), change);
    }

    @Override
    public void close() {
        closed++;
    }
}
