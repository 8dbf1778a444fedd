package dev.diskless.ext4.internal;

import dev.diskless.device.BlockDevice;
import dev.diskless.ext4.internal.disk.AttributeList;
import dev.diskless.ext4.internal.disk.AttributeName;
import dev.diskless.ext4.internal.disk.Features;
import dev.diskless.ext4.internal.disk.Inode;
import dev.diskless.ext4.internal.disk.LittleEndian;
import dev.diskless.ext4.internal.disk.Mode;
import dev.diskless.ext4.internal.disk.PosixAcl;
import dev.diskless.fault.CorruptInputException;
import dev.diskless.fault.LimitExceededException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the extended attributes of inodes: those in the inode, those in its block, and values that have inodes of their
 * own. A list is checked as a whole before anything of it is used.
 */
final class AttributeReader {

    /** The greatest value that is read, which is the greatest that Linux hands out. */
    static final int MAX_VALUE = 65536;

    private final BlockDevice device;
    private final VolumeGeometry geometry;
    private final MetadataCache cache;
    private final InodeTable inodes;
    private final FileBlocks files;

    AttributeReader(
            BlockDevice device, VolumeGeometry geometry, MetadataCache cache, InodeTable inodes, FileBlocks files) {
        this.device = device;
        this.geometry = geometry;
        this.cache = cache;
        this.inodes = inodes;
        this.files = files;
    }

    /** A list and the byte of the device it starts at. */
    private record Place(AttributeList list, long position) {}

    /** The full names, each once, in the order of the disk; names of kinds that Linux does not know are left out. */
    List<byte[]> names(long number, Inode inode) throws IOException {
        List<byte[]> names = new ArrayList<>();
        List<Place> places = places(number, inode);
        for (int i = 0; i < places.size(); i++) {
            AttributeList list = places.get(i).list;
            for (int at = list.first(); !list.isEnd(at); at = list.next(at)) {
                byte[] name = visible(list, at);
                if (name != null && (i == 0 || find(places.get(0).list, name) < 0)) {
                    names.add(name);
                }
            }
        }
        return names;
    }

    /** The value of an attribute by its full name, as programs see it; null if there is none. */
    byte @Nullable [] value(long number, Inode inode, byte[] name) throws IOException {
        for (Place place : places(number, inode)) {
            int at = find(place.list, name);
            if (at >= 0) {
                byte[] stored = stored(number, place, at);
                int index = place.list.nameIndex(at);
                if (index != AttributeName.ACL_ACCESS && index != AttributeName.ACL_DEFAULT) {
                    return stored;
                }
                byte[] acl = PosixAcl.toPrograms(stored);
                if (acl == null) {
                    throw bad(number, place, at, "a malformed access control list", "version 1", "something else");
                }
                return acl;
            }
        }
        return null;
    }

    /** The second part of content that is kept in the inode; null if the inode has no such part. */
    byte @Nullable [] inlineData(long number, Inode inode) throws IOException {
        if (AttributeList.isIn(inode)) {
            Place place = inInode(number, inode);
            AttributeList list = place.list;
            for (int at = list.first(); !list.isEnd(at); at = list.next(at)) {
                if (isInlineData(list, at)) {
                    return stored(number, place, at);
                }
            }
        }
        return null;
    }

    /** A copy of the block of attributes of an inode, checked; null if it has none. */
    byte @Nullable [] block(long number, Inode inode) throws IOException {
        if (inode.attributeBlock() == 0) {
            return null;
        }
        inBlock(number, inode.attributeBlock());
        return cache.get(inode.attributeBlock()).clone();
    }

    private static int find(AttributeList list, byte[] name) {
        for (int at = list.first(); !list.isEnd(at); at = list.next(at)) {
            byte[] visible = visible(list, at);
            if (visible != null && Arrays.equals(name, visible)) {
                return at;
            }
        }
        return -1;
    }

    private static byte @Nullable [] visible(AttributeList list, int at) {
        return isInlineData(list, at) ? null : AttributeName.full(list.nameIndex(at), list.name(at));
    }

    private static boolean isInlineData(AttributeList list, int at) {
        return AttributeName.isInlineData(list.nameIndex(at), list.name(at));
    }

