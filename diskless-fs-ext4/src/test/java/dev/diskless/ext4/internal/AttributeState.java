package dev.diskless.ext4.internal;

import dev.diskless.ext4.internal.disk.Inode;
import java.io.IOException;

/** An inode with its block of attributes, changed in memory. */
final class AttributeState implements AttributeStep.Change {

    static final long NUMBER = 12;

    final AttributeWriter writer;
    final Inode inode;
    byte[] block;

    AttributeState(VolumeGeometry geometry, Inode inode, byte[] block) {
        this.writer = new AttributeWriter(geometry);
        this.inode = inode;
        this.block = block;
    }

    @Override
    public void make(byte[] name, byte[] value) throws IOException {
        block = writer.set(NUMBER, inode, block, name, value);
    }
}
