package dev.diskless.ext4.internal;

import dev.diskless.ext4.internal.check.Survey;
import dev.diskless.ext4.internal.disk.AttributeList;
import dev.diskless.ext4.internal.disk.DeviceNumber;
import dev.diskless.ext4.internal.disk.DirectoryBlock;
import dev.diskless.ext4.internal.disk.Features;
import dev.diskless.ext4.internal.disk.Inode;
import dev.diskless.ext4.internal.disk.Mode;
import dev.diskless.ext4.internal.disk.PosixAcl;
import dev.diskless.ext4.internal.disk.Superblock;
import dev.diskless.ext4.internal.disk.Timestamp;
import dev.diskless.fault.InvalidRequestException;
import dev.diskless.fault.LimitExceededException;
import dev.diskless.fault.UnsupportedFeatureException;
import dev.diskless.medium.FileSystemDescription;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.ReadOnlyFileSystemException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** A file system that is changed: one that is being made, or one that exists. One thread at a time is let in. */
final class WritableVolume extends ReadableVolume {

    private static final int MAX_LINKS = 65000;
    private static final int MAX_LINK_TARGET = 4095;
    private static final long MAX_ID = 0xFFFFFFFFL;
    private static final long LARGE_FILE = 1L << 31;
    private static final int MAX_ANCESTORS = 1 << 16;
    private static final int SECTOR = 512;
    private static final byte[] UP = {'.', '.'};
    private static final byte[] ACCESS_LIST = "system.posix_acl_access".getBytes(StandardCharsets.US_ASCII);

    /** Blocks that taking a name away can need for copies of what it changes. */
    private static final int REMOVAL = 8;

    private final Changes changes;
    private final BlockAllocator blocks;
    private final ExtentWriter extentWriter;
    private final ContentWriter content;
    private final FileContent files;
    private final DirectoryWriter directoryWriter;
    private final AttributeWriter attributeWriter;
    private final Map<Long, Integer> holders = new HashMap<>();
    private boolean closed;

    /** A volume that is being made. */
    WritableVolume(WatchedDevice device, NewFileSystem target, VolumeGeometry geometry, Instant time) {
        super(
                device,
                target.superblock(),
                geometry,
                new MetadataCache(device, geometry.blockSize()),
                target.descriptors());
        this.content = new ContentWriter(device);
        this.changes = new NewVolume(device, target, geometry, cache, inodes, content, time);
        inodes.follow(changes);
        this.blocks = changes.blocks();
        this.extentWriter = new ExtentWriter(geometry, cache, blocks, fileBlocks.extents());
        this.files = new FileContent(geometry, fileBlocks, extentWriter, blocks, content, cache);
        this.directoryWriter = new DirectoryWriter(geometry, superblock);
        this.attributeWriter = new AttributeWriter(geometry);
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
            GroupBitmaps inodeBitmaps)
            throws IOException {
        super(device, superblock, geometry, cache, descriptors);
        this.content = new ContentWriter(device);
        this.changes = new Transaction(
                device, superblock, geometry, cache, descriptors, content, clock, blockBitmaps, inodeBitmaps);
        inodes.follow(changes);
        this.blocks = changes.blocks();
        this.extentWriter = new ExtentWriter(geometry, cache, blocks, fileBlocks.extents());
        this.files = new FileContent(geometry, fileBlocks, extentWriter, blocks, content, cache);
        this.directoryWriter = new DirectoryWriter(geometry, superblock);
        this.attributeWriter = new AttributeWriter(geometry);
    }

    /** Opens what is on a device; it must be one that can be changed, with nothing left to be put right. */
    static WritableVolume open(WatchedDevice device, InstantSource clock) throws IOException {
        Superblock superblock = SuperblockReader.readUsable(device);
        VolumeGeometry geometry = VolumeGeometry.of(superblock, device);
        MetadataCache cache = new MetadataCache(device, geometry.blockSize());
        LiveDescriptors descriptors = LiveDescriptors.of(device, geometry, superblock, cache);
        GroupUsage usage = new GroupUsage(device, geometry, superblock, descriptors);
        return new WritableVolume(
                device, superblock, geometry, cache, descriptors, clock, usage.blocks(), usage.inodes());
    }

