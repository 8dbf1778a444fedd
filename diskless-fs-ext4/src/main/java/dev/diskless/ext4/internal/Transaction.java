package dev.diskless.ext4.internal;

import dev.diskless.ext4.internal.disk.GroupDescriptor;
import dev.diskless.ext4.internal.disk.Inode;
import dev.diskless.ext4.internal.disk.LittleEndian;
import dev.diskless.ext4.internal.disk.Mode;
import dev.diskless.ext4.internal.disk.Superblock;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.SortedSet;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What was changed of an existing volume since it was last whole on the device, and the order in which it gets there. Each
 * step ends with a barrier, and whatever part of a step a power cut leaves, each file and each directory is as it was
 * before or as it is after:
 * <ol>
 *   <li>contents, new inodes in the unused part of a table, and new copies of metadata go to places that nothing leads
 *       to; so do copies of the bitmaps that call these places used;
 *   <li>the group descriptors lead to these bitmaps, and count more of the tables as used;
 *   <li>new inodes go where there were others before, and inodes get higher link counts, before the names that they are
 *       for;
 *   <li>inodes get their new content: each is one sector, and with it goes all that it leads to;
 *   <li>inodes without names are cleared, and the bitmaps are written where they were at first, without what is no longer
 *       in use;
 *   <li>the group descriptors lead to these.
 * </ol>
 *
 * <p>Where a group has no room for a copy of its bitmaps, another group takes it, if the volume allows that (flex_bg); its
 * descriptor is stored before the others, and after them on the way back. Where no group has room they are written in
 * place; after a power cut their checksum may be wrong then. Not thread-safe.
 */
final class Transaction implements Changes {

    /** The name of the last mount point of a volume that is being changed here. */
    static final byte[] MARK = "diskless".getBytes(StandardCharsets.US_ASCII);

    private static final int SECTOR = 512;
    private static final int REQUEST = 1 << 17;
    private static final int MAX_PENDING = 4096;
    private static final int MAX_RUNS = 1 << 16;

    /** Blocks that stay free for copies: of what one operation changes, and of bitmaps. */
    private static final int RESERVE = 32;

    private final WatchedDevice device;
    private final Superblock superblock;
    private final VolumeGeometry geometry;
    private final MetadataCache cache;
    private final LiveDescriptors descriptors;
    private final BitmapCopies bitmaps;
    private final BlockAllocator blocks;
    private final InodeAllocator inodes;
    private final ContentWriter content;
    private final Progression progression;
    private final InstantSource clock;
    private final Map<Long, Inode> pending = new HashMap<>();
    private final NavigableMap<Long, Inode> dropped = new TreeMap<>();
    private final NavigableMap<Long, Inode> unborn = new TreeMap<>();
    private final Map<Long, Inode> nameless = new HashMap<>();
    private final Map<Long, byte[]> unshared = new HashMap<>();
    private final byte[] lastMounted;
    private boolean isMarked;
    private boolean isMarkStale = true;

    Transaction(
            WatchedDevice device,
            Superblock superblock,
            VolumeGeometry geometry,
            MetadataCache cache,
            LiveDescriptors descriptors,
            ContentWriter content,
            InstantSource clock,
            GroupBitmaps blockBitmaps,
            GroupBitmaps inodeBitmaps,
            GroupUsage usage)
            throws IOException {
        this.device = device;
        this.superblock = superblock;
        this.geometry = geometry;
        this.cache = cache;
        this.descriptors = descriptors;
        this.content = content;
        this.clock = clock;
        this.blocks = BlockAllocator.ofExisting(device, geometry, blockBitmaps, descriptors, usage);
        this.inodes = InodeAllocator.ofExisting(device, geometry, inodeBitmaps, descriptors);
        this.progression = new Progression(device, blocks, inodes);
        this.bitmaps = new BitmapCopies(device, geometry, descriptors, blockBitmaps, inodeBitmaps, blocks, inodes);
        this.isMarked = !superblock.isClean();
        int name = Superblock.LAST_MOUNTED;
        this.lastMounted = isMarked(superblock)
                ? new byte[SuperblockUpdate.NAME_ROOM]
                : Arrays.copyOfRange(superblock.bytes(), name, name + SuperblockUpdate.NAME_ROOM);
    }

    /** Whether a volume was being changed by this library when it was last used. */
    static boolean isMarked(Superblock superblock) {
        byte[] bytes = superblock.bytes();
        int name = Superblock.LAST_MOUNTED;
        return Arrays.equals(bytes, name, name + MARK.length, MARK, 0, MARK.length) && bytes[name + MARK.length] == 0;
    }

    BitmapCopies bitmaps() {
        return bitmaps;
    }

    @Override
    public BlockAllocator blocks() {
        return blocks;
    }

    @Override
    public InodeAllocator inodes() {
        return inodes;
    }

    @Override
    public Instant now() {
        return clock.instant();
    }

    @Override
    public boolean stampsDirectories() {
        return true;
    }

    @Override
    public void start() {
        progression.start();
    }

    @Override
    public void abandon(Exception cause) {
        progression.abandon(cause);
    }