    private List<Place> places(long number, Inode inode) throws IOException {
        List<Place> places = new ArrayList<>(2);
        if (AttributeList.isIn(inode)) {
            places.add(inInode(number, inode));
        }
        if (inode.attributeBlock() != 0) {
            places.add(inBlock(number, inode.attributeBlock()));
        }
        return places;
    }

    private Place inInode(long number, Inode inode) throws IOException {
        Place place = new Place(AttributeList.in(inode), inodes.locate(number));
        check(number, place);
        return place;
    }

    /** The content of a block of attributes, whose list was checked; only for reading. */
    byte[] block(long number, long block) throws IOException {
        inBlock(number, block);
        return cache.get(block);
    }

    private Place inBlock(long number, long block) throws IOException {
        if (!geometry.holds(block, 1)) {
            throw Damage.at(
                    device,
                    inodes.locate(number),
                    "the extended attributes of inode " + number + " lie outside the volume",
                    "a block below " + geometry.blocks(),
                    block);
        }
        Place place = new Place(AttributeList.inBlock(cache.get(block)), geometry.position(block));
        AttributeList list = place.list;
        if (list.magic() != AttributeList.MAGIC || list.blockCount() != 1) {
            throw Damage.at(
                    device,
                    place.position,
                    "no block of extended attributes where inode " + number + " has one",
                    Damage.hex(AttributeList.MAGIC) + ", 1 block",
                    Damage.hex(list.magic()) + ", " + list.blockCount() + " blocks");
        }
        if (geometry.hasMetadataChecksums() && list.storedChecksum() != list.computedChecksum(geometry.seed(), block)) {
            throw Damage.checksum(
                    device,
                    place.position,
                    "the extended attributes of inode " + number,
                    list.computedChecksum(geometry.seed(), block),
                    list.storedChecksum());
        }
        check(number, place);
        return place;
    }

    private void check(long number, Place place) throws IOException {
        boolean ownInodes = geometry.features().hasIncompatible(Features.EA_INODE);
        AttributeListCheck.run(
                place.list, ownInodes, (at, what, expected, found) -> bad(number, place, at, what, expected, found));
    }

    private byte[] stored(long number, Place place, int at) throws IOException {
        AttributeList list = place.list;
        if (list.valueSize(at) > MAX_VALUE) {
            throw new LimitExceededException(
                    LimitExceededException.detail("an extended attribute of inode " + number + " is too large")
                            .at(device, place.position + at)
                            .expected("at most " + MAX_VALUE + " bytes")
                            .found(list.valueSize(at)));
        }
        if (list.valueSize(at) == 0) {
            return new byte[0];
        }
        return list.valueInode(at) == 0 ? list.value(at) : inOwnInode(number, place, at);
    }

    private byte[] inOwnInode(long number, Place place, int at) throws IOException {
        long holder = place.list.valueInode(at);
        if (holder < geometry.firstInode()) {
            throw bad(number, place, at, "a value in a reserved inode", geometry.firstInode(), holder);
        }
        Inode inode = inodes.read(holder);
        long size = place.list.valueSize(at);
        if (!inode.is(Mode.REGULAR) || !inode.hasFlag(Inode.FLAG_EA_INODE) || inode.size() != size) {
            throw bad(
                    number, place, at, "a value that is not in its inode", size + " bytes in inode " + holder, "none");
        }
        byte[] value = new byte[(int) size];
        files.read(holder, inode, 0, ByteBuffer.wrap(value), value.length);
        byte[] sum = new byte[4];
        LittleEndian.put32(sum, 0, geometry.seed().checksum(value, 0, value.length));
        if (LittleEndian.i32(sum, 0) != inode.valueChecksum()
                || !place.list.isHash(at, place.list.storedHash(at), sum)) {
            throw Damage.checksum(
                    device,
                    inodes.locate(holder),
                    "the value of an extended attribute in inode " + holder,
                    LittleEndian.i32(sum, 0),
                    inode.valueChecksum());
        }
        return value;
    }

    private CorruptInputException bad(long number, Place place, int at, String what, Object expected, Object found) {
        return Damage.at(
                device,
                place.position + at,
                what + " among the extended attributes of inode " + number,
                expected,
                found);
    }
}