    /** Opens what was surveyed on a device, to put right what is wrong. */
    static WritableVolume open(WatchedDevice device, Survey survey, InstantSource clock) throws IOException {
        Superblock superblock = SuperblockReader.readUsable(device);
        VolumeGeometry geometry = VolumeGeometry.of(superblock, device);
        MetadataCache cache = new MetadataCache(device, geometry.blockSize());
        LiveDescriptors descriptors = LiveDescriptors.of(device, geometry, superblock, cache);
        GroupBitmaps blocks = GroupBitmaps.ofBlocks(geometry, survey::blocks);
        GroupBitmaps inodes = GroupBitmaps.ofInodes(geometry, survey::inodes);
        Recovery.count(survey, descriptors, blocks, inodes);
        WritableVolume volume =
                new WritableVolume(device, superblock, geometry, cache, descriptors, clock, blocks, inodes);
        volume.bringBitmapsHome(descriptors);
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
        requireOpen();
        requireVacant(directory, name);
        checkNew(object, linkTarget);
        boolean isDirectory = Mode.is(object.mode(), Mode.DIRECTORY);
        boolean needsBlock = isDirectory || linkTarget != null && linkTarget.length >= Inode.BLOCK_ARRAY_SIZE;
        changes.begin((needsBlock ? 1 : 0) + growth(directory, name));
        Inode parent = openDirectory(directory);
        long number = changes.inodes().next(directory);
        Inode inode = Inode.fresh(geometry.inodeSize(), object.mode(), changes.now());
        inode.setUid(object.uid());
        inode.setGid(object.gid());
        inode.setLinks(isDirectory ? 2 : 1);
        changes.inodes().take(number, isDirectory);
        if (isDirectory) {
            ExtentWriter.format(inode);
            directoryWriter.format(number, inode, blocksOf(number, inode), directory);
        } else if (linkTarget != null) {
            putTarget(number, inode, linkTarget);
        } else if (Mode.is(object.mode(), Mode.REGULAR)) {
            ExtentWriter.format(inode);
        } else if (Mode.isDevice(object.mode())) {
            inode.setDevice(new DeviceNumber(object.rdevMajor(), object.rdevMinor()));
        }
        changes.put(number, inode);
        if (isDirectory) {
            changeSubdirectories(parent, 1);
        }
        insertName(directory, parent, name, number, Mode.entryType(object.mode()));
        return number;
    }

    @Override
    public synchronized void link(long directory, byte[] name, long number) throws IOException {
        requireOpen();
        requireVacant(directory, name);
        if (inodes.read(number).links() < changes.linksOnDevice(number)) {
            changes.commit();
        }
        changes.begin(growth(directory, name));
        Inode parent = openDirectory(directory);
        Inode linked = openChangeable(number);
        if (linked.is(Mode.DIRECTORY)) {
            throw invalid("a directory can have one name only", "another kind of file", "inode " + number);
        }
        addLink(number, linked);
        insertName(directory, parent, name, number, Mode.entryType(linked.mode()));
    }

    @Override
    public synchronized void write(long number, long position, ByteBuffer source, boolean sparse) throws IOException {
        requireOpen();
        Inode file = openFile(number);
        requireSize(position, source.remaining());
        if (!source.hasRemaining()) {
            return;
        }
        long end = position + source.remaining();
        long from = sparse ? position : Math.min(position, file.size());
        changes.begin(files.missing(number, file, from, end));
        requireLarge(end);
        try {
            if (position > file.size()) {
                files.clearTail(number, file);
            }
            if (from < position) {
                files.zero(number, file, from, position);
            }
            files.write(number, file, position, source);
        } finally {
            touch(file);
            changes.put(number, file);
        }
    }

