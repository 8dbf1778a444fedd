package dev.diskless.ext4.internal;

import dev.diskless.device.BlockDevice;
import dev.diskless.ext4.internal.disk.ExtentNode;
import dev.diskless.ext4.internal.disk.Features;
import dev.diskless.ext4.internal.disk.Inode;
import dev.diskless.ext4.internal.disk.Mode;
import dev.diskless.ext4.internal.disk.Timestamp;
import dev.diskless.fault.LimitExceededException;
import dev.diskless.fault.UnsupportedFeatureException;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.NotDirectoryException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The steps that changes of objects are made of: names come and go, link counts follow, and what has no name any more is
 * given back. Not thread-safe.
 */
final class ChangedObjects {

    private static final int MAX_LINKS = 65000;
    private static final int SECTOR = 512;

    /** Blocks of a directory with a hash tree that one name changes: the root, two nodes and a leaf. */
    private static final int CHANGED = 4;

    final ReadableVolume volume;
    final Changes changes;
    final BlockAllocator blocks;
    final ExtentWriter extentWriter;
    final ContentWriter content;
    final FileContent files;
    final DirectoryWriter directoryWriter;
    final AttributeChanges attributes;
    final RequestRules rules;

    private final BlockDevice device;
    private final VolumeGeometry geometry;
    private final MetadataCache cache;
    private final Map<Long, Integer> holders = new HashMap<>();

    ChangedObjects(ReadableVolume volume, Changes changes, ContentWriter content) {
        this.volume = volume;
        this.changes = changes;
        this.content = content;
        this.device = volume.device;
        this.geometry = volume.geometry;
        this.cache = volume.cache;
        this.blocks = changes.blocks();
        this.extentWriter = new ExtentWriter(geometry, cache, blocks, volume.fileBlocks.extents());
        this.files = new FileContent(geometry, volume.fileBlocks, extentWriter, blocks, content, cache);
        this.directoryWriter = new DirectoryWriter(geometry, volume.superblock);
        this.attributes = new AttributeChanges(geometry, cache, volume.attributes, changes);
        this.rules = new RequestRules(device, geometry);
    }

    boolean isHeld(long number) {
        return holders.containsKey(number);
    }

    void hold(long number) {
        holders.merge(number, 1, Integer::sum);
    }

    /** Undoes one {@link #hold}; gives back what has no name and nobody holds any more. */
    void release(long number) throws IOException {
        Integer count = holders.remove(number);
        if (count != null && count > 1) {
            holders.put(number, count - 1);
        } else if (count != null) {
            discardNameless(number);
        }
    }

    /** Ends all holding. */
    void releaseAll() throws IOException {
        List<Long> held = List.copyOf(holders.keySet());
        holders.clear();
        for (long number : held) {
            discardNameless(number);
        }
    }

    private void discardNameless(long number) throws IOException {
        Inode inode = changes.pending(number);
        if (inode != null && inode.links() == 0) {
            discard(number, inode.copy());
        }
    }

    /** Puts a name into a directory and stores the directory; there must be room. */
    void insertName(long directory, Inode parent, byte[] name, long inode, int type) throws IOException {
        long at = directoryWriter.insert(directory, parent, blocksOf(directory, parent), name, inode, type);
        if (!parent.hasFlag(Inode.FLAG_INDEX)) {
            volume.names.added(directory, name, at);
        }
        touch(parent);
        changes.put(directory, parent);
    }

    void removeName(long directory, Inode parent, byte[] name) throws IOException {
        directoryWriter.remove(directory, parent, blocksOf(directory, parent), name);
        touch(parent);
        changes.put(directory, parent);
    }

    DirectoryFile blocksOf(long number, Inode inode) {
        return new DirectoryFile(geometry, cache, blocks, extentWriter, volume.directories, number, inode);
    }

    void requireEmpty(long number, byte[] name) throws IOException {
        Inode inode = volume.inodes.read(number);
        if (!inode.is(Mode.DIRECTORY)) {
            throw new NotDirectoryException(RequestRules.text(name));
        }
        Inode directory = openDirectory(number);
        if (!directoryWriter.isEmpty(number, directory, blocksOf(number, directory))) {
            throw new DirectoryNotEmptyException(RequestRules.text(name));
        }
    }

    Inode openChangeable(long number) throws IOException {
        return changeable(number, volume.inodes.read(number));
    }

    private Inode changeable(long number, Inode inode) throws IOException {
        if (blocks.copies() && number != Volume.ROOT && number < geometry.firstInode()) {
            throw Damage.at(
                    device,
                    volume.inodes.locate(number),
                    "a name stands for inode " + number + ", which is kept for the volume itself",
                    "an inode from " + geometry.firstInode() + " on",
                    number);
        }
        if (inode.hasFlag(Inode.FLAG_UNCHANGEABLE)) {
            throw new UnsupportedFeatureException(
                    UnsupportedFeatureException.detail("inode " + number + " is of a kind that is not changed")
                            .at(device, volume.inodes.locate(number))
                            .expected("no flag of " + Damage.hex(Inode.FLAG_UNCHANGEABLE))
                            .found(Damage.hex(inode.flags())));
        }
        return inode;
    }

    Inode openDirectory(long number) throws IOException {
        return withExtents(number, changeable(number, volume.directories.open(number)));
    }

    Inode openFile(long number) throws IOException {
        Inode file = openChangeable(number);
        if (!file.is(Mode.REGULAR)) {
            throw rules.invalid("only a regular file can be written", "a regular file", "inode " + number);
        }
        return withExtents(number, file);
    }

