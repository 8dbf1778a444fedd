package dev.diskless.ext4.internal;

import dev.diskless.ext4.internal.disk.AttributeList;
import dev.diskless.ext4.internal.disk.Features;
import dev.diskless.ext4.internal.disk.Inode;
import dev.diskless.ext4.internal.disk.PosixAcl;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Changes extended attributes; a block of them is replaced, never written over. The caller stores the inode. */
final class AttributeChanges {

    private static final byte[] ACCESS_LIST = "system.posix_acl_access".getBytes(StandardCharsets.US_ASCII);
    private static final int SECTOR = 512;

    private final VolumeGeometry geometry;
    private final MetadataCache cache;
    private final AttributeReader reader;
    private final AttributeWriter writer;
    private final Changes changes;
    private final BlockAllocator blocks;

    AttributeChanges(VolumeGeometry geometry, MetadataCache cache, AttributeReader reader, Changes changes) {
        this.geometry = geometry;
        this.cache = cache;
        this.reader = reader;
        this.writer = new AttributeWriter(geometry);
        this.changes = changes;
        this.blocks = changes.blocks();
    }

    /** Sets permissions, also in an access control list, whose mask is what the group bits show. */
    void setPermissions(long number, Inode inode, int permissions) throws IOException {
        byte[] list = reader.value(number, inode, ACCESS_LIST);
        if (list != null) {
            put(number, inode, ACCESS_LIST, PosixAcl.withMode(list, permissions));
        }
        inode.setPermissions(permissions);
    }

    void put(long number, Inode inode, byte[] name, byte @Nullable [] value) throws IOException {
        long place = inode.attributeBlock();
        byte[] old = place == 0 ? null : block(number, place);
        byte[] block = writer.set(number, inode, old, name, value);
        if (block != old) {
            blocks.require(block == null ? 0 : 1);
            changes.require(Features.EXT_ATTR, 0);
            release(inode, place, old);
            if (block != null) {
                long copy = blocks.allocateMetadata(place);
                inode.setAttributeBlock(copy);
                inode.setBlocks(inode.blocks() + sectorsOfBlock(inode));
                writer.seal(block, copy);
                System.arraycopy(block, 0, cache.create(copy), 0, block.length);
            }
        }
    }

    void release(Inode inode, long place, byte @Nullable [] block) throws IOException {
        if (place == 0 || block == null) {
            return;
        }
        inode.setAttributeBlock(0);
        inode.setBlocks(inode.blocks() - sectorsOfBlock(inode));
        long references = AttributeList.inBlock(block).references();
        if (references > 1) {
            byte[] copy = block.clone();
            AttributeList.inBlock(copy).setReferences(references - 1);
            writer.seal(copy, place);
            changes.unshare(place, copy);
        } else {
            changes.unshare(place, null);
            cache.forget(place);
            blocks.release(place, 1);
        }
    }

    byte[] block(long number, long place) throws IOException {
        byte[] changed = changes.unshared(place);
        return changed == null ? reader.block(number, place) : changed;
    }

    long sectorsOfBlock(Inode inode) {
        return inode.hasFlag(Inode.FLAG_HUGE_FILE) ? 1 : geometry.blockSize() / SECTOR;
    }

    /** Fails if what an inode has of attributes could not be given back. */
    void requireReadable(long number, Inode inode) throws IOException {
        long place = inode.attributeBlock();
        writer.requireOwnValues(number, inode, place == 0 ? null : block(number, place));
    }

    /** Gives back what an inode has of attributes outside of itself. */
    void clear(long number, Inode inode) throws IOException {
        long place = inode.attributeBlock();
        if (place != 0) {
            release(inode, place, block(number, place));
        }
    }
}
