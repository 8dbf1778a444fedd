package dev.diskless.ext4.internal;

import dev.diskless.ext4.internal.check.Survey;
import dev.diskless.ext4.internal.disk.DeviceNumber;
import dev.diskless.ext4.internal.disk.Features;
import dev.diskless.ext4.internal.disk.Inode;
import dev.diskless.ext4.internal.disk.Mode;
import dev.diskless.ext4.internal.disk.Superblock;
import dev.diskless.ext4.internal.disk.Timestamp;
import dev.diskless.medium.FileSystemDescription;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.ReadOnlyFileSystemException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** A file system that is changed: one that is being made, or one that exists. One thread at a time is let in. */
final class WritableVolume extends ReadableVolume {

    private static final long LARGE_FILE = 1L << 31;

    final Changes changes;
    private final ContentWriter content;
    final ChangedObjects objects;
    private long departures;
    // The name that was looked for last, if it was not there and nothing changed since.
    private long vacantDirectory;
    private byte @Nullable [] vacantName;
    private boolean closed;

    /** A volume that is being made. */
    WritableVolume(WatchedDevice device, NewFileSystem target, VolumeGeometry geometry, Instant time) {
        super(
                device,
                target.superblock(),
                geometry,
                new MetadataCache(device, geometry.blockSize()),
                target.descriptors(),
                device::read);
        this.content = new ContentWriter(device);
        this.changes = new NewVolume(device, target, geometry, cache, inodes, content, time);
        inodes.follow(changes);
        this.objects = new ChangedObjects(this, changes, content);
    }

    /** A volume that exists. */
    private WritableVolume(
            WatchedDevice device,
            Superblock superblock,
            VolumeGeometry geometry,
            MetadataCache cache,
            LiveDescriptors descriptors,
            InstantSource clock,
            GroupBitmaps blockBitmaps,
            GroupBitmaps inodeBitmaps,
            GroupUsage usage)
            throws IOException {
        super(device, superblock, geometry, cache, descriptors, device::read);
        this.content = new ContentWriter(device);
        this.changes = new Transaction(
                device, superblock, geometry, cache, descriptors, content, clock, blockBitmaps, inodeBitmaps, usage);
        inodes.follow(changes);
        this.objects = new ChangedObjects(this, changes, content);
    }

    /** Opens what is on a device; it must be one that can be changed, with nothing left to be put right. */
    static WritableVolume open(WatchedDevice device, InstantSource clock) throws IOException {
        Superblock superblock = SuperblockReader.readUsable(device);
        VolumeGeometry geometry = VolumeGeometry.of(superblock, device);
        MetadataCache cache = new MetadataCache(device, geometry.blockSize());
        LiveDescriptors descriptors = LiveDescriptors.of(device, geometry, superblock, cache);
        GroupUsage usage = new GroupUsage(device, geometry, superblock, descriptors);
        return new WritableVolume(
                device, superblock, geometry, cache, descriptors, clock, usage.blocks(), usage.inodes(), usage);
    }

    /** Opens what was surveyed on a device, to put right what is wrong. */
    static WritableVolume open(WatchedDevice device, Survey survey, InstantSource clock) throws IOException {
        Superblock superblock = SuperblockReader.readUsable(device);
        VolumeGeometry geometry = VolumeGeometry.of(superblock, device);
        MetadataCache cache = new MetadataCache(device, geometry.blockSize());
        LiveDescriptors descriptors = LiveDescriptors.of(device, geometry, superblock, cache);
        GroupUsage usage = new GroupUsage(device, geometry, superblock, descriptors);
        GroupBitmaps blocks = GroupBitmaps.ofBlocks(geometry, survey::blocks);
        GroupBitmaps inodes = GroupBitmaps.ofInodes(geometry, survey::inodes);
        Recovery.count(survey, descriptors, blocks, inodes);
        WritableVolume volume =
                new WritableVolume(device, superblock, geometry, cache, descriptors, clock, blocks, inodes, usage);
        new RepairSteps(volume).bringBitmapsHome(descriptors);
        return volume;
    }

    @Override
    public synchronized boolean isWritable() {
        return !closed;
    }

    @Override
    public synchronized FileSystemDescription describe() throws IOException {
        changes.count();
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
        OptionalLong found = super.lookup(directory, name);
        vacantDirectory = directory;
        vacantName = found.isEmpty() && !interrupted ? name : null;
        return found;
    }

