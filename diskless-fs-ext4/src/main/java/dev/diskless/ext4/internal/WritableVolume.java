package dev.diskless.ext4.internal;

import dev.diskless.ext4.internal.disk.DeviceNumber;
import dev.diskless.ext4.internal.disk.DirectoryBlock;
import dev.diskless.ext4.internal.disk.Inode;
import dev.diskless.ext4.internal.disk.Mode;
import dev.diskless.ext4.internal.disk.Timestamp;
import dev.diskless.fault.InvalidRequestException;
import dev.diskless.fault.LimitExceededException;
import dev.diskless.medium.FileSystemDescription;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.ReadOnlyFileSystemException;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * A file system between its formatting and its closing. One thread at a time is let in. The superblock, without which no
 * tool recognises anything, is written last.
 */
final class WritableVolume extends ReadableVolume {

    private static final int MAX_LINKS = 65000;
    private static final int MAX_LINK_TARGET = 4095;
    private static final long MAX_ID = 0xFFFFFFFFL;

    private final WatchedDevice watched;
    private final Instant time;
    private final NewFileSystem target;
    private final ExtentWriter extentWriter;
    private final ContentWriter content;
    private final FileContent files;
    private boolean closed;

    WritableVolume(WatchedDevice device, NewFileSystem target, VolumeGeometry geometry, Instant time) {
        super(
                device,
                target.superblock(),
                geometry,
                new MetadataCache(device, geometry.blockSize()),
                target.descriptors());
        this.watched = device;
        this.time = time;
        this.target = target;
        this.extentWriter = new ExtentWriter(geometry, cache, target.blocks());
        this.content = new ContentWriter(device);
        this.files = new FileContent(geometry, fileBlocks, extentWriter, target.blocks(), content, cache);
    }

    @Override
    public synchronized boolean isWritable() {
        return !closed;
    }

    @Override
    public synchronized FileSystemDescription describe() throws IOException {
        target.count();
        return super.describe();
    }

    @Override
    public synchronized InodeStat stat(long inode) throws IOException {
        cache.trim();
        return super.stat(inode);
    }

    @Override
    public synchronized OptionalLong lookup(long directory, byte[] name) throws IOException {
        cache.trim();
        return super.lookup(directory, name);
    }

    @Override
    public synchronized List<DirectoryName> list(long directory) throws IOException {
        cache.trim();
        return super.list(directory);
    }

    @Override
    public synchronized int read(long inode, long position, ByteBuffer buffer) throws IOException {
        cache.trim();
        content.flush();
        return super.read(inode, position, buffer);
    }

    @Override
    public synchronized byte[] readLink(long inode) throws IOException {
        cache.trim();
        content.flush();
        return super.readLink(inode);
    }

    @Override
    public synchronized long create(long directory, byte[] name, NewInode object, byte @Nullable [] linkTarget)
            throws IOException {
        begin();
        Inode parent = openFor(directory, name);
        checkNew(object, linkTarget);
        boolean isDirectory = Mode.is(object.mode(), Mode.DIRECTORY);
        boolean needsBlock = isDirectory || linkTarget != null && linkTarget.length >= Inode.BLOCK_ARRAY_SIZE;
        target.blocks().require((needsBlock ? 1 : 0) + growth(directory, parent, name));
        long number = target.inodes().next();
        Inode inode = Inode.fresh(geometry.inodeSize(), object.mode(), time);
        inode.setUid(object.uid());
        inode.setGid(object.gid());
        inode.setLinks(isDirectory ? 2 : 1);
        if (isDirectory) {
            addFirstBlock(number, inode, directory);
        } else if (linkTarget != null) {
            putTarget(number, inode, linkTarget);
        } else if (Mode.is(object.mode(), Mode.REGULAR)) {
            ExtentWriter.format(inode);
        } else if (Mode.isDevice(object.mode())) {
            inode.setDevice(new DeviceNumber(object.rdevMajor(), object.rdevMinor()));
        }
        target.inodes().take(number, isDirectory);
        inodes.write(number, inode);
        if (isDirectory && parent.links() != 1) {
            parent.setLinks(parent.links() < MAX_LINKS ? parent.links() + 1 : 1);
        }
        addName(directory, parent, name, number, Mode.entryType(object.mode()));
        return number;
    }

