package dev.diskless.ext4.internal.nio;

import dev.diskless.ext4.internal.DirectoryName;
import dev.diskless.ext4.internal.InodeChange;
import dev.diskless.ext4.internal.InodeStat;
import dev.diskless.ext4.internal.NewInode;
import dev.diskless.ext4.internal.Volume;
import dev.diskless.fault.ImageFullException;
import dev.diskless.medium.FileSystemDescription;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A volume in memory that does what {@link Volume} says and nothing else. It fails where a test wants it, and remembers
 * how it was written. Its clock starts in 2024 and goes on by a millisecond with every change.
 */
final class ModelVolume implements Volume {

    private static final int LARGEST = 1 << 26;

    private long departures;

    /** An inode. */
    private static final class Node {
        final long inode;
        int mode;
        long uid;
        long gid;
        int links;
        int major;
        int minor;
        int holds;
        Instant accessed;
        Instant changed;
        Instant modified;
        Instant created;
        byte[] content = {};
        long parent;
        final Map<ByteBuffer, Long> names = new LinkedHashMap<>();
        final Map<ByteBuffer, byte[]> attributes = new LinkedHashMap<>();

        Node(long inode) {
            this.inode = inode;
        }

        boolean isDirectory() {
            return UnixMode.isDirectory(mode);
        }

        long blocks() {
            return isDirectory() ? 1 : (content.length + 1023) / 1024;
        }
    }

    /** Lengths of the calls of {@link #write}. */
    final List<Integer> writes = new ArrayList<>();

    /** The inodes of the calls of {@link #force}. */
    final List<Long> forced = new ArrayList<>();

    /** Thrown by {@link #read} and {@link #list}, by inode. */
    final Map<Long, IOException> readFaults = new ConcurrentHashMap<>();

    /** Thrown by the next calls of {@link #write}. */
    IOException writeFault;

    /** Thrown by {@link #create}. */
    IOException createFault;

    /** Blocks of 1024 bytes. */
    long capacity = 1_000_000;

    boolean writable = true;
    int closed;

    private final Map<Long, Node> nodes = new ConcurrentHashMap<>();
    private long next = 11;
    private Instant now = Instant.parse("2024-01-01T00:00:00Z");

    ModelVolume() {
        put(ROOT, new NewInode(040755, 0, 0, 0, 0)).parent = ROOT;
    }

    private Instant tick() {
        now = now.plusMillis(1);
        return now;
    }

    private Node put(long inode, NewInode object) {
        Node node = new Node(inode);
        node.mode = object.mode();
        node.uid = object.uid();
        node.gid = object.gid();
        node.links = node.isDirectory() ? 2 : 1;
        node.major = object.rdevMajor();
        node.minor = object.rdevMinor();
        node.created = tick();
        node.accessed = now;
        node.changed = now;
        node.modified = now;
        nodes.put(inode, node);
        return node;
    }

    /** Makes an inode what it must not be. */
    void replaceMode(long inode, int mode) throws IOException {
        put(inode, new NewInode(mode, 0, 0, 0, 0));
    }

    /** How many inodes are in use. */
    int inodes() {
        return nodes.size();
    }

    private Node node(long inode) throws IOException {
        Node node = nodes.get(inode);
        if (node == null) {
            throw new IOException("no inode " + inode);
        }
        return node;
    }

    private Node named(long directory, byte[] name) throws IOException {
        Long inode = node(directory).names.get(ByteBuffer.wrap(name));
        if (inode == null) {
            throw new NoSuchFileException("a name");
        }
        return node(inode);
    }

    private void touch(Node node) {
        node.modified = tick();
        node.changed = now;
    }

    private long free() {
        return capacity - nodes.values().stream().mapToLong(Node::blocks).sum();
    }

    private void need(long blocks) throws IOException {
        if (blocks > free()) {
            throw new ImageFullException(ImageFullException.detail("no blocks left"));
        }
    }

    @Override
    public boolean isWritable() {
        return writable;
    }

    @Override
    public FileSystemDescription describe() {
        return new FileSystemDescription(
                "ext4",
                "FAKE",
                "01234567-89ab-cdef-0123-456789abcdef",
                1024,
                capacity,
                free(),
                100,
                50,
                List.of(),
                true);
    }

    @Override
    public InodeStat stat(long inode) throws IOException {
        Node node = node(inode);
        return new InodeStat(
                inode,
                node.mode,
                node.uid,
                node.gid,
                node.isDirectory() ? 1024 : node.content.length,
                node.links,
                node.blocks() * 2,
                node.major,
                node.minor,
                node.accessed,
                node.changed,
                node.modified,
                node.created,
                0);
    }

