package dev.diskless.ext4.internal;

import dev.diskless.ext4.internal.disk.AttributeEntry;
import dev.diskless.ext4.internal.disk.AttributeList;
import dev.diskless.ext4.internal.disk.AttributeName;
import dev.diskless.ext4.internal.disk.Features;
import dev.diskless.ext4.internal.disk.Inode;
import dev.diskless.ext4.internal.disk.Mode;
import dev.diskless.fault.CorruptInputException;
import dev.diskless.fault.ImageFullException;
import dev.diskless.fault.InvalidRequestException;
import dev.diskless.fault.Printable;
import dev.diskless.fault.UnsupportedFeatureException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Works out what the attributes of an inode look like after a change. Reads and writes nothing; finding, copying and
 * giving back the block of attributes is left to the caller.
 *
 * <p>Places are chosen as Linux does: in the inode if there is room, else in the block. A block that is made belongs to
 * one inode.
 *
 * @see <a href="https://www.kernel.org/doc/html/latest/filesystems/ext4/attributes.html">ext4, Extended Attributes</a>
 */
final class AttributeWriter {

    private final VolumeGeometry geometry;

    AttributeWriter(VolumeGeometry geometry) {
        this.geometry = geometry;
    }

    /**
     * Sets or removes an attribute. An access control list for access also changes the permissions in the inode, and is
     * not stored if these can say the same. An exception leaves the inode as it was.
     *
     * @param number the number of the inode, for messages
     * @param inode changed in place; its checksum and, where the block comes or goes, the number of the block and the
     *     count of blocks are left to the caller
     * @param block the block of attributes that the inode has, which is not changed; null for none
     * @param name the full name
     * @param value the value as Linux takes it from programs; null removes
     * @return the block that the inode needs: {@code block} itself if that can stay as it is, else a new array without
     *     a checksum, or null for none
     * @throws NoSuchFileException if the attribute to be removed is not there
     * @throws InvalidRequestException if Linux would not take the name or the value for this inode
     * @throws ImageFullException if neither the inode nor a block has room
     * @throws UnsupportedFeatureException if the inode keeps content among its attributes, or has values in inodes of
     *     their own
     * @throws CorruptInputException if a list is damaged
     */
    byte @Nullable [] set(long number, Inode inode, byte @Nullable [] block, byte[] name, byte @Nullable [] value)
            throws IOException {
        AttributeRequest request = AttributeRequest.of(inode.mode(), name, value);
        if (inode.hasFlag(Inode.FLAG_INLINE_DATA)) {
            throw inlineData(number);
        }
        AttributeList room = room(number, inode);
        List<AttributeEntry> inInode =
                room != null && AttributeList.isIn(inode) ? entries(number, room, false) : List.of();
        List<AttributeEntry> inBlock = block == null ? List.of() : entries(number, list(number, block), false);
        boolean found =
                inInode.stream().anyMatch(request::names) || inBlock.stream().anyMatch(request::names);
        if (value == null && !found) {
            String text = new String(name, StandardCharsets.UTF_8);
            throw new NoSuchFileException("inode " + number, null, "no attribute " + Printable.text(text));
        }
        List<AttributeEntry> newInInode = new ArrayList<>(inInode);
        List<AttributeEntry> newInBlock = new ArrayList<>(inBlock);
        if (request.value() == null) {
            newInInode.removeIf(request::names);
            newInBlock.removeIf(request::names);
        } else if (!isStored(request, inInode, inBlock)) {
            put(number, request, room, newInInode, newInBlock);
        }
        if (room != null && !newInInode.equals(inInode)) {
            room.write(newInInode);
        }
        inode.setPermissions(request.mode() & Mode.PERMISSIONS);
        return newInBlock.equals(inBlock) ? block : block(newInBlock);
    }

    /** Stores the checksum of a block at its place, on a volume with checksums. */
    void seal(byte[] block, long physical) {
        if (geometry.hasMetadataChecksums()) {
            AttributeList.inBlock(block).seal(geometry.seed(), physical);
        }
    }

    /**
     * Refuses an inode with values in inodes of their own, which would have to be given back with it.
     *
     * @throws UnsupportedFeatureException if there is such a value
     * @throws CorruptInputException if a list is damaged
     */
    void requireOwnValues(long number, Inode inode, byte @Nullable [] block) throws IOException {
        AttributeList room = room(number, inode);
        if (room != null && AttributeList.isIn(inode)) {
            entries(number, room, true);
        }
        if (block != null) {
            entries(number, list(number, block), true);
        }
    }

    /**
     * The mode of a file that gets an access control list for access: its mask, or else the entry of the owning group,
     * becomes the permissions of the group.
     *
     * @throws InvalidRequestException if Linux would not take the list
     */
    static int modeAfterAcl(int mode, byte[] list) throws InvalidRequestException {
        return AttributeRequest.modeAfterAcl(mode, list);
    }