    @Override
    public synchronized long departures() {
        return departures;
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
    public synchronized List<byte[]> attributeNames(long inode) throws IOException {
        cache.trim();
        return super.attributeNames(inode);
    }

    @Override
    public synchronized byte @Nullable [] attribute(long inode, byte[] name) throws IOException {
        cache.trim();
        return super.attribute(inode, name);
    }

    @Override
    public synchronized long create(long directory, byte[] name, NewInode object, byte @Nullable [] linkTarget)
            throws IOException {
        return whole(() -> {
            requireVacant(directory, name);
            objects.rules.requireNew(object, linkTarget);
            boolean isDirectory = Mode.is(object.mode(), Mode.DIRECTORY);
            boolean needsBlock = isDirectory || linkTarget != null && linkTarget.length >= Inode.BLOCK_ARRAY_SIZE;
            Inode parent = objects.openDirectory(directory);
            changes.begin((needsBlock ? 1 : 0) + objects.growth(directory, parent, name));
            objects.requireCopies(parent);
            if (isDirectory) {
                objects.changeSubdirectories(parent, 1);
            }
            long number = changes.inodes().next(directory);
            Inode inode = Inode.fresh(geometry.inodeSize(), object.mode(), changes.now());
            inode.setUid(object.uid());
            inode.setGid(object.gid());
            inode.setLinks(isDirectory ? 2 : 1);
            changes.inodes().take(number, isDirectory);
            if (isDirectory) {
                ExtentWriter.format(inode);
                objects.directoryWriter.format(number, inode, objects.blocksOf(number, inode), directory);
            } else if (linkTarget != null) {
                putTarget(number, inode, linkTarget);
            } else if (Mode.is(object.mode(), Mode.REGULAR)) {
                ExtentWriter.format(inode);
            } else if (Mode.isDevice(object.mode())) {
                inode.setDevice(new DeviceNumber(object.rdevMajor(), object.rdevMinor()));
            }
            changes.put(number, inode);
            objects.insertName(directory, parent, name, number, Mode.entryType(object.mode()));
            return number;
        });
    }

    @Override
    public synchronized void link(long directory, byte[] name, long number) throws IOException {
        wholly(() -> {
            requireVacant(directory, name);
            if (inodes.read(number).links() < changes.linksOnDevice(number)) {
                changes.commit();
            }
            changes.begin(objects.growth(directory, name));
            objects.requireCopies(directory);
            Inode parent = objects.openDirectory(directory);
            Inode linked = objects.openChangeable(number);
            if (linked.is(Mode.DIRECTORY)) {
                throw objects.rules.invalid(
                        "a directory can have one name only", "another kind of file", "inode " + number);
            }
            objects.addLink(number, linked);
            objects.insertName(directory, parent, name, number, Mode.entryType(linked.mode()));
        });
    }

    @Override
    public synchronized void write(long number, long position, ByteBuffer source, boolean sparse) throws IOException {
        requireOpen();
        Inode file = objects.openFile(number);
        objects.rules.requireSize(position, source.remaining());
        if (!source.hasRemaining()) {
            return;
        }
        long end = position + source.remaining();
        long from = sparse ? position : Math.min(position, file.size());
        changes.begin(objects.files.missing(number, file, from, end));
        requireLarge(end);
        try {
            if (position > file.size()) {
                objects.files.clearTail(number, file);
            }
            if (from < position) {
                objects.files.zero(number, file, from, position);
            }
            objects.files.write(number, file, position, source);
        } finally {
            objects.touch(file);
            changes.put(number, file);
        }
    }

    @Override
    public synchronized void resize(long number, long size, boolean sparse) throws IOException {
        requireOpen();
        Inode file = objects.openFile(number);
        objects.rules.requireSize(size, 0);
        if (size == file.size()) {
            changes.begin(0);
            objects.touch(file);
            changes.put(number, file);
            return;
        }
        if (size < file.size()) {
            objects.beginCut(file, size);
        }
        changes.begin(size < file.size() ? 0 : sparse ? 0 : objects.files.missing(number, file, file.size(), size));
        requireLarge(size);
        try {
            if (size < file.size()) {
                objects.files.cut(number, file, size);
            } else {
                objects.files.clearTail(number, file);
                if (!sparse) {
                    objects.files.zero(number, file, file.size(), size);
                }
                file.setSize(size);
            }
        } finally {
            objects.touch(file);
            changes.put(number, file);
        }
    }

    @Override
    public synchronized void change(long number, InodeChange change) throws IOException {
        wholly(() -> {
            objects.rules.requireChange(change);
            changes.begin(0);
            Inode changed = objects.openChangeable(number);
            changed.setChanged(Timestamp.clamp(changes.now()));
            if (change.permissions() != null) {
                objects.attributes.setPermissions(number, changed, change.permissions());
            }
            if (change.uid() != null) {
                changed.setUid(change.uid());
            }
            if (change.gid() != null) {
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
            changes.put(number, changed);
        });
    }

    @Override
    public synchronized void unlink(long directory, byte[] name) throws IOException {
        departures++;
        wholly(() -> {
            long number = child(directory, name);
            if (inodes.read(number).is(Mode.DIRECTORY)) {
                throw new FileSystemException(RequestRules.text(name), null, "is a directory");
            }
            objects.beginRemoval(number, true, directory);
            Inode parent = objects.openDirectory(directory);
            Inode inode = objects.openChangeable(number);
            objects.removeName(directory, parent, name);
            objects.dropLink(number, inode);
        });
    }

    @Override
    public synchronized void removeDirectory(long directory, byte[] name) throws IOException {
        departures++;
        wholly(() -> {
            long number = child(directory, name);
            objects.requireEmpty(number, name);
            objects.beginRemoval(number, false, directory);
            Inode parent = objects.openDirectory(directory);
            Inode inode = objects.openChangeable(number);
            objects.changeSubdirectories(parent, -1);
            objects.removeName(directory, parent, name);
            objects.discard(number, inode);
        });
    }

    @Override
    public synchronized void rename(long directory, byte[] name, long newDirectory, byte[] newName, boolean replace)
            throws IOException {
        departures++;
        wholly(() -> {
            objects.rules.requireName(newName);
            long number = child(directory, name);
            OptionalLong target = lookup(newDirectory, newName);
            if (target.isPresent() && !replace) {
                throw new FileAlreadyExistsException(RequestRules.text(newName));
            }
            if (target.isPresent() && target.getAsLong() == number) {
                return;
            }
            new Renaming(objects, directory, name, newDirectory, newName, number, target.orElse(0)).run();
        });
    }

    @Override
    public synchronized void setAttribute(long number, byte[] name, byte @Nullable [] value) throws IOException {
        wholly(() -> {
            changes.begin(1);
            Inode inode = objects.openChangeable(number);
            objects.attributes.put(number, inode, name, value);
            inode.setChanged(Timestamp.clamp(changes.now()));
            changes.put(number, inode);
        });
    }

    @Override
    public synchronized void hold(long inode) {
        objects.hold(inode);
    }

    @Override
    public synchronized void release(long number) throws IOException {
        if (!closed) {
            objects.release(number);
        }
    }

    @Override
    public synchronized void force(long inode) throws IOException {
        requireOpen();
        if (changes.linksOnDevice(inode) > 0) {
            changes.commit();
        } else {
            // Its name is made durable with its directory; until then a rename needs only one write.
            content.flush();
            device.flush();
        }
    }

    @Override
    public synchronized void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        objects.releaseAll();
        changes.complete();
    }

    /** Makes a directory of a new file system with a known number, in blocks that mke2fs would choose. */
    Inode addReservedDirectory(long number, long parent, int mode, int count) throws IOException {
        Inode inode = Inode.fresh(geometry.inodeSize(), Mode.DIRECTORY | mode, changes.now());
        inode.setLinks(2);
        ExtentWriter.format(inode);
        DirectoryBlocks entries =
                new DirectoryFile(geometry, cache, changes.blocks(), objects.extentWriter, directories, number, inode) {
                    @Override
                    long allocate(int logical) throws IOException {
                        long before = logical == 0
                                ? geometry.firstDataBlock()
                                : directories.locate(number, inode, logical - 1);
                        return changes.blocks().allocateFirst(before);
                    }
                };
        objects.directoryWriter.format(number, inode, entries, parent);
        for (int logical = 1; logical < count; logical++) {
            objects.directoryWriter.appendEmpty(number, inode, entries);
        }
        changes.put(number, inode);
        return inode;
    }

    /** Puts a name into a directory and stores the directory; there must be room. */
    void insertName(long directory, Inode parent, byte[] name, long inode, int type) throws IOException {
        objects.insertName(directory, parent, name, inode, type);
    }

    private interface Operation<T> {
        T run() throws IOException;
    }

    private interface Change {
        void run() throws IOException;
    }

    private void wholly(Change change) throws IOException {
        whole(() -> {
            change.run();
            return true;
        });
    }

    /** Runs an operation that must not become part of the volume if it fails halfway. */
    private <T> T whole(Operation<T> operation) throws IOException {
        requireOpen();
        changes.start();
        try {
            return operation.run();
        } catch (IOException | RuntimeException e) {
            changes.abandon(e);
            throw e;
        } finally {
            vacantName = null;
        }
    }

    private void requireOpen() {
        if (closed) {
            throw new ReadOnlyFileSystemException();
        }
    }

    private void requireVacant(long directory, byte[] name) throws IOException {
        objects.rules.requireName(name);
        if (directory == vacantDirectory && name == vacantName) {
            return;
        }
        if (DirectoryReader.isDots(name) || names.find(directory, directories.open(directory), name) != null) {
            throw new FileAlreadyExistsException(RequestRules.text(name));
        }
    }

    /** The inode of a name that can be taken away. */
    private long child(long directory, byte[] name) throws IOException {
        objects.rules.requireName(name);
        OptionalLong number = DirectoryReader.isDots(name) ? OptionalLong.empty() : lookup(directory, name);
        return number.orElseThrow(() -> new NoSuchFileException(RequestRules.text(name)));
    }

    private void requireLarge(long end) throws IOException {
        if (end >= LARGE_FILE) {
            changes.require(0, Features.LARGE_FILE);
        }
    }

    private void putTarget(long number, Inode inode, byte[] linkTarget) throws IOException {
        if (linkTarget.length < Inode.BLOCK_ARRAY_SIZE) {
            System.arraycopy(linkTarget, 0, inode.bytes(), Inode.BLOCK_ARRAY, linkTarget.length);
        } else {
            ExtentWriter.format(inode);
            objects.files.write(number, inode, 0, ByteBuffer.wrap(linkTarget));
        }
        inode.setSize(linkTarget.length);
    }
}