    @Override
    public OptionalLong lookup(long directory, byte[] name) throws IOException {
        Node node = node(directory);
        if (Arrays.equals(name, Ext4Path.HERE) || Arrays.equals(name, Ext4Path.UP)) {
            return OptionalLong.of(name.length == 1 ? directory : node.parent);
        }
        Long inode = node.names.get(ByteBuffer.wrap(name));
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
    public List<byte[]> attributeNames(long inode) throws IOException {
        return node(inode).attributes.keySet().stream()
                .map(name -> name.array().clone())
                .toList();
    }

    @Override
    public byte[] attribute(long inode, byte[] name) throws IOException {
        byte[] value = node(inode).attributes.get(ByteBuffer.wrap(name));
        return value == null ? null : value.clone();
    }

    @Override
    public void setAttribute(long inode, byte[] name, byte[] value) throws IOException {
        Node node = node(inode);
        if (value != null) {
            node.attributes.put(ByteBuffer.wrap(name.clone()), value.clone());
        } else if (node.attributes.remove(ByteBuffer.wrap(name)) == null) {
            throw new NoSuchFileException("an attribute");
        }
        node.changed = tick();
    }

    @Override
    public long create(long directory, byte[] name, NewInode object, byte[] linkTarget) throws IOException {
        if (createFault != null) {
            throw createFault;
        }
        need(UnixMode.isDirectory(object.mode()) ? 1 : 0);
        long inode = next++;
        addName(directory, name, inode);
        Node node = put(inode, object);
        if (linkTarget != null) {
            node.content = linkTarget.clone();
        }
        if (node.isDirectory()) {
            node.parent = directory;
            node(directory).links++;
        }
        return inode;
    }

    /** Adds a name whatever it is. */
    void addName(long directory, byte[] name, long inode) throws IOException {
        Node node = node(directory);
        if (node.names.putIfAbsent(ByteBuffer.wrap(name.clone()), inode) != null) {
            throw new FileAlreadyExistsException("a name");
        }
        touch(node);
    }

    @Override
    public void link(long directory, byte[] name, long inode) throws IOException {
        Node node = node(inode);
        addName(directory, name, inode);
        node.links++;
        node.changed = now;
    }

    @Override
    public void write(long inode, long position, ByteBuffer source, boolean sparse) throws IOException {
        if (writeFault != null) {
            throw writeFault;
        }
        Node node = node(inode);
        long end = position + source.remaining();
        grow(node, end);
        writes.add(source.remaining());
        source.get(node.content, (int) position, source.remaining());
        touch(node);
    }

    private void grow(Node node, long size) throws IOException {
        if (size > node.content.length) {
            need((size + 1023) / 1024 - node.blocks());
            if (size > LARGEST) {
                throw new ImageFullException(ImageFullException.detail("too large for a model"));
            }
            node.content = Arrays.copyOf(node.content, (int) size);
        }
    }

    @Override
    public void resize(long inode, long size, boolean sparse) throws IOException {
        Node node = node(inode);
        grow(node, size);
        node.content = Arrays.copyOf(node.content, (int) size);
        touch(node);
    }

    @Override
    public void change(long inode, InodeChange change) throws IOException {
        Node node = node(inode);
        node.mode = change.permissions() == null ? node.mode : node.mode & UnixMode.TYPE | change.permissions();
        node.uid = change.uid() == null ? node.uid : change.uid();
        node.gid = change.gid() == null ? node.gid : change.gid();
        node.accessed = change.accessed() == null ? node.accessed : change.accessed();
        node.modified = change.modified() == null ? node.modified : change.modified();
        node.created = change.created() == null ? node.created : change.created();
        node.changed = tick();
    }

    @Override
    public long departures() {
        return departures;
    }

    @Override
    public void unlink(long directory, byte[] name) throws IOException {
        departures++;
        Node node = named(directory, name);
        if (node.isDirectory()) {
            throw new FileSystemException(null, null, "is a directory");
        }
        drop(directory, name, node);
    }

    @Override
    public void removeDirectory(long directory, byte[] name) throws IOException {
        departures++;
        Node node = named(directory, name);
        if (!node.isDirectory()) {
            throw new FileSystemException(null, null, "not a directory");
        }
        if (!node.names.isEmpty()) {
            throw new DirectoryNotEmptyException("a directory");
        }
        drop(directory, name, node);
    }

    private void drop(long directory, byte[] name, Node node) throws IOException {
        Node parent = node(directory);
        parent.names.remove(ByteBuffer.wrap(name));
        touch(parent);
        node.links -= node.isDirectory() ? 2 : 1;
        parent.links -= node.isDirectory() ? 1 : 0;
        node.changed = now;
        collect(node);
    }

    private void collect(Node node) {
        if (node.links == 0 && node.holds == 0) {
            nodes.remove(node.inode);
        }
    }

    @Override
    public void rename(long directory, byte[] name, long newDirectory, byte[] newName, boolean replace)
            throws IOException {
        departures++;
        Node node = named(directory, name);
        Long there = node(newDirectory).names.get(ByteBuffer.wrap(newName));
        if (there != null && there == node.inode) {
            return;
        }
        if (there != null && !replace) {
            throw new FileAlreadyExistsException("a name");
        }
        for (long up = newDirectory; up != ROOT; up = node(up).parent) {
            if (up == node.inode) {
                throw new FileSystemException(null, null, "into itself");
            }
        }
        if (there != null) {
            if (node.isDirectory()) {
                removeDirectory(newDirectory, newName);
            } else {
                unlink(newDirectory, newName);
            }
        }
        node(directory).names.remove(ByteBuffer.wrap(name));
        touch(node(directory));
        addName(newDirectory, newName, node.inode);
        if (node.isDirectory()) {
            node(directory).links--;
            node(newDirectory).links++;
            node.parent = newDirectory;
        }
        node.changed = now;
    }

    @Override
    public void hold(long inode) throws IOException {
        node(inode).holds++;
    }

    @Override
    public void release(long inode) throws IOException {
        Node node = node(inode);
        if (node.holds == 0) {
            throw new IllegalStateException("inode " + inode + " is not held");
        }
        node.holds--;
        collect(node);
    }

    @Override
    public void force(long inode) throws IOException {
        node(inode);
        forced.add(inode);
    }

    @Override
    public void close() {
        for (Node node : new HashMap<>(nodes).values()) {
            if (node.holds != 0) {
                throw new IllegalStateException("inode " + node.inode + " is held at closing");
            }
        }
        closed++;
    }
}
