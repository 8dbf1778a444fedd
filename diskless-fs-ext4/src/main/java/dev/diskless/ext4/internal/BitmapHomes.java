package dev.diskless.ext4.internal;

import dev.diskless.ext4.internal.disk.GroupDescriptor;
import dev.diskless.ext4.internal.disk.Superblock;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Where the bitmaps of a volume were when it was made, which can be told if its inode tables are where mkfs puts them. */
final class BitmapHomes {

    private static final int MAX_GROUPS = 1 << 16;

    private BitmapHomes() {}

    /** Descriptors with the first places of all bitmaps; null if these cannot be told. */
    static @Nullable DescriptorTable of(VolumeGeometry geometry, Superblock superblock, Descriptors now)
            throws IOException {
        if (geometry.groups() > MAX_GROUPS) {
            return null;
        }
        int groups = (int) geometry.groups();
        int descriptorBlocks = (int)
                ((geometry.groups() * geometry.descriptorSize() + geometry.blockSize() - 1) / geometry.blockSize());
        FormatPlan plan = new FormatPlan(
                geometry.features(),
                geometry.blockSize(),
                geometry.inodeSize(),
                geometry.blocks(),
                0,
                (int) geometry.blocksPerGroup(),
                (int) geometry.inodesPerGroup(),
                groups,
                descriptorBlocks,
                superblock.u16(Superblock.RESERVED_DESCRIPTOR_BLOCKS),
                0,
                false,
                superblock.u8(Superblock.LOG_GROUPS_PER_FLEX));
        DescriptorTable table =
                new DescriptorTable(descriptorBlocks * geometry.blockSize(), groups, geometry.descriptorSize());
        if (!TablePlacement.place(plan, GroupBitmaps.ofBlocks(plan), table)) {
            return null;
        }
        for (int group = 0; group < groups; group++) {
            GroupDescriptor made = table.get(group);
            if (made.inodeTable() != now.get(group).inodeTable()) {
                return null;
            }
        }
        return table;
    }
}