    @Override
    public synchronized void resize(long number, long size, boolean sparse) throws IOException {
        requireOpen();
        Inode file = openFile(number);
        requireSize(size, 0);
        if (size == file.size()) {
            return;
        }
        changes.begin(size < file.size() ? 0 : sparse ? 0 : files.missing(number, file, file.size(), size));
        requireLarge(size);
        try {
            if (size < file.size()) {
                files.cut(number, file, size);
            } else {
                files.clearTail(number, file);
                if (!sparse) {
                    files.zero(number, file, file.size(), size);
                }
                file.setSize(size);
            }
        } finally {
            touch(file);
            changes.put(number, file);
        }
    }

    @Override
    public synchronized void change(long number, InodeChange change) throws IOException {
        requireOpen();
        changes.begin(change.permissions() == null ? 0 : 1);
        Inode changed = openChangeable(number);
        changed.setChanged(Timestamp.clamp(changes.now()));
        if (change.permissions() != null) {
            checkRange("permissions", change.permissions(), Mode.PERMISSIONS);
            setPermissions(number, changed, change.permissions());
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
        changes.put(number, changed);
    }

    /** Sets permissions, also in an access control list, whose mask is what the group bits show. */
    private void setPermissions(long number, Inode inode, int permissions) throws IOException {
        byte[] list = attributes.value(number, inode, ACCESS_LIST);
        if (list != null) {
            putAttribute(number, inode, ACCESS_LIST, PosixAcl.withMode(list, permissions));
        }
        inode.setPermissions(permissions);
    }

    @Override
    public synchronized void unlink(long directory, byte[] name) throws IOException {
        requireOpen();
        long number = child(directory, name);
        if (inodes.read(number).is(Mode.DIRECTORY)) {
            throw new FileSystemException(text(name), null, "is a directory");
        }
        beginRemoval(number);
        Inode parent = openDirectory(directory);
        Inode inode = openChangeable(number);
        removeName(directory, parent, name);
        dropLink(number, inode);
    }

    @Override
    public synchronized void removeDirectory(long directory, byte[] name) throws IOException {
        requireOpen();
        long number = child(directory, name);
        requireEmpty(number, name);
        beginRemoval(number);
        Inode parent = openDirectory(directory);
        Inode inode = openChangeable(number);
        changeSubdirectories(parent, -1);
        removeName(directory, parent, name);
        discard(number, inode);
    }

    @Override
    public synchronized void rename(long directory, byte[] name, long newDirectory, byte[] newName, boolean replace)
            throws IOException {
        requireOpen();
        requireName(newName);
        long number = child(directory, name);
        OptionalLong target = lookup(newDirectory, newName);
        if (target.isPresent() && !replace) {
            throw new FileAlreadyExistsException(text(newName));
        }
        if (target.isPresent() && target.getAsLong() == number) {
            return;
        }
        new Renaming(directory, name, newDirectory, newName, number, target.orElse(0)).run();
    }

    /** One object gets another name. */
    private final class Renaming {

        private final long from;
        private final byte[] name;
        private final long to;
        private final byte[] newName;
        private final long number;
        private final long target;
        private final boolean isDirectory;
        private final int type;

        Renaming(long from, byte[] name, long to, byte[] newName, long number, long target) throws IOException {
            this.from = from;
            this.name = name;
            this.to = to;
            this.newName = newName;
            this.number = number;
            this.target = target;
            Inode inode = openChangeable(number);
            this.isDirectory = inode.is(Mode.DIRECTORY);
            this.type = Mode.entryType(inode.mode());
        }

        void run() throws IOException {
            if (target != 0) {
                checkTarget();
            }
            if (isDirectory && from != to) {
                requireNoAncestor();
            }
            if (target != 0) {
                beginRemoval(target);
            }
            changes.begin(growth(to, newName));
            if (target != 0 && canTakeOver()) {
                takeOver();
            } else if (from == to) {
                withinDirectory();
            } else if (changes.linksOnDevice(number) == 0) {
                acrossDirectories();
            } else if (isDirectory) {
                moveDirectory();
            } else {
                moveFile();
            }
        }

        private void checkTarget() throws IOException {
            Inode replaced = openChangeable(target);
            if (isDirectory) {
                if (!replaced.is(Mode.DIRECTORY)) {
                    throw new FileSystemException(text(name), text(newName), "a directory cannot replace a file");
                }
                requireEmpty(target, newName);
            } else if (replaced.is(Mode.DIRECTORY)) {
                throw new FileSystemException(text(name), text(newName), "a file cannot replace a directory");
            }
        }

        private void requireNoAncestor() throws IOException {
            long at = to;
            for (int level = 0; at != ROOT; level++) {
                if (at == number || level > MAX_ANCESTORS) {
                    throw new FileSystemException(text(name), text(newName), "a directory cannot be moved into itself");
                }
                at = directories.parent(at, directories.open(at));
            }
        }

        /**
         * Whether the inode of the file that is replaced can get all that a new file has. Then the one write of that
         * inode is all that a power cut can hit, and nothing is ever without a name.
         */
        private boolean canTakeOver() throws IOException {
            Inode moved = inodes.read(number);
            Inode replaced = inodes.read(target);
            return moved.is(Mode.REGULAR)
                    && replaced.is(Mode.REGULAR)
                    && moved.links() == 1
                    && replaced.links() == 1
                    && changes.linksOnDevice(number) == 0
                    && changes.linksOnDevice(target) == 1
                    && !holders.containsKey(number)
                    && !holders.containsKey(target)
                    && extentWriter.isFresh(moved);
        }

        private void takeOver() throws IOException {
            Inode parent = openDirectory(from);
            removeName(from, parent, name);
            if (to != from) {
                Inode other = openDirectory(to);
                stamp(other);
                changes.put(to, other);
            }
            Inode replaced = inodes.read(target);
            Inode moved = inodes.read(number);
            Inode rest = replaced.copy();
            content.flush();
            giveBack(target, rest);
            Inode inode = moved.copy();
            inode.setGeneration(replaced.generation());
            inode.setChanged(Timestamp.clamp(changes.now()));
            extentWriter.reseal(inode, geometry.seed().ofInode(target, inode.generation()));
            changes.put(target, inode);
            moved.setLinks(0);
            changes.drop(number, moved);
        }

        private void withinDirectory() throws IOException {
            Inode parent = openDirectory(from);
            DirectoryBlocks entries = blocksOf(from, parent);
            putNewName(from, parent, entries);
            directoryWriter.remove(from, parent, entries, name);
            names.forget(from);
            if (isDirectory && target != 0) {
                changeSubdirectories(parent, -1);
            }
            stamp(parent);
            changes.put(from, parent);
            touchMoved();
            dropTarget();
        }

        /** An object that a power cut would not find under its old name. */
        private void acrossDirectories() throws IOException {
            addNewName();
            if (isDirectory) {
                setParent();
            }
            removeOldName();
            touchMoved();
            dropTarget();
        }

        private void moveFile() throws IOException {
            changes.commit();
            Inode inode = openChangeable(number);
            addLink(number, inode);
            addNewName();
            dropTarget();
            changes.commit();
            removeOldName();
            inode = openChangeable(number);
            inode.setLinks(inode.links() - 1);
            changes.put(number, inode);
        }

        /** Between the steps a directory has two names; the one in the directory that it says it lies in counts. */
        private void moveDirectory() throws IOException {
            changes.commit();
            addNewName();
            changes.commit();
            setParent();
            changes.commit();
            removeOldName();
            touchMoved();
            dropTarget();
        }

        private void addNewName() throws IOException {
            Inode parent = openDirectory(to);
            putNewName(to, parent, blocksOf(to, parent));
            if (isDirectory && target == 0) {
                changeSubdirectories(parent, 1);
            }
            stamp(parent);
            changes.put(to, parent);
        }

        private void putNewName(long directory, Inode parent, DirectoryBlocks entries) throws IOException {
            if (target != 0) {
                directoryWriter.replace(directory, parent, entries, newName, number, type);
            } else {
                directoryWriter.insert(directory, parent, entries, newName, number, type);
            }
            names.forget(directory);
        }

        private void setParent() throws IOException {
            Inode inode = openDirectory(number);
            directoryWriter.replace(number, inode, blocksOf(number, inode), UP, to, Mode.entryType(Mode.DIRECTORY));
            changes.put(number, inode);
        }

        private void removeOldName() throws IOException {
            Inode parent = openDirectory(from);
            if (isDirectory) {
                changeSubdirectories(parent, -1);
            }
            removeName(from, parent, name);
        }

        private void touchMoved() throws IOException {
            Inode inode = openChangeable(number);
            inode.setChanged(Timestamp.clamp(changes.now()));
            changes.put(number, inode);
        }

        private void dropTarget() throws IOException {
            if (target != 0) {
                Inode replaced = inodes.read(target);
                if (replaced.is(Mode.DIRECTORY)) {
                    discard(target, replaced);
                } else {
                    dropLink(target, replaced);
                }
            }
        }
    }

    @Override
    public synchronized void setAttribute(long number, byte[] name, byte @Nullable [] value) throws IOException {
        requireOpen();
        changes.begin(1);
        Inode inode = openChangeable(number);
        putAttribute(number, inode, name, value);
        inode.setChanged(Timestamp.clamp(changes.now()));
        changes.put(number, inode);
    }

    private void putAttribute(long number, Inode inode, byte[] name, byte @Nullable [] value) throws IOException {
        long place = inode.attributeBlock();
        byte[] old = place == 0 ? null : attributeBlock(number, place);
        byte[] block = attributeWriter.set(number, inode, old, name, value);
        if (block != old) {
            changes.require(Features.EXT_ATTR, 0);
            releaseAttributes(inode, place, old);
            if (block != null) {
                long copy = blocks.allocateMetadata(place);
                inode.setAttributeBlock(copy);
                inode.setBlocks(inode.blocks() + sectorsOfBlock(inode));
                attributeWriter.seal(block, copy);
                System.arraycopy(block, 0, cache.create(copy), 0, block.length);
            }
        }
    }

    @Override
    public synchronized void hold(long inode) {
        holders.merge(inode, 1, Integer::sum);
    }

    @Override
    public synchronized void release(long number) throws IOException {
        Integer count = holders.remove(number);
        if (count != null && count > 1) {
            holders.put(number, count - 1);
            return;
        }
        Inode inode = changes.pending(number);
        if (count != null && !closed && inode != null && inode.links() == 0) {
            discard(number, inode.copy());
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
        List<Long> held = List.copyOf(holders.keySet());
        holders.clear();
        for (long number : held) {
            Inode inode = changes.pending(number);
            if (inode != null && inode.links() == 0) {
                discard(number, inode.copy());
            }
        }
        changes.complete();
    }

    /** Makes a directory of a new file system with a known number, in blocks that mke2fs would choose. */
    Inode addReservedDirectory(long number, long parent, int mode, int count) throws IOException {
        Inode inode = Inode.fresh(geometry.inodeSize(), Mode.DIRECTORY | mode, changes.now());
        inode.setLinks(2);
        ExtentWriter.format(inode);
        DirectoryBlocks entries = new DirectoryFile(geometry, cache, blocks, extentWriter, directories, number, inode) {
            @Override
            long allocate(int logical) throws IOException {
                long before = logical == 0 ? geometry.firstDataBlock() : directories.locate(number, inode, logical - 1);
                return blocks.allocateFirst(before);
            }
        };
        directoryWriter.format(number, inode, entries, parent);
        for (int logical = 1; logical < count; logical++) {
            directoryWriter.appendEmpty(number, inode, entries);
        }
        changes.put(number, inode);
        return inode;
    }

    /** Takes away a name that stands for something which lies elsewhere, and nothing else. */
    synchronized void removeStray(long directory, byte[] name) throws IOException {
        changes.begin(0);
        Inode parent = openDirectory(directory);
        directoryWriter.remove(directory, parent, blocksOf(directory, parent), name);
        changes.put(directory, parent);
    }

    /** Brings the time of deletion of an inode in line with whether it is in use. */
    synchronized void settleDeletion(long number) throws IOException {
        changes.begin(0);
        Inode inode = inodes.slot(number);
        if (inode.links() == 0) {
            inode.setDeleted(changes.now());
            ((Transaction) changes).bury(number, inode);
        } else {
            inode = inodes.read(number);
            inode.clearDeleted();
            changes.put(number, inode);
        }
    }

    /** Gives back an inode that has no name. */
    synchronized void reclaim(long number) throws IOException {
        changes.begin(0);
        discard(number, inodes.read(number));
    }

    /** Sets how many names an inode has. */
    synchronized void setLinks(long number, int links) throws IOException {
        changes.begin(0);
        Inode inode = inodes.read(number);
        boolean uncounted = inode.is(Mode.DIRECTORY) && inode.links() == 1;
        if (!uncounted && inode.links() != links) {
            inode.setLinks(links);
            changes.put(number, inode);
        }
    }

    /** Brings bitmaps that a power cut left elsewhere to where they were when the volume was made. */
    synchronized void bringBitmapsHome(Descriptors now) throws IOException {
        DescriptorTable homes = BitmapHomes.of(geometry, superblock, now);
        for (int group = 0; homes != null && group < geometry.groups(); group++) {
            ((Transaction) changes).bringHome(group, homes.get(group));
        }
    }

    /** Ends the list of inodes that lost their names, or were to be made shorter, while they were open. */
    synchronized void endOrphans() throws IOException {
        Transaction transaction = (Transaction) changes;
        long number = superblock.u32(Superblock.LAST_ORPHAN);
        for (long left = geometry.inodes(); number != 0 && left > 0; left--) {
            Inode inode = inodes.slot(number);
            long next = inode.deleted();
            if (inode.links() == 0) {
                inode.setDeleted(changes.now());
                transaction.bury(number, inode);
            } else {
                Inode file = inodes.read(number);
                file.clearDeleted();
                if (file.is(Mode.REGULAR) && file.hasFlag(Inode.FLAG_EXTENTS)) {
                    files.cut(number, file, file.size());
                }
                changes.put(number, file);
            }
            number = next;
        }
        transaction.forgetOrphans();
    }

    /** Puts a name into a directory and stores the directory; there must be room. */
    void insertName(long directory, Inode parent, byte[] name, long inode, int type) throws IOException {
        long at = directoryWriter.insert(directory, parent, blocksOf(directory, parent), name, inode, type);
        if (!parent.hasFlag(Inode.FLAG_INDEX)) {
            names.added(directory, name, at);
        }
        stamp(parent);
        changes.put(directory, parent);
    }

    private void removeName(long directory, Inode parent, byte[] name) throws IOException {
        directoryWriter.remove(directory, parent, blocksOf(directory, parent), name);
        stamp(parent);
        changes.put(directory, parent);
    }

    private DirectoryFile blocksOf(long number, Inode inode) {
        return new DirectoryFile(geometry, cache, blocks, extentWriter, directories, number, inode);
    }

    private void requireOpen() {
        if (closed) {
            throw new ReadOnlyFileSystemException();
        }
    }

    private void requireVacant(long directory, byte[] name) throws IOException {
        requireName(name);
        if (DirectoryReader.isDots(name) || names.find(directory, directories.open(directory), name) != null) {
            throw new FileAlreadyExistsException(text(name));
        }
    }

    private void requireName(byte[] name) throws IOException {
        if (name.length == 0 || name.length > DirectoryBlock.MAX_NAME) {
            throw invalid("bad length of a file name", "1.." + DirectoryBlock.MAX_NAME + " bytes", name.length);
        }
        for (byte b : name) {
            if (b == 0 || b == '/') {
                throw invalid("bad character in a file name", "no NUL and no slash", text(name));
            }
        }
    }

    /** The inode of a name that can be taken away. */
    private long child(long directory, byte[] name) throws IOException {
        requireName(name);
        OptionalLong number = DirectoryReader.isDots(name) ? OptionalLong.empty() : lookup(directory, name);
        return number.orElseThrow(() -> new NoSuchFileException(text(name)));
    }

    private void requireEmpty(long number, byte[] name) throws IOException {
        Inode inode = inodes.read(number);
        if (!inode.is(Mode.DIRECTORY)) {
            throw new NotDirectoryException(text(name));
        }
        Inode directory = openDirectory(number);
        if (!directoryWriter.isEmpty(number, directory, blocksOf(number, directory))) {
            throw new DirectoryNotEmptyException(text(name));
        }
    }

    private Inode openChangeable(long number) throws IOException {
        Inode inode = inodes.read(number);
        if (inode.hasFlag(Inode.FLAG_UNCHANGEABLE)) {
            throw new UnsupportedFeatureException(
                    UnsupportedFeatureException.detail("inode " + number + " is of a kind that is not changed")
                            .at(device, inodes.locate(number))
                            .expected("no flag of " + Damage.hex(Inode.FLAG_UNCHANGEABLE))
                            .found(Damage.hex(inode.flags())));
        }
        return inode;
    }

    private Inode openDirectory(long number) throws IOException {
        directories.open(number);
        return withExtents(number, openChangeable(number));
    }

    private Inode openFile(long number) throws IOException {
        Inode file = openChangeable(number);
        if (!file.is(Mode.REGULAR)) {
            throw invalid("only a regular file can be written", "a regular file", "inode " + number);
        }
        return withExtents(number, file);
    }

    private Inode withExtents(long number, Inode inode) throws IOException {
        if (!inode.hasFlag(Inode.FLAG_EXTENTS)) {
            changes.begin(BlockMapConversion.mostBlocks(inode, geometry));
            new BlockMapConversion(geometry, cache, fileBlocks, blocks, extentWriter).convert(number, inode);
            changes.put(number, inode);
        }
        return inode;
    }

    private void requireSize(long position, int more) throws IOException {
        long most = (ExtentReader.LOGICAL_END - 1) * geometry.blockSize();
        if (position < 0 || position > most - more) {
            throw invalid("position out of range", "0.." + (most - more), position);
        }
    }

    private void requireLarge(long end) throws IOException {
        if (end >= LARGE_FILE) {
            changes.require(0, Features.LARGE_FILE);
        }
    }

    /** A power cut must not find fewer names counted than there are: counts go one way between two commits. */
    private void beginRemoval(long number) throws IOException {
        Inode inode = inodes.read(number);
        int known = changes.linksOnDevice(number);
        if (known > 0 && inode.links() > known) {
            changes.commit();
        }
        changes.begin(0);
        if (blocks.free() < REMOVAL && blocks.waiting() > 0) {
            changes.commit();
        }
        boolean isLast = inode.links() == 1 && inode.is(Mode.REGULAR) && !holders.containsKey(number);
        if (blocks.free() < REMOVAL && isLast) {
            // Without room for a copy of the directory, the content goes before the name.
            content.flush();
            giveBack(number, inode);
            changes.put(number, inode);
            changes.commit();
        }
        blocks.require(REMOVAL);
    }

    private void addLink(long number, Inode inode) throws IOException {
        if (inode.links() >= MAX_LINKS) {
            throw new LimitExceededException(LimitExceededException.detail("too many names for inode " + number)
                    .at(device)
                    .expected("at most " + MAX_LINKS)
                    .found(inode.links() + 1));
        }
        inode.setLinks(inode.links() + 1);
        inode.setChanged(Timestamp.clamp(changes.now()));
        changes.put(number, inode);
    }

    private void dropLink(long number, Inode inode) throws IOException {
        inode.setLinks(inode.links() - 1);
        if (inode.links() == 0) {
            discard(number, inode);
        } else {
            inode.setChanged(Timestamp.clamp(changes.now()));
            changes.put(number, inode);
        }
    }

    /** A directory counts its subdirectories as names of its own, up to a limit; then it says 1. */
    private void changeSubdirectories(Inode parent, int by) throws IOException {
        int links = parent.links();
        if (links == 1) {
            return;
        }
        if (by < 0) {
            parent.setLinks(Math.max(2, links - 1));
        } else if (links < MAX_LINKS) {
            parent.setLinks(links + 1);
        } else if (geometry.features().hasReadOnlyCompatible(Features.DIR_NLINK)) {
            parent.setLinks(1);
        } else {
            throw new LimitExceededException(LimitExceededException.detail("too many subdirectories")
                    .at(device)
                    .expected("at most " + (MAX_LINKS - 2))
                    .found(links - 1));
        }
    }

    /** Gives back an inode without names and what it has, unless somebody holds it. */
    private void discard(long number, Inode inode) throws IOException {
        boolean isDirectory = inode.is(Mode.DIRECTORY);
        inode.setLinks(0);
        if (holders.containsKey(number)) {
            changes.put(number, inode);
            return;
        }
        content.flush();
        giveBack(number, inode);
        inode.setDeleted(changes.now());
        changes.drop(number, inode);
        if (isDirectory) {
            names.forget(number);
        }
    }

    /** Gives back the blocks of an inode. */
    private void giveBack(long number, Inode inode) throws IOException {
        long place = inode.attributeBlock();
        if (place != 0) {
            byte[] block = attributeBlock(number, place);
            attributeWriter.requireOwnValues(number, inode, block);
            releaseAttributes(inode, place, block);
        }
        if (inode.hasFlag(Inode.FLAG_EXTENTS)) {
            extentWriter.clear(number, inode);
        } else if (inode.is(Mode.REGULAR)
                || inode.is(Mode.DIRECTORY)
                || inode.is(Mode.SYMBOLIC_LINK) && !isFast(inode)) {
            new BlockMapConversion(geometry, cache, fileBlocks, blocks, extentWriter).clear(number, inode);
        }
        if (!inode.is(Mode.SYMBOLIC_LINK) || inode.hasFlag(Inode.FLAG_EXTENTS)) {
            inode.setSize(0);
        }
    }

    private void releaseAttributes(Inode inode, long place, byte @Nullable [] block) throws IOException {
        if (place == 0 || block == null) {
            return;
        }
        inode.setAttributeBlock(0);
        inode.setBlocks(inode.blocks() - sectorsOfBlock(inode));
        long references = AttributeList.inBlock(block).references();
        if (references > 1) {
            byte[] copy = block.clone();
            AttributeList.inBlock(copy).setReferences(references - 1);
            attributeWriter.seal(copy, place);
            changes.unshare(place, copy);
        } else {
            changes.unshare(place, null);
            cache.forget(place);
            blocks.release(place, 1);
        }
    }

    private byte[] attributeBlock(long number, long place) throws IOException {
        byte[] changed = changes.unshared(place);
        return changed == null ? attributes.block(number, place) : changed;
    }

    private long sectorsOfBlock(Inode inode) {
        return inode.hasFlag(Inode.FLAG_HUGE_FILE) ? 1 : geometry.blockSize() / SECTOR;
    }

    private void touch(Inode file) {
        if (changes.stampsDirectories()) {
            Instant now = Timestamp.clamp(changes.now());
            file.setModified(now);
            file.setChanged(now);
        }
    }

    private void stamp(Inode directory) {
        touch(directory);
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
    private int growth(long directory, byte[] name) throws IOException {
        Inode parent = openDirectory(directory);
        int added = directoryWriter.mostNewBlocks(directory, parent, blocksOf(directory, parent), name);
        return added * (1 + extentWriter.mostNodes(parent));
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
