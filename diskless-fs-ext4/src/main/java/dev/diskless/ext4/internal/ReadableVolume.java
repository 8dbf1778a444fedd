package dev.diskless.ext4.internal;

import dev.diskless.device.BlockDevice;
import dev.diskless.ext4.internal.disk.DeviceNumber;
import dev.diskless.ext4.internal.disk.DirectoryBlock;
import dev.diskless.ext4.internal.disk.Features;
import dev.diskless.ext4.internal.disk.Inode;
import dev.diskless.ext4.internal.disk.Mode;
import dev.diskless.ext4.internal.disk.Superblock;
import dev.diskless.fault.InvalidRequestException;
import dev.diskless.medium.FileSystemDescription;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NotLinkException;
import java.nio.file.ReadOnlyFileSystemException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** An existing file system; nothing of it is changed. Any number of threads may use it. */
class ReadableVolume implements Volume {

    private static final int MAX_LINK_TARGET = 4095;
    private static final int SECTOR = 512;

    final BlockDevice device;
    final Superblock superblock;
    final VolumeGeometry geometry;
    final MetadataCache cache;
    final InodeTable inodes;
    final FileBlocks fileBlocks;
    final AttributeReader attributes;
    final InlineData inline;
    final DirectoryReader directories;
    final DirectoryNames names;
    final boolean interrupted;
    private final InterruptedMove moves;
    private final FileBlocks.Blocks content;

    ReadableVolume(
            BlockDevice device,
            Superblock superblock,
            VolumeGeometry geometry,
            MetadataCache cache,
            Descriptors descriptors,
            FileBlocks.Blocks content) {
        this.device = device;
        this.superblock = superblock;
        this.content = content;
        this.interrupted = !superblock.isClean();
        this.moves = new InterruptedMove(this, interrupted);
        this.geometry = geometry;
        this.cache = cache;
        this.inodes = new InodeTable(device, geometry, descriptors, cache);
        this.fileBlocks = new FileBlocks(device, geometry, cache, inodes);
        this.attributes = new AttributeReader(device, geometry, cache, inodes, fileBlocks);
        this.inline = new InlineData(device, geometry, inodes, attributes);
        this.directories = new DirectoryReader(device, geometry, cache, inodes, fileBlocks, inline);
        this.names = new DirectoryNames(directories, geometry, superblock);
    }

    /** Opens what is on a device, as it would be after its journal was replayed if that is needed. */
    static ReadableVolume open(BlockDevice device) throws IOException {
        ReadableVolume volume = over(device);
        if (volume.superblock.features().hasIncompatible(Features.RECOVER)) {
            volume = over(JournalReplay.over(volume));
        }
        volume.directories.open(ROOT);
        return volume;
    }

    /** Opens what is on a device, whatever its journal holds. */
    static ReadableVolume over(BlockDevice device) throws IOException {
        Superblock superblock = SuperblockReader.readUsable(device);
        VolumeGeometry geometry = VolumeGeometry.of(superblock, device);
        MetadataCache cache = new MetadataCache(device, geometry.blockSize());
        return new ReadableVolume(
                device,
                superblock,
                geometry,
                cache,
                new StoredDescriptors(device, geometry, superblock, cache),
                new ContentReader(device)::read);
    }

    @Override
    public boolean isWritable() {
        return false;
    }

    @Override
    public FileSystemDescription describe() throws IOException {
        return SuperblockReader.describe(superblock, device);
    }

    @Override
    public InodeStat stat(long inode) throws IOException {
        Inode read = inodes.read(inode);
        DeviceNumber device = Mode.isDevice(read.mode()) ? read.device() : new DeviceNumber(0, 0);
        return new InodeStat(
                inode,
                read.mode(),
                read.uid(),
                read.gid(),
                read.size(),
                read.links(),
                sectors(read),
                device.major(),
                device.minor(),
                read.accessed(),
                read.changed(),
                read.modified(),
                read.created(),
                read.flags());
    }

