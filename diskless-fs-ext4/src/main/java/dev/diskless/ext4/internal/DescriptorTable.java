package dev.diskless.ext4.internal;

import dev.diskless.ext4.internal.disk.ChecksumSeed;
import dev.diskless.ext4.internal.disk.Features;
import dev.diskless.ext4.internal.disk.GroupDescriptor;
import dev.diskless.ext4.internal.disk.Superblock;

/** The group descriptors of a new file system, in memory. Not thread-safe. */
final class DescriptorTable implements Descriptors {

    private final byte[] bytes;
    private final int groups;
    private final int descriptorSize;

    DescriptorTable(FormatPlan plan) {
        this(plan.descriptorBlocks() * plan.blockSize(), plan.groups(), plan.descriptorSize());
    }

    /** A table of zeros of so many bytes, for descriptors of a size from 32 bytes on. */
    DescriptorTable(int length, int groups, int descriptorSize) {
        this(new byte[length], groups, descriptorSize);
    }

    /** A table in bytes that stay what they are. */
    DescriptorTable(byte[] bytes, int groups, int descriptorSize) {
        this.bytes = bytes;
        this.groups = groups;
        this.descriptorSize = descriptorSize;
    }

    @Override
    public GroupDescriptor get(long group) {
        return new GroupDescriptor(bytes, (int) group * descriptorSize, descriptorSize);
    }

    /** All descriptors with the checksums that the features of the volume ask for, in whole blocks. */
    byte[] sealed(Superblock superblock) {
        Features features = superblock.features();
        if (features.hasReadOnlyCompatible(Features.METADATA_CSUM)) {
            ChecksumSeed seed = superblock.seed();
            for (int group = 0; group < groups; group++) {
                get(group).seal(seed, group);
            }
        } else if (features.hasReadOnlyCompatible(Features.GDT_CSUM)) {
            for (int group = 0; group < groups; group++) {
                get(group).sealCrc16(superblock.bytes(), group);
            }
        } else {
            for (int group = 0; group < groups; group++) {
                get(group).clearFlag(GroupDescriptor.INODE_UNINIT | GroupDescriptor.BLOCK_UNINIT);
                get(group).setUnusedInodes(0);
            }
        }
        return bytes;
    }
}
