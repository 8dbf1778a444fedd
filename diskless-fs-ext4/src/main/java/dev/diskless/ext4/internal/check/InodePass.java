package dev.diskless.ext4.internal.check;

import dev.diskless.ext4.internal.disk.GroupDescriptor;
import dev.diskless.ext4.internal.disk.Inode;
import dev.diskless.ext4.internal.disk.LittleEndian;
import dev.diskless.progress.Progress;
import dev.diskless.progress.ProgressUnit;
import java.io.IOException;
import java.util.Arrays;

/** Reads the inode tables from front to back. */
final class InodePass {

    private static final int REQUEST = 1 << 20;
    private static final int RESERVED = 10;

    private final Examined volume;
    private final Layout layout;
    private final InodeCheck check;
    private final AttributeCheck attributes;

    InodePass(Examined volume) {
        this.volume = volume;
        this.layout = volume.layout;
        this.attributes = new AttributeCheck(volume);
        this.check = new InodeCheck(volume, attributes);
    }

    void run(Progress progress) throws IOException {
        int request = Math.max(layout.blockSize(), Math.min(REQUEST, layout.inodeTableBlocks() * layout.blockSize()));
        byte[] buffer = new byte[request];
        try (Progress work = progress.child("inodes", ProgressUnit.STEPS, layout.groups())) {
            for (int group = 0; group < layout.groups(); group++) {
                group(group, buffer);
                work.advance(1);
            }
        }
        attributes.finish();
        for (long number = 1; number < layout.firstInode() && number <= RESERVED; number++) {
            if (!volume.inodes.is(number, InodeMap.USED)) {
                volume.inodes.set(number, InodeMap.USED | InodeMap.HIDDEN, 0);
            }
        }
    }

    private int count(int group) {
        if (!layout.hasDescriptorChecksums()) {
            return layout.inodesPerGroup();
        }
        return volume.groups.hasFlag(group, GroupDescriptor.INODE_UNINIT)
                ? 0
                : layout.inodesPerGroup()
                        - Math.max(0, Math.min(layout.inodesPerGroup(), volume.groups.unusedInodes(group)));
    }

    private void group(int group, byte[] buffer) throws IOException {
        int count = count(group);
        long table = volume.groups.inodeTable(group);
        if (count == 0 || !layout.holds(table, layout.inodeTableBlocks())) {
            return;
        }
        int size = layout.inodeSize();
        int done = 0;
        while (done < count) {
            int part = Math.min(count - done, buffer.length / size);
            if (!volume.source.read(table + (long) done * size / layout.blockSize(), buffer, whole(part * size))) {
                volume.findings.group(Problem.INODE_TABLE_UNREADABLE, group, "the inode table lies outside the device");
                return;
            }
            for (int i = 0; i < part; i++) {
                long number = (long) group * layout.inodesPerGroup() + done + i + 1;
                if (!isBlank(buffer, i * size)) {
                    check.check(number, new Inode(Arrays.copyOfRange(buffer, i * size, (i + 1) * size)));
                }
            }
            done += part;
        }
    }

    private int whole(int bytes) {
        return (bytes + layout.blockSize() - 1) / layout.blockSize() * layout.blockSize();
    }

    private static boolean isBlank(byte[] bytes, int at) {
        for (int i = at; i < at + Inode.BASE_SIZE; i += 8) {
            if (LittleEndian.i64(bytes, i) != 0) {
                return false;
            }
        }
        return true;
    }
}