    @Override
    public void begin(long needed) throws IOException {
        device.requireUnharmed();
        progression.requireWhole();
        cache.trim();
        boolean isLong = pending.size() + dropped.size() > MAX_PENDING
                || blocks.released().size() > MAX_RUNS;
        if (isLong || needed > 0 && blocks.waiting() > 0 && blocks.free() < needed + RESERVE) {
            commit();
        }
        if (needed > 0) {
            blocks.require(needed + RESERVE);
        }
        progression.start();
    }

    @Override
    public void put(long number, Inode inode) {
        progression.put();
        Inode copy = inode.copy();
        unborn.remove(number);
        pending.put(number, copy);
        if (inode.links() == 0) {
            nameless.put(number, copy);
        }
    }

    @Override
    public @Nullable Inode pending(long number) {
        Inode inode = pending.get(number);
        return inode == null ? nameless.get(number) : inode;
    }

    @Override
    public int linksOnDevice(long number) throws IOException {
        return inodes.isFresh(number) ? 0 : new Inode(slot(number)).links();
    }

    @Override
    public void drop(long number, Inode inode) throws IOException {
        progression.put();
        pending.remove(number);
        nameless.remove(number);
        if (inodes.isFresh(number) && inodes.isHidden(number)) {
            bearNot(number);
        } else if (!inodes.isFresh(number)) {
            dropped.put(number, inode.copy());
        }
        inodes.release(number, inode.is(Mode.DIRECTORY));
    }

    /** The unused part of a table can hold anything, and an inode that was taken from it is no part of it any more. */
    private void bearNot(long number) throws IOException {
        for (byte b : slot(number)) {
            if (b != 0) {
                unborn.put(number, new Inode(new byte[geometry.inodeSize()]));
                return;
            }
        }
    }

    /** Stores an inode that is not in use, as far as the bitmaps go, but may look as if it were. */
    void bury(long number, Inode inode) {
        dropped.put(number, inode.copy());
    }

    /** Forgets the list of inodes whose names went while they were open. */
    void forgetOrphans() {
        LittleEndian.put32(superblock.bytes(), Superblock.LAST_ORPHAN, 0);
        isMarkStale = true;
    }

    @Override
    public void unshare(long block, byte @Nullable [] bytes) {
        if (bytes == null) {
            unshared.remove(block);
        } else {
            unshared.put(block, bytes);
        }
    }

    @Override
    public byte @Nullable [] unshared(long block) {
        return unshared.get(block);
    }

    @Override
    public void require(int compatible, int readOnlyCompatible) throws IOException {
        long oldCompatible = superblock.u32(Superblock.COMPATIBLE);
        long oldReadOnly = superblock.u32(Superblock.READ_ONLY_COMPATIBLE);
        if ((oldCompatible & compatible) != compatible || (oldReadOnly & readOnlyCompatible) != readOnlyCompatible) {
            LittleEndian.put32(superblock.bytes(), Superblock.COMPATIBLE, oldCompatible | compatible);
            LittleEndian.put32(superblock.bytes(), Superblock.READ_ONLY_COMPATIBLE, oldReadOnly | readOnlyCompatible);
            isMarkStale = true;
        }
    }

    @Override
    public void count() {
        byte[] bytes = superblock.bytes();
        long freeBlocks = blocks.free() + blocks.waiting();
        LittleEndian.put32(bytes, Superblock.FREE_BLOCKS_COUNT, freeBlocks);
        if (geometry.descriptorSize() >= GroupDescriptor.WIDE) {
            LittleEndian.put32(bytes, Superblock.FREE_BLOCKS_COUNT_HIGH, freeBlocks >>> 32);
        }
        LittleEndian.put32(bytes, Superblock.FREE_INODES_COUNT, inodes.free() + inodes.waiting());
    }

    @Override
    public void commit() throws IOException {
        device.requireUnharmed();
        progression.requireWhole();
        boolean hasContent = content.settle();
        SortedSet<Integer> groups = bitmaps.groups();
        if (groups.isEmpty() && pending.isEmpty() && unshared.isEmpty() && dropped.isEmpty()) {
            device.flush();
            return;
        }
        markInUse();
        bitmaps.place(groups);
        cache.flush();
        NavigableMap<Long, Inode> hidden = new TreeMap<>(unborn);
        NavigableMap<Long, Inode> rising = new TreeMap<>();
        NavigableMap<Long, Inode> falling = new TreeMap<>();
        NavigableMap<Long, Inode> others = new TreeMap<>();
        for (Map.Entry<Long, Inode> entry : pending.entrySet()) {
            phase(entry.getKey(), entry.getValue(), hidden, rising, falling, others)
                    .put(entry.getKey(), entry.getValue());
        }
        store(hidden);
        bitmaps.write(true);
        if (!groups.isEmpty() || !hidden.isEmpty() || hasContent) {
            device.flush();
        }
        if (!groups.isEmpty()) {
            descriptors.store(groups, bitmaps.host(), true);
            device.flush();
        }
        publish(rising);
        publish(others);
        store(falling);
        store(dropped);
        storeUnshared();
        if (!groups.isEmpty()) {
            blocks.freeReleased();
            inodes.freeReleased();
            bitmaps.giveBack();
            if (bitmaps.isInPlace()) {
                // What they call free at once must not be in use any more.
                device.flush();
            }
            bitmaps.write(false);
            device.flush();
            descriptors.store(groups, bitmaps.host(), false);
        }
        device.flush();
        pending.clear();
        unborn.clear();
        dropped.clear();
        bitmaps.settle();
        inodes.settle();
        progression.start();
    }

