package dev.diskless.ext4.internal;

import dev.diskless.ext4.internal.disk.ChecksumSeed;
import dev.diskless.ext4.internal.disk.GroupDescriptor;

/** The group descriptors of a new file system, in memory: 32 bytes a group. Not thread-safe. */
final class DescriptorTable implements Descriptors {

    private final byte[] bytes;
    private final int groups;

    DescriptorTable(FormatPlan plan) {
        this.bytes = new byte[plan.descriptorBlocks() * plan.blockSize()];
        this.groups = plan.groups();
    }

    @Override
    public GroupDescriptor get(long group) {
        return new GroupDescriptor(bytes, (int) group * GroupDescriptor.SMALL, GroupDescriptor.SMALL);
    }

    /** All descriptors with their checksums, in whole blocks. */
    byte[] sealed(ChecksumSeed seed) {
        for (int group = 0; group < groups; group++) {
            get(group).seal(seed, group);
        }
        return bytes;
    }
}
