package dev.diskless.ext4.internal;

import dev.diskless.device.BlockDevice;
import dev.diskless.ext4.internal.disk.ChecksumSeed;
import dev.diskless.ext4.internal.disk.DirectoryBlock;
import dev.diskless.ext4.internal.disk.Features;
import dev.diskless.ext4.internal.disk.Inode;
import dev.diskless.ext4.internal.disk.LittleEndian;
import dev.diskless.ext4.internal.disk.Mode;
import dev.diskless.ext4.internal.disk.OrphanBlock;
import dev.diskless.ext4.internal.disk.Superblock;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;

/** What an empty file system holds: the reserved inodes, the root, {@code lost+found}, a journal. Used once. */
final class InitialObjects {

    private static final int LOST_AND_FOUND_PERMISSIONS = 0700;
    private static final int ROOT_PERMISSIONS = 0755;
    private static final int FILE_PERMISSIONS = 0600;
    private static final long BAD_BLOCKS = 1;
    private static final long JOURNAL = 8;
    private static final long LARGE_FILE = 1L << 31;
    private static final byte[] LOST_AND_FOUND = "lost+found".getBytes(StandardCharsets.US_ASCII);

    private final NewFileSystem target;
    private final FormatPlan plan;
    private final InodeTable inodes;
    private final MetadataCache cache;
    private final ChecksumSeed seed;
    private final Instant time;

    InitialObjects(NewFileSystem target, InodeTable inodes, MetadataCache cache, ChecksumSeed seed, Instant time) {
        this.target = target;
        this.plan = target.plan();
        this.inodes = inodes;
        this.cache = cache;
        this.seed = seed;
        this.time = time;
    }

    /** Makes all of them in the order of mke2fs, on which depends where they lie. */
    void make(BlockDevice device) throws IOException {
        for (long number = 1; number <= plan.firstInodes(); number++) {
            boolean isDirectory = number == Volume.ROOT || number == FormatPlan.FIRST_INODE;
            target.inodes().take(number, isDirectory);
            if (number < FormatPlan.FIRST_INODE) {
                store(number, new Inode(new byte[plan.inodeSize()]));
            }
        }
        addDirectory(Volume.ROOT, ROOT_PERMISSIONS, 3, 1);
        addDirectory(FormatPlan.FIRST_INODE, LOST_AND_FOUND_PERMISSIONS, 2, plan.lostAndFoundBlocks());
        Inode badBlocks = new Inode(new byte[plan.inodeSize()]);
        badBlocks.setBaseTimes(time);
        store(BAD_BLOCKS, badBlocks);
        if (plan.features().hasCompatible(Features.RESIZE_INODE)) {
            store(ResizeInode.NUMBER, ResizeInode.make(target, cache, time));
        }
        if (plan.journalBlocks() > 0) {
            Inode journal = Inode.fresh(plan.inodeSize(), Mode.REGULAR | FILE_PERMISSIONS, time);
            journal.setLinks(1);
            NewJournal.fill(device, target, file(JOURNAL, journal), journal);
            store(JOURNAL, journal);
        }
        if (plan.orphanFileBlocks() > 0) {
            addOrphanFile(plan.firstInodes());
        }
    }

    private void addDirectory(long number, int permissions, int links, int blocks) throws IOException {
        Inode inode = Inode.fresh(plan.inodeSize(), Mode.DIRECTORY | permissions, time);
        inode.setLinks(links);
        InitialFile file = file(number, inode);
        long goal = plan.firstDataBlock();
        for (int i = 0; i < blocks; i++) {
            goal = file.append(goal);
            byte[] block = cache.create(goal);
            int tail = plan.hasMetadataChecksums() ? DirectoryBlock.TAIL : 0;
            if (i > 0) {
                new DirectoryBlock(block).putFree(0, block.length - tail);
            } else {
                putNames(block, number, block.length - tail);
            }
            if (tail > 0) {
                putTail(block, number);
            }
        }
        file.finish();
        store(number, inode);
    }

    /** The two first names of a directory, and in the root that of the other directory. */
    private static void putNames(byte[] block, long number, int end) {
        byte[] dots = {'.', '.'};
        int dot = DirectoryBlock.entrySize(1);
        int more = DirectoryBlock.entrySize(2);
        boolean isRoot = number == Volume.ROOT;
        putName(block, 0, number, dot, Arrays.copyOf(dots, 1));
        putName(block, dot, Volume.ROOT, isRoot ? more : end - dot, dots);
        if (isRoot) {
            putName(block, dot + more, FormatPlan.FIRST_INODE, end - dot - more, LOST_AND_FOUND);
        }
    }

    private static void putName(byte[] block, int at, long inode, int distance, byte[] name) {
        LittleEndian.put32(block, at, inode);
        LittleEndian.put16(block, at + 4, distance);
        LittleEndian.put8(block, at + 6, name.length);
        LittleEndian.put8(block, at + 7, Mode.entryType(Mode.DIRECTORY));
        System.arraycopy(name, 0, block, at + DirectoryBlock.ENTRY_HEADER, name.length);
    }

    private void putTail(byte[] block, long number) {
        int at = block.length - DirectoryBlock.TAIL;
        LittleEndian.put16(block, at + 4, DirectoryBlock.TAIL);
        LittleEndian.put8(block, at + 7, 0xDE);
        new DirectoryBlock(block).seal(seed.ofInode(number, 0));
    }

    private void addOrphanFile(long number) throws IOException {
        Inode inode = Inode.fresh(plan.inodeSize(), Mode.REGULAR | FILE_PERMISSIONS, time);
        inode.setLinks(1);
        InitialFile file = file(number, inode);
        long block = plan.firstDataBlock();
        for (int i = 0; i < plan.orphanFileBlocks(); i++) {
            block = file.append(block);
            OrphanBlock orphans = new OrphanBlock(cache.create(block));
            orphans.format();
            if (plan.hasMetadataChecksums()) {
                orphans.seal(seed.ofInode(number, 0), block);
            }
        }
        file.finish();
        store(number, inode);
        LittleEndian.put32(target.superblock().bytes(), Superblock.ORPHAN_FILE_INODE, number);
    }

    private InitialFile file(long number, Inode inode) {
        return new InitialFile(target, cache, seed, number, inode);
    }

    private void store(long number, Inode inode) throws IOException {
        if (inode.size() >= LARGE_FILE) {
            Superblock superblock = target.superblock();
            superblock.setFeatures(superblock.features().with(0, 0, Features.LARGE_FILE));
        }
        if (plan.hasMetadataChecksums()) {
            inode.seal(seed, number);
        }
        long position = inodes.locate(number);
        byte[] block = cache.change(position / plan.blockSize());
        System.arraycopy(inode.bytes(), 0, block, (int) (position % plan.blockSize()), plan.inodeSize());
    }
}
