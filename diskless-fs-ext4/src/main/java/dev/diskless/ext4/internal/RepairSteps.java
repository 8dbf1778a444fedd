package dev.diskless.ext4.internal;

import dev.diskless.ext4.internal.disk.Inode;
import dev.diskless.ext4.internal.disk.Mode;
import dev.diskless.ext4.internal.disk.Superblock;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;

/** What putting a volume right is made of. Not thread-safe. */
final class RepairSteps {

    private static final int MAX_ORPHANS = 1 << 16;
    private static final byte[] UP = {'.', '.'};

    private final WritableVolume volume;
    private final ChangedObjects objects;
    private final Transaction transaction;

    RepairSteps(WritableVolume volume) {
        this.volume = volume;
        this.objects = volume.objects;
        this.transaction = (Transaction) volume.changes;
    }

    /** Takes away a name that stands for something which lies elsewhere, and nothing else. */
    void removeStray(long directory, byte[] name) throws IOException {
        transaction.begin(0);
        Inode parent = objects.openDirectory(directory);
        objects.directoryWriter.remove(directory, parent, objects.blocksOf(directory, parent), name);
        transaction.put(directory, parent);
    }

    /** Gives back an inode that has no name. */
    void reclaim(long number) throws IOException {
        transaction.begin(0);
        objects.discard(number, volume.inodes.read(number));
    }

    /** Sets how many names an inode has. */
    void setLinks(long number, int links) throws IOException {
        transaction.begin(0);
        Inode inode = volume.inodes.read(number);
        boolean uncounted = inode.is(Mode.DIRECTORY) && inode.links() == 1;
        if (!uncounted && inode.links() != links) {
            inode.setLinks(links);
            transaction.put(number, inode);
        }
    }

    /** Brings bitmaps that a power cut left elsewhere to where they were when the volume was made. */
    void bringBitmapsHome(Descriptors now) throws IOException {
        DescriptorTable homes = BitmapHomes.of(volume.geometry, volume.superblock, now);
        for (int group = 0; homes != null && group < volume.geometry.groups(); group++) {
            transaction.bitmaps().bringHome(group, homes.get(group));
        }
    }

    /** Ends the list of inodes that lost their names, or were to be made shorter, while they were open. */
    void endOrphans() throws IOException {
        long number = volume.superblock.u32(Superblock.LAST_ORPHAN);
        Set<Long> ended = new HashSet<>();
        while (number != 0 && ended.add(number) && ended.size() < MAX_ORPHANS) {
            Inode inode = volume.inodes.slot(number);
            long next = inode.deleted();
            if (inode.links() == 0) {
                inode.setDeleted(transaction.now());
                transaction.bury(number, inode);
            } else {
                Inode file = volume.inodes.read(number);
                file.clearDeleted();
                if (file.is(Mode.REGULAR) && file.hasFlag(Inode.FLAG_EXTENTS)) {
                    objects.files.cut(number, file, file.size());
                }
                transaction.put(number, file);
            }
            number = next;
        }
        transaction.forgetOrphans();
    }

    /** Brings the time of deletion of an inode in line with whether it is in use. */
    void settleDeletion(long number) throws IOException {
        transaction.begin(0);
        Inode inode = volume.inodes.slot(number);
        if (inode.links() == 0) {
            inode.setDeleted(transaction.now());
            transaction.bury(number, inode);
        } else {
            inode = volume.inodes.read(number);
            inode.clearDeleted();
            transaction.put(number, inode);
        }
    }

    /** Has a directory name another one as its parent. */
    void setParent(long directory, long parent) throws IOException {
        transaction.begin(0);
        Inode inode = objects.openDirectory(directory);
        DirectoryBlocks entries = objects.blocksOf(directory, inode);
        objects.directoryWriter.replace(directory, inode, entries, UP, parent, Mode.entryType(Mode.DIRECTORY));
        transaction.put(directory, inode);
    }
}