    @Override
    public void complete() throws IOException {
        commit();
        if (!isMarked) {
            return;
        }
        isMarked = false;
        count();
        byte[] bytes = superblock.bytes();
        LittleEndian.put16(bytes, Superblock.STATE, superblock.u16(Superblock.STATE) | Superblock.STATE_VALID);
        System.arraycopy(lastMounted, 0, bytes, Superblock.LAST_MOUNTED, lastMounted.length);
        LittleEndian.put32(bytes, Superblock.WRITE_TIME, now().getEpochSecond());
        SuperblockUpdate.write(device, superblock);
        device.flush();
    }

    /** Says in the superblock that the volume is in use, so that leftovers of a power cut are looked for. */
    private void markInUse() throws IOException {
        if (isMarkStale) {
            isMarked = true;
            isMarkStale = false;
            byte[] bytes = superblock.bytes();
            LittleEndian.put16(bytes, Superblock.STATE, superblock.u16(Superblock.STATE) & ~Superblock.STATE_VALID);
            int name = Superblock.LAST_MOUNTED;
            Arrays.fill(bytes, name, name + SuperblockUpdate.NAME_ROOM, (byte) 0);
            System.arraycopy(MARK, 0, bytes, name, MARK.length);
            SuperblockUpdate.write(device, superblock);
            device.flush();
        }
    }

    private NavigableMap<Long, Inode> phase(
            long number,
            Inode inode,
            NavigableMap<Long, Inode> hidden,
            NavigableMap<Long, Inode> rising,
            NavigableMap<Long, Inode> falling,
            NavigableMap<Long, Inode> others)
            throws IOException {
        if (inodes.isFresh(number)) {
            return inodes.isHidden(number) ? hidden : rising;
        }
        if (inode.is(Mode.DIRECTORY)) {
            return others;
        }
        int links = linksOnDevice(number);
        if (inode.links() == links) {
            return others;
        }
        return inode.links() > links ? rising : falling;
    }

    private void publish(NavigableMap<Long, Inode> changed) throws IOException {
        if (!changed.isEmpty()) {
            store(changed);
            device.flush();
        }
    }

    /** Puts inodes into the blocks of their tables, and writes the sectors that they lie in. */
    private void store(NavigableMap<Long, Inode> changed) throws IOException {
        ByteBuffer request = ByteBuffer.allocate(Math.min(REQUEST, 2 * SECTOR * changed.size() + geometry.inodeSize()));
        long start = 0;
        for (Map.Entry<Long, Inode> entry : changed.entrySet()) {
            long position = locate(entry.getKey());
            Inode inode = entry.getValue();
            if (geometry.hasMetadataChecksums()) {
                inode.seal(geometry.seed(), entry.getKey());
            }
            byte[] block = cache.get(position / geometry.blockSize());
            int at = (int) (position % geometry.blockSize());
            System.arraycopy(inode.bytes(), 0, block, at, geometry.inodeSize());
            for (int part = 0; part < geometry.inodeSize(); part += SECTOR) {
                long sector = (position + part) / SECTOR * SECTOR;
                if (request.position() > 0 && sector == start + request.position() - SECTOR) {
                    request.position(request.position() - SECTOR);
                } else if (request.position() > 0
                        && (sector != start + request.position() || !request.hasRemaining())) {
                    device.write(start, request.flip());
                    request.clear();
                }
                start = request.position() == 0 ? sector : start;
                request.put(block, (int) (sector % geometry.blockSize()), SECTOR);
            }
        }
        if (request.position() > 0) {
            device.write(start, request.flip());
        }
    }

    private void storeUnshared() throws IOException {
        for (Map.Entry<Long, byte[]> entry : unshared.entrySet()) {
            byte[] block = cache.get(entry.getKey());
            System.arraycopy(entry.getValue(), 0, block, 0, block.length);
            // The count and the checksum lie in the first sector.
            device.write(geometry.position(entry.getKey()), ByteBuffer.wrap(block, 0, SECTOR));
        }
        unshared.clear();
    }

    private byte[] slot(long number) throws IOException {
        long position = locate(number);
        int at = (int) (position % geometry.blockSize());
        return Arrays.copyOfRange(cache.get(position / geometry.blockSize()), at, at + geometry.inodeSize());
    }

    private long locate(long number) throws IOException {
        long group = (number - 1) / geometry.inodesPerGroup();
        long offset = (number - 1) % geometry.inodesPerGroup() * geometry.inodeSize();
        return geometry.position(descriptors.get(group).inodeTable()) + offset;
    }
}