    @Override
    public synchronized void link(long directory, byte[] name, long inode) throws IOException {
        begin();
        Inode parent = openFor(directory, name);
        Inode linked = inodes.read(inode);
        if (linked.is(Mode.DIRECTORY)) {
            throw invalid("a directory can have one name only", "another kind of file", "inode " + inode);
        }
        if (linked.links() >= MAX_LINKS) {
            throw new LimitExceededException(LimitExceededException.detail("too many names for inode " + inode)
                    .at(device)
                    .expected("at most " + MAX_LINKS)
                    .found(linked.links() + 1));
        }
        target.blocks().require(growth(directory, parent, name));
        linked.setLinks(linked.links() + 1);
        inodes.write(inode, linked);
        addName(directory, parent, name, inode, Mode.entryType(linked.mode()));
    }

    @Override
    public synchronized void write(long inode, long position, ByteBuffer source, boolean sparse) throws IOException {
        begin();
        Inode file = inodes.read(inode);
        if (!file.is(Mode.REGULAR)) {
            throw invalid("only a regular file can be written", "a regular file", "inode " + inode);
        }
        long most = (ExtentReader.LOGICAL_END - 1) * geometry.blockSize();
        if (position < 0 || position > most - source.remaining()) {
            throw invalid("position out of range", "0.." + (most - source.remaining()), position);
        }
        if (!source.hasRemaining()) {
            return;
        }
        long from = sparse ? position : Math.min(position, file.size());
        target.blocks().require(files.missing(inode, file, from, position + source.remaining()));
        try {
            if (from < position) {
                files.zero(inode, file, from, position);
            }
            files.write(inode, file, position, source);
        } finally {
            inodes.write(inode, file);
        }
    }

    @Override
    public synchronized void change(long inode, InodeChange change) throws IOException {
        begin();
        Inode changed = inodes.read(inode);
        if (change.permissions() != null) {
            checkRange("permissions", change.permissions(), Mode.PERMISSIONS);
            changed.setPermissions(change.permissions());
        }
        if (change.uid() != null) {
            checkRange("user number", change.uid(), MAX_ID);
            changed.setUid(change.uid());
        }
        if (change.gid() != null) {
            checkRange("group number", change.gid(), MAX_ID);
            changed.setGid(change.gid());
        }
        if (change.accessed() != null) {
            changed.setAccessed(Timestamp.clamp(change.accessed()));
        }
        if (change.modified() != null) {
            changed.setModified(Timestamp.clamp(change.modified()));
        }
        if (change.created() != null) {
            changed.setCreated(Timestamp.clamp(change.created()));
        }
        inodes.write(inode, changed);
    }