    Inode withExtents(long number, Inode inode) throws IOException {
        if (!inode.hasFlag(Inode.FLAG_EXTENTS)) {
            changes.begin(BlockMapConversion.mostBlocks(inode, geometry));
            new BlockMapConversion(geometry, cache, volume.fileBlocks, blocks, extentWriter).convert(number, inode);
            changes.put(number, inode);
        }
        return inode;
    }

    /** A power cut must not find fewer names counted than there are: counts go one way between two commits. */
    void beginRemoval(long number, boolean contentFirst, long... directories) throws IOException {
        Inode inode = volume.inodes.read(number);
        int known = changes.linksOnDevice(number);
        if (known > 0 && inode.links() > known) {
            changes.commit();
        }
        changes.begin(0);
        if (inode.links() <= 1 || inode.is(Mode.DIRECTORY)) {
            requireReleasable(number, inode);
        }
        long needed = beginCopies(directories);
        boolean isLast = inode.links() == 1 && inode.is(Mode.REGULAR) && !isHeld(number);
        if (blocks.free() < needed && contentFirst && isLast && blocks.free() + blocksOf(inode) >= needed) {
            // Without room for a copy of the directory, the content goes before the name.
            content.flush();
            giveBack(number, inode);
            changes.put(number, inode);
            changes.commit();
        }
        blocks.require(needed);
    }

    /** Fails if there is no room for copies of what one name in each of some directories changes. */
    void requireCopies(long... directories) throws IOException {
        blocks.require(beginCopies(directories));
    }

    /** The same for one directory that was opened. */
    void requireCopies(Inode directory) throws IOException {
        if (blocks.copies()) {
            blocks.require(commitFor(copies(directory)));
        }
    }

    private long beginCopies(long... directories) throws IOException {
        if (!blocks.copies()) {
            return 0;
        }
        long needed = 0;
        for (long directory : directories) {
            needed += copies(openDirectory(directory));
        }
        return commitFor(needed);
    }

    private long copies(Inode directory) {
        // A block is unmapped and mapped again, and both may divide nodes.
        int each = 1 + 2 * extentWriter.mostNodes(directory);
        return (long) (directory.hasFlag(Inode.FLAG_INDEX) ? CHANGED : 1) * each;
    }

    private long commitFor(long needed) throws IOException {
        if (blocks.free() < needed && blocks.waiting() > 0) {
            changes.commit();
        }
        return needed;
    }

    private long blocksOf(Inode inode) {
        return inode.blocks() / (inode.hasFlag(Inode.FLAG_HUGE_FILE) ? 1 : geometry.blockSize() / SECTOR);
    }

    /** Fails if there is no room for copies of what changes when a file becomes shorter. */
    void beginCut(Inode file, long size) throws IOException {
        boolean copiesTail = size % geometry.blockSize() != 0;
        boolean copiesNodes = copiesTail || ExtentNode.root(file).depth() > 0;
        long needed = blocks.copies() ? (copiesTail ? 1 : 0) + (copiesNodes ? 2 * extentWriter.mostNodes(file) : 0) : 0;
        if (blocks.free() < needed && blocks.waiting() > 0) {
            changes.commit();
        }
        blocks.require(needed);
    }

    /** Damage must show before anything is changed. */
    private void requireReleasable(long number, Inode inode) throws IOException {
        attributes.requireReadable(number, inode);
        if (inode.hasFlag(Inode.FLAG_EXTENTS)) {
            extentWriter.requireReadable(number, inode);
        }
    }

    void addLink(long number, Inode inode) throws IOException {
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

    void dropLink(long number, Inode inode) throws IOException {
        inode.setLinks(inode.links() - 1);
        if (inode.links() == 0) {
            discard(number, inode);
        } else {
            inode.setChanged(Timestamp.clamp(changes.now()));
            changes.put(number, inode);
        }
    }

    /** A directory counts its subdirectories as names of its own, up to a limit; then it says 1. */
    void changeSubdirectories(Inode parent, int by) throws IOException {
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
    void discard(long number, Inode inode) throws IOException {
        boolean isDirectory = inode.is(Mode.DIRECTORY);
        inode.setLinks(0);
        if (isHeld(number)) {
            changes.put(number, inode);
            return;
        }
        content.flush();
        giveBack(number, inode);
        inode.setDeleted(changes.now());
        changes.drop(number, inode);
        if (isDirectory) {
            volume.names.forget(number);
        }
    }

    /** Gives back the blocks of an inode. */
    void giveBack(long number, Inode inode) throws IOException {
        attributes.clear(number, inode);
        if (inode.hasFlag(Inode.FLAG_EXTENTS)) {
            extentWriter.clear(number, inode);
        } else if (inode.is(Mode.REGULAR)
                || inode.is(Mode.DIRECTORY)
                || inode.is(Mode.SYMBOLIC_LINK) && !volume.isFast(inode)) {
            new BlockMapConversion(geometry, cache, volume.fileBlocks, blocks, extentWriter).clear(number, inode);
        }
        if (!inode.is(Mode.SYMBOLIC_LINK) || inode.hasFlag(Inode.FLAG_EXTENTS)) {
            inode.setSize(0);
        }
        inode.setBlocks(0);
    }

    void touch(Inode file) {
        if (changes.stampsDirectories()) {
            Instant now = Timestamp.clamp(changes.now());
            file.setModified(now);
            file.setChanged(now);
        }
    }

    /** The greatest number of blocks that one more name can cost. */
    int growth(long directory, byte[] name) throws IOException {
        return growth(directory, openDirectory(directory), name);
    }

    /** The same, for a directory that was opened. */
    int growth(long directory, Inode parent, byte[] name) throws IOException {
        int added = directoryWriter.mostNewBlocks(directory, parent, blocksOf(directory, parent), name);
        return added * (1 + extentWriter.mostNodes(parent));
    }
}