    @Override
    public OptionalLong lookup(long directory, byte[] name) throws IOException {
        Inode inode = directories.open(directory);
        DirectoryName entry = names.find(directory, inode, name);
        if (entry == null) {
            return OptionalLong.empty();
        }
        if (!DirectoryReader.isDots(name) && !moves.isStray(directory, entry)) {
            checkChild(directory, entry);
        } else if (!DirectoryReader.isDots(name)) {
            return OptionalLong.empty();
        }
        return OptionalLong.of(entry.inode());
    }

    @Override
    public long departures() {
        return 0;
    }

    /** A directory must name the one it lies in as its parent, which makes walks through damaged volumes end. */
    private void checkChild(long directory, DirectoryName entry) throws IOException {
        Inode child = inodes.read(entry.inode());
        if (entry.type() != 0 && entry.type() != Mode.entryType(child.mode())) {
            throw Damage.at(
                    device,
                    inodes.locate(entry.inode()),
                    "inode " + entry.inode() + " is of another type than its entry in directory " + directory,
                    "type " + entry.type(),
                    "type " + Mode.entryType(child.mode()));
        }
        if (child.is(Mode.DIRECTORY) && !child.hasFlag(Inode.FLAG_ENCRYPTED)) {
            long parent = directories.parent(entry.inode(), directories.open(entry.inode()));
            if (parent != directory && !moves.isStill(directory, entry.inode(), parent)) {
                throw Damage.at(
                        device,
                        inodes.locate(entry.inode()),
                        "directory " + entry.inode() + " lies in another directory than it says",
                        parent,
                        directory);
            }
        }
    }

    @Override
    public List<DirectoryName> list(long directory) throws IOException {
        List<DirectoryName> list = entries(directory);
        if (interrupted) {
            List<DirectoryName> counting = new ArrayList<>();
            for (DirectoryName entry : list) {
                if (!moves.isStray(directory, entry)) {
                    counting.add(entry);
                }
            }
            return counting;
        }
        return list;
    }

    /** All names in a directory. */
    final List<DirectoryName> entries(long directory) throws IOException {
        Inode inode = directories.open(directory);
        List<DirectoryName> list = new ArrayList<>();
        for (int logical = 0; logical < directories.blocks(inode); logical++) {
            DirectoryBlock block = directories.read(directory, inode, logical);
            for (int at = 0; at < geometry.blockSize(); at += block.distance(at)) {
                if (block.inode(at) != 0) {
                    byte[] name = block.name(at);
                    if (!DirectoryReader.isDots(name)) {
                        list.add(new DirectoryName(name, block.inode(at), directories.type(block, at)));
                    }
                }
            }
        }
        return list;
    }

    @Override
    public int read(long inode, long position, ByteBuffer target) throws IOException {
        if (position < 0) {
            throw new IllegalArgumentException("negative position: " + position);
        }
        Inode file = inodes.read(inode);
        if (!file.is(Mode.REGULAR)) {
            throw new InvalidRequestException(InvalidRequestException.detail("inode " + inode + " is no regular file")
                    .at(device, inodes.locate(inode)));
        }
        long size = file.size();
        checkSize(inode, file);
        if (position >= size) {
            return -1;
        }
        int count = (int) Math.min(target.remaining(), size - position);
        readContent(inode, file, position, target, count);
        return count;
    }