    @Override
    public synchronized void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        watched.requireUnharmed();
        content.flush();
        target.complete(device, cache, geometry.seed());
    }

    /** Makes a directory of a new file system with a known number, in a block that mke2fs would choose. */
    Inode addReservedDirectory(long number, long parent, int mode, int blocks) throws IOException {
        Inode inode = Inode.fresh(geometry.inodeSize(), Mode.DIRECTORY | mode, time);
        inode.setLinks(2);
        ExtentWriter.format(inode);
        long goal = geometry.firstDataBlock();
        for (int logical = 0; logical < blocks; logical++) {
            goal = target.blocks().allocateFirst(goal);
            extentWriter.add(number, inode, logical, new Run(goal, 1));
            DirectoryBlock block = new DirectoryBlock(cache.create(goal));
            if (logical == 0) {
                block.format(number, parent);
            } else {
                block.format();
            }
            block.seal(geometry.seed().ofInode(number, 0));
        }
        inode.setSize((long) blocks * geometry.blockSize());
        inodes.write(number, inode);
        return inode;
    }

    /** Puts a name into a directory and stores the directory; there must be room. */
    void addName(long directory, Inode parent, byte[] name, long inode, int type) throws IOException {
        int logical = directories.blocks(parent) - 1;
        long number = directories.locate(directory, parent, logical);
        DirectoryBlock block = new DirectoryBlock(cache.change(number));
        int at = block.append(name, inode, type);
        if (at < 0) {
            number = target.blocks().allocateMetadata(number + 1);
            logical++;
            extentWriter.add(directory, parent, logical, new Run(number, 1));
            parent.setSize(parent.size() + geometry.blockSize());
            block = new DirectoryBlock(cache.create(number));
            block.format();
            at = block.append(name, inode, type);
        }
        block.seal(geometry.seed().ofInode(directory, parent.generation()));
        inodes.write(directory, parent);
        names.added(directory, name, (long) logical * geometry.blockSize() + at);
    }

    private void begin() throws IOException {
        if (closed) {
            throw new ReadOnlyFileSystemException();
        }
        cache.trim();
    }

    private Inode openFor(long directory, byte[] name) throws IOException {
        if (name.length == 0 || name.length > DirectoryBlock.MAX_NAME) {
            throw invalid("bad length of a file name", "1.." + DirectoryBlock.MAX_NAME + " bytes", name.length);
        }
        for (byte b : name) {
            if (b == 0 || b == '/') {
                throw invalid("bad character in a file name", "no NUL and no slash", text(name));
            }
        }
        Inode parent = directories.open(directory);
        if (DirectoryReader.isDots(name) || names.find(directory, parent, name) != null) {
            throw new FileAlreadyExistsException(text(name));
        }
        return parent;
    }

    private void checkNew(NewInode object, byte @Nullable [] linkTarget) throws IOException {
        int type = Mode.entryType(object.mode());
        if (type == 0 || object.mode() >>> 16 != 0) {
            throw invalid("bad mode of a new file", "a type and twelve bits", Damage.hex(object.mode()));
        }
        checkRange("user number", object.uid(), MAX_ID);
        checkRange("group number", object.gid(), MAX_ID);
        checkRange("major device number", object.rdevMajor(), DeviceNumber.MAX_MAJOR);
        checkRange("minor device number", object.rdevMinor(), DeviceNumber.MAX_MINOR);
        if (Mode.is(object.mode(), Mode.SYMBOLIC_LINK) != (linkTarget != null)) {
            throw invalid("only a symbolic link has a target", "a target for it", Damage.hex(object.mode()));
        }
        if (linkTarget != null) {
            int most = Math.min(MAX_LINK_TARGET, geometry.blockSize() - 1);
            if (linkTarget.length == 0 || linkTarget.length > most) {
                throw invalid("bad length of the target of a link", "1.." + most + " bytes", linkTarget.length);
            }
            for (byte b : linkTarget) {
                if (b == 0) {
                    throw invalid("bad character in the target of a link", "no NUL", text(linkTarget));
                }
            }
        }
    }

    /** The greatest number of blocks that one more name can cost. */
    private int growth(long directory, Inode parent, byte[] name) throws IOException {
        int last = directories.blocks(parent) - 1;
        DirectoryBlock block = directories.read(directory, parent, last);
        if (block.hasRoomFor(name.length)) {
            return 0;
        }
        if (parent.size() + geometry.blockSize() > DirectoryReader.MAX_SIZE) {
            throw new LimitExceededException(LimitExceededException.detail("too many names in one directory")
                    .at(device)
                    .expected("at most " + DirectoryReader.MAX_SIZE + " bytes")
                    .found(parent.size() + geometry.blockSize()));
        }
        return 1 + ExtentWriter.mostNodes(parent);
    }

    private void addFirstBlock(long number, Inode inode, long parent) throws IOException {
        ExtentWriter.format(inode);
        long block = target.blocks().allocateMetadata(0);
        extentWriter.add(number, inode, 0, new Run(block, 1));
        inode.setSize(geometry.blockSize());
        DirectoryBlock first = new DirectoryBlock(cache.create(block));
        first.format(number, parent);
        first.seal(geometry.seed().ofInode(number, 0));
    }

    private void putTarget(long number, Inode inode, byte[] linkTarget) throws IOException {
        if (linkTarget.length < Inode.BLOCK_ARRAY_SIZE) {
            System.arraycopy(linkTarget, 0, inode.bytes(), Inode.BLOCK_ARRAY, linkTarget.length);
        } else {
            ExtentWriter.format(inode);
            files.write(number, inode, 0, ByteBuffer.wrap(linkTarget));
        }
        inode.setSize(linkTarget.length);
    }

    private void checkRange(String what, long value, long most) throws IOException {
        if (value < 0 || value > most) {
            throw invalid(what + " out of range", "0.." + most, value);
        }
    }

    private InvalidRequestException invalid(String what, Object expected, Object found) {
        return new InvalidRequestException(InvalidRequestException.detail(what)
                .at(device)
                .expected(expected)
                .found(found));
    }

    private static String text(byte[] name) {
        return new String(name, StandardCharsets.UTF_8);
    }
}