    private static boolean isStored(
            AttributeRequest request, List<AttributeEntry> inInode, List<AttributeEntry> inBlock) {
        List<AttributeEntry> all = new ArrayList<>(inInode);
        all.addAll(inBlock);
        all.removeIf(entry -> !request.names(entry));
        return all.size() == 1 && Arrays.equals(all.get(0).value(), request.value());
    }

    private void put(
            long number,
            AttributeRequest request,
            @Nullable AttributeList room,
            List<AttributeEntry> inInode,
            List<AttributeEntry> inBlock)
            throws ImageFullException {
        byte[] value = request.value();
        if (value == null || value.length > geometry.blockSize()) {
            throw full(number, value == null ? 0 : value.length);
        }
        List<AttributeEntry> before = List.copyOf(inInode);
        AttributeName.Stored name = request.name();
        AttributeEntry entry = new AttributeEntry(name.index(), name.rest(), value, 0, AttributeEntry.LAST);
        replace(inInode, entry);
        if (room != null && AttributeList.size(inInode) <= room.end() - room.first()) {
            inBlock.removeIf(request::names);
            return;
        }
        inInode.clear();
        inInode.addAll(before);
        inInode.removeIf(request::names);
        replace(inBlock, entry.hashed());
        if (AttributeList.size(inBlock) > geometry.blockSize() - AttributeList.BLOCK_HEADER) {
            throw full(number, value.length);
        }
    }

    /** Puts an entry where one of its name is, and its value there too if that has the same size; else at the end. */
    private static void replace(List<AttributeEntry> entries, AttributeEntry entry) {
        for (int at = 0; at < entries.size(); at++) {
            AttributeEntry old = entries.get(at);
            if (old.is(entry.index(), entry.name())) {
                entries.set(at, old.valueSize() == entry.valueSize() ? entry.at(old.place()) : entry);
                return;
            }
        }
        entries.add(entry);
    }

    private byte @Nullable [] block(List<AttributeEntry> entries) {
        if (entries.isEmpty()) {
            return null;
        }
        byte[] block = new byte[geometry.blockSize()];
        entries.sort(AttributeEntry::compare);
        AttributeList.inBlock(block).write(entries);
        return block;
    }

    /** The room behind the fields of an inode; null if there is none. */
    private static @Nullable AttributeList room(long number, Inode inode) throws CorruptInputException {
        if (!inode.hasValidExtraSize()) {
            throw bad(
                    "inode " + number,
                    Inode.BASE_SIZE,
                    "an impossible size of extra fields",
                    "a multiple of 4",
                    inode.extraSize());
        }
        // Linux, too, gives an old inode without extra fields no attributes of its own.
        boolean hasRoom = inode.extraSize() > 0
                && Inode.BASE_SIZE + inode.extraSize() + AttributeList.SMALLEST <= inode.bytes().length;
        return hasRoom ? AttributeList.in(inode) : null;
    }

    private AttributeList list(long number, byte[] block) throws CorruptInputException {
        AttributeList list = AttributeList.inBlock(block);
        if (list.magic() != AttributeList.MAGIC || list.blockCount() != 1) {
            throw bad(
                    place(number, list),
                    0,
                    "no block of extended attributes",
                    "magic and 1 block",
                    Damage.hex(list.magic()));
        }
        return list;
    }

    private List<AttributeEntry> entries(long number, AttributeList list, boolean withInlineData) throws IOException {
        String place = place(number, list);
        AttributeListCheck.run(
                list,
                geometry.features().hasIncompatible(Features.EA_INODE),
                (at, what, expected, found) -> bad(place, at, what, expected, found));
        List<AttributeEntry> entries = new ArrayList<>();
        for (int at = list.first(); !list.isEnd(at); at = list.next(at)) {
            if (list.valueInode(at) != 0) {
                throw new UnsupportedFeatureException(UnsupportedFeatureException.detail(
                                "inode " + number + " has extended attributes with values in inodes of their own")
                        .found("inode " + list.valueInode(at)));
            }
            if (!withInlineData && AttributeName.isInlineData(list.nameIndex(at), list.name(at))) {
                throw inlineData(number);
            }
            entries.add(list.entry(at));
        }
        return entries;
    }

    private static String place(long number, AttributeList list) {
        return (list.isInBlock() ? "attribute block of inode " : "inode ") + number;
    }

    private static CorruptInputException bad(String place, int at, String what, Object expected, Object found) {
        return new CorruptInputException(CorruptInputException.detail(what + " among the extended attributes")
                .at(place, at)
                .expected(expected)
                .found(found));
    }

    private static UnsupportedFeatureException inlineData(long number) {
        return new UnsupportedFeatureException(UnsupportedFeatureException.detail(
                "inode " + number + " keeps its content among its extended attributes"));
    }

    private ImageFullException full(long number, int size) {
        return new ImageFullException(ImageFullException.detail("no room for an extended attribute of inode " + number)
                .expected("all attributes within the inode and one block of " + geometry.blockSize() + " bytes")
                .found("a value of " + size + " bytes")
                .cure("remove other attributes, or use a shorter value"));
    }
}
