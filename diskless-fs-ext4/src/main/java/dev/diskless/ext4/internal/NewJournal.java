package dev.diskless.ext4.internal;

import dev.diskless.device.BlockDevice;
import dev.diskless.ext4.internal.disk.Inode;
import dev.diskless.ext4.internal.disk.JournalSuperblock;
import dev.diskless.ext4.internal.disk.LittleEndian;
import dev.diskless.ext4.internal.disk.Superblock;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;

/** The journal of a new file system: near the middle of the volume, zeros behind a superblock of its own. */
final class NewJournal {

    private static final int NUMBER = 8;
    private static final int BACKUP_OF_BLOCKS = 1;

    private NewJournal() {}

    /** Takes the blocks, writes them, and notes in the superblock where they are. */
    static void fill(BlockDevice device, NewFileSystem target, InitialFile file, Inode inode) throws IOException {
        FormatPlan plan = target.plan();
        List<Run> runs = file.append(goal(target), plan.journalBlocks());
        file.finish();
        int blockSize = plan.blockSize();
        for (Run run : runs) {
            device.zero(run.physical() * blockSize, run.length() * blockSize);
        }
        byte[] superblock = target.superblock().bytes();
        byte[] uuid = Arrays.copyOfRange(superblock, Superblock.VOLUME_UUID, Superblock.VOLUME_UUID + 16);
        byte[] first = new byte[blockSize];
        new JournalSuperblock(first).format(blockSize, plan.journalBlocks(), uuid);
        device.write(runs.get(0).physical() * blockSize, ByteBuffer.wrap(first));

        LittleEndian.put32(superblock, Superblock.JOURNAL_INODE, NUMBER);
        LittleEndian.put8(superblock, Superblock.JOURNAL_BACKUP_TYPE, BACKUP_OF_BLOCKS);
        int backup = Superblock.JOURNAL_BACKUP;
        System.arraycopy(inode.bytes(), Inode.BLOCK_ARRAY, superblock, backup, Inode.BLOCK_ARRAY_SIZE);
        LittleEndian.put32(superblock, backup + Inode.BLOCK_ARRAY_SIZE, inode.size() >>> 32);
        LittleEndian.put32(superblock, backup + Inode.BLOCK_ARRAY_SIZE + 4, inode.size());
    }

    /** The start of the emptiest group near the middle. */
    private static long goal(NewFileSystem target) {
        FormatPlan plan = target.plan();
        long middle = (plan.blocks() - plan.firstDataBlock()) / 2;
        int group = (int) ((middle - plan.firstDataBlock()) / plan.blocksPerGroup());
        int flex = 1 << plan.logGroupsPerFlex();
        int start;
        if (plan.hasFlexGroups() && group > flex) {
            group = group / flex * flex;
            while (group < plan.groups() && free(target, group) == 0) {
                group++;
            }
            group = group == plan.groups() ? 0 : group;
            start = group;
        } else {
            start = Math.max(0, group - 1);
        }
        int best = start;
        for (int other = start + 1; other <= Math.min(group + 1, plan.groups() - 1); other++) {
            best = free(target, other) > free(target, best) ? other : best;
        }
        return plan.groupStart(best);
    }

    private static int free(NewFileSystem target, int group) {
        return target.descriptors().get(group).freeBlocks();
    }
}