    @Override
    public byte[] readLink(long inode) throws IOException {
        Inode link = inodes.read(inode);
        if (!link.is(Mode.SYMBOLIC_LINK)) {
            throw new NotLinkException("inode " + inode);
        }
        long size = link.size();
        long limit = isFast(link) ? Inode.BLOCK_ARRAY_SIZE - 1 : Math.min(MAX_LINK_TARGET, geometry.blockSize());
        if (size <= 0 || size > limit) {
            throw Damage.at(
                    device, inodes.locate(inode), "impossible length of symbolic link " + inode, "1.." + limit, size);
        }
        byte[] target = new byte[(int) size];
        if (isFast(link)) {
            System.arraycopy(link.bytes(), Inode.BLOCK_ARRAY, target, 0, target.length);
        } else {
            readContent(inode, link, 0, ByteBuffer.wrap(target), target.length);
        }
        for (byte b : target) {
            if (b == 0) {
                throw Damage.at(
                        device,
                        inodes.locate(inode),
                        "symbolic link " + inode + " holds a NUL",
                        size + " bytes of a path",
                        "NUL");
            }
        }
        return target;
    }

    @Override
    public List<byte[]> attributeNames(long inode) throws IOException {
        return attributes.names(inode, inodes.read(inode));
    }

    @Override
    public byte @Nullable [] attribute(long inode, byte[] name) throws IOException {
        return attributes.value(inode, inodes.read(inode), name);
    }

    @Override
    public long create(long directory, byte[] name, NewInode object, byte @Nullable [] linkTarget) throws IOException {
        throw new ReadOnlyFileSystemException();
    }

    @Override
    public void link(long directory, byte[] name, long inode) throws IOException {
        throw new ReadOnlyFileSystemException();
    }

    @Override
    public void write(long inode, long position, ByteBuffer source, boolean sparse) throws IOException {
        throw new ReadOnlyFileSystemException();
    }

    @Override
    public void change(long inode, InodeChange change) throws IOException {
        throw new ReadOnlyFileSystemException();
    }

    @Override
    public void resize(long inode, long size, boolean sparse) throws IOException {
        throw new ReadOnlyFileSystemException();
    }

    @Override
    public void unlink(long directory, byte[] name) throws IOException {
        throw new ReadOnlyFileSystemException();
    }

    @Override
    public void removeDirectory(long directory, byte[] name) throws IOException {
        throw new ReadOnlyFileSystemException();
    }

    @Override
    public void rename(long directory, byte[] name, long newDirectory, byte[] newName, boolean replace)
            throws IOException {
        throw new ReadOnlyFileSystemException();
    }

    @Override
    public void setAttribute(long inode, byte[] name, byte @Nullable [] value) throws IOException {
        throw new ReadOnlyFileSystemException();
    }

    @Override
    public void hold(long inode) throws IOException {}

    @Override
    public void release(long inode) throws IOException {}

    @Override
    public void force(long inode) throws IOException {}

    @Override
    public void close() throws IOException {}

    private void readContent(long number, Inode inode, long position, ByteBuffer target, int count) throws IOException {
        if (inode.hasFlag(Inode.FLAG_INLINE_DATA) && !inode.hasFlag(Inode.FLAG_ENCRYPTED)) {
            inline.read(number, inode, position, target, count);
        } else {
            fileBlocks.read(number, inode, position, target, count, content);
        }
    }

    private void checkSize(long number, Inode inode) throws IOException {
        long most = fileBlocks.mostBytes(inode);
        if (inode.size() < 0 || inode.size() > most) {
            throw Damage.at(
                    device, inodes.locate(number), "impossible size of inode " + number, "0.." + most, inode.size());
        }
    }

    final boolean isFast(Inode link) {
        long attributes = link.attributeBlock() == 0 ? 0 : geometry.clusterSize() / SECTOR;
        return !link.hasFlag(Inode.FLAG_EXTENTS)
                && !link.hasFlag(Inode.FLAG_INLINE_DATA)
                && !link.hasFlag(Inode.FLAG_ENCRYPTED)
                && sectors(link) == attributes;
    }

    private long sectors(Inode inode) {
        boolean inBlocks =
                inode.hasFlag(Inode.FLAG_HUGE_FILE) && geometry.features().hasReadOnlyCompatible(Features.HUGE_FILE);
        return inBlocks ? inode.blocks() * (geometry.blockSize() / SECTOR) : inode.blocks();
    }
}
