package dev.diskless.ext4.internal.disk;

import java.time.Instant;

/**
 * An inode: 128 bytes, and on most volumes more. A view of its own bytes; nothing is checked here.
 *
 * @see <a href="https://www.kernel.org/doc/html/latest/filesystems/ext4/inodes.html">ext4, Index Nodes</a>
 */
public final class Inode {

    /** Bytes that every inode has. */
    public static final int BASE_SIZE = 128;

    /** Bytes behind the base that a new inode uses for fields. */
    public static final int EXTRA_SIZE = 32;

    /** Where the block array lies. */
    public static final int BLOCK_ARRAY = 0x28;

    /** Bytes in the block array. */
    public static final int BLOCK_ARRAY_SIZE = 60;

    /** The directory has a hash tree. */
    public static final int FLAG_INDEX = 0x1000;

    public static final int FLAG_ENCRYPTED = 0x800;

    /** Blocks are counted in units of the block size. */
    public static final int FLAG_HUGE_FILE = 0x40000;

    /** The block array holds an extent tree. */
    public static final int FLAG_EXTENTS = 0x80000;

    /** The content is the value of an extended attribute of another inode. */
    public static final int FLAG_EA_INODE = 0x200000;

    /** The block array holds content. */
    public static final int FLAG_INLINE_DATA = 0x10000000;

    /** Names are told apart without regard to case. */
    public static final int FLAG_CASEFOLD = 0x40000000;

    /** Flags of inodes that are not changed: immutable, append-only, encrypted, verity, values of attributes, inline. */
    public static final int FLAG_UNCHANGEABLE =
            0x10 | 0x20 | FLAG_ENCRYPTED | 0x100000 | FLAG_EA_INODE | FLAG_INLINE_DATA;

    private static final int MODE = 0x00;
    private static final int UID = 0x02;
    private static final int SIZE = 0x04;
    private static final int ACCESSED = 0x08;
    private static final int CHANGED = 0x0C;
    private static final int MODIFIED = 0x10;
    private static final int DELETED = 0x14;
    private static final int GID = 0x18;
    private static final int LINKS = 0x1A;
    private static final int BLOCKS = 0x1C;
    private static final int FLAGS = 0x20;
    private static final int GENERATION = 0x64;
    private static final int FILE_ACL = 0x68;
    private static final int SIZE_HIGH = 0x6C;
    private static final int BLOCKS_HIGH = 0x74;
    private static final int FILE_ACL_HIGH = 0x76;
    private static final int UID_HIGH = 0x78;
    private static final int GID_HIGH = 0x7A;
    private static final int CHECKSUM = 0x7C;
    private static final int EXTRA = 0x80;
    private static final int CHECKSUM_HIGH = 0x82;
    private static final int CHANGED_EXTRA = 0x84;
    private static final int MODIFIED_EXTRA = 0x88;
    private static final int ACCESSED_EXTRA = 0x8C;
    private static final int CREATED = 0x90;
    private static final int CREATED_EXTRA = 0x94;

    private final byte[] bytes;

    /** A view of as many bytes as an inode of the volume has. */
    public Inode(byte[] bytes) {
        this.bytes = bytes;
    }

    /** An inode of zeros that uses the fields of a new one and has all its times at one moment. */
    public static Inode fresh(int size, int mode, Instant time) {
        Inode inode = new Inode(new byte[size]);
        LittleEndian.put16(inode.bytes, MODE, mode);
        if (size > BASE_SIZE) {
            LittleEndian.put16(inode.bytes, EXTRA, EXTRA_SIZE);
        }
        inode.setAccessed(time);
        inode.setChanged(time);
        inode.setModified(time);
        inode.setCreated(time);
        return inode;
    }

    public byte[] bytes() {
        return bytes;
    }

    /** Another inode with the same bytes. */
    public Inode copy() {
        return new Inode(bytes.clone());
    }

    public int mode() {
        return LittleEndian.u16(bytes, MODE);
    }

    public boolean is(int type) {
        return Mode.is(mode(), type);
    }

    public long uid() {
        return LittleEndian.u16(bytes, UID) | (long) LittleEndian.u16(bytes, UID_HIGH) << 16;
    }

    public long gid() {
        return LittleEndian.u16(bytes, GID) | (long) LittleEndian.u16(bytes, GID_HIGH) << 16;
    }

    /** Bytes of content; negative when the 64 bits say so. */
    public long size() {
        return LittleEndian.u32(bytes, SIZE) | LittleEndian.u32(bytes, SIZE_HIGH) << 32;
    }

    public int links() {
        return LittleEndian.u16(bytes, LINKS);
    }

    public int flags() {
        return LittleEndian.i32(bytes, FLAGS);
    }

    public boolean hasFlag(int flag) {
        return (flags() & flag) != 0;
    }

    public int generation() {
        return LittleEndian.i32(bytes, GENERATION);
    }

    /** The count of blocks as it is stored: in units of 512 bytes, or of blocks with {@link #FLAG_HUGE_FILE}. */
    public long blocks() {
        return LittleEndian.u32(bytes, BLOCKS) | (long) LittleEndian.u16(bytes, BLOCKS_HIGH) << 32;
    }

    /** Where the block of extended attributes lies; 0 for none. */
    public long attributeBlock() {
        return LittleEndian.u32(bytes, FILE_ACL) | (long) LittleEndian.u16(bytes, FILE_ACL_HIGH) << 32;
    }

    /** The checksum of the content of an inode with {@link #FLAG_EA_INODE}, in the place of a time. */
    public int valueChecksum() {
        return LittleEndian.i32(bytes, ACCESSED);
    }

    public DeviceNumber device() {
        return DeviceNumber.at(bytes, BLOCK_ARRAY);
    }

    /** Bytes behind the base that this inode uses for fields; 0 if it has only the base. */
    public int extraSize() {
        return bytes.length > BASE_SIZE ? LittleEndian.u16(bytes, EXTRA) : 0;
    }

    /** Whether {@link #extraSize} is a number that an inode of this size can have. */
    public boolean hasValidExtraSize() {
        return extraSize() % 4 == 0 && extraSize() <= bytes.length - BASE_SIZE;
    }

    public Instant accessed() {
        return time(ACCESSED, ACCESSED_EXTRA);
    }

    public Instant changed() {
        return time(CHANGED, CHANGED_EXTRA);
    }

    public Instant modified() {
        return time(MODIFIED, MODIFIED_EXTRA);
    }

    /** The time of making; that of the last change on an inode without room for it. */
    public Instant created() {
        return hasField(CREATED) ? time(CREATED, CREATED_EXTRA) : changed();
    }

    public void setPermissions(int permissions) {
        LittleEndian.put16(bytes, MODE, mode() & Mode.TYPE | permissions);
    }

    public void setUid(long uid) {
        LittleEndian.put16(bytes, UID, (int) uid);
        LittleEndian.put16(bytes, UID_HIGH, (int) (uid >>> 16));
    }

    public void setGid(long gid) {
        LittleEndian.put16(bytes, GID, (int) gid);
        LittleEndian.put16(bytes, GID_HIGH, (int) (gid >>> 16));
    }

    public void setSize(long size) {
        LittleEndian.put32(bytes, SIZE, size);
        LittleEndian.put32(bytes, SIZE_HIGH, size >>> 32);
    }

    public void setLinks(int links) {
        LittleEndian.put16(bytes, LINKS, links);
    }

    public void setFlags(int flags) {
        LittleEndian.put32(bytes, FLAGS, flags);
    }

    public void setBlocks(long count) {
        LittleEndian.put32(bytes, BLOCKS, count);
        LittleEndian.put16(bytes, BLOCKS_HIGH, (int) (count >>> 32));
    }

    public void setGeneration(int generation) {
        LittleEndian.put32(bytes, GENERATION, generation);
    }

    public void setAttributeBlock(long block) {
        LittleEndian.put32(bytes, FILE_ACL, block);
        LittleEndian.put16(bytes, FILE_ACL_HIGH, (int) (block >>> 32));
    }

    /** Sets the time at which the last name went. */
    public void setDeleted(Instant time) {
        LittleEndian.put32(bytes, DELETED, Timestamp.seconds(time));
    }

    /** The time at which the last name went; the number of another inode while it is in a list of such inodes. */
    public long deleted() {
        return LittleEndian.u32(bytes, DELETED);
    }

    public void clearDeleted() {
        LittleEndian.put32(bytes, DELETED, 0);
    }

    public void setDevice(DeviceNumber number) {
        number.put(bytes, BLOCK_ARRAY);
    }

    public void setAccessed(Instant time) {
        putTime(ACCESSED, ACCESSED_EXTRA, time);
    }

    public void setChanged(Instant time) {
        putTime(CHANGED, CHANGED_EXTRA, time);
    }

    public void setModified(Instant time) {
        putTime(MODIFIED, MODIFIED_EXTRA, time);
    }

    /** Sets the seconds of the three oldest times, which an inode without extra fields has too. */
    public void setBaseTimes(Instant time) {
        LittleEndian.put32(bytes, ACCESSED, Timestamp.seconds(time));
        LittleEndian.put32(bytes, CHANGED, Timestamp.seconds(time));
        LittleEndian.put32(bytes, MODIFIED, Timestamp.seconds(time));
    }

    /** Sets the time of making; nothing on an inode without room for it. */
    public void setCreated(Instant time) {
        if (hasField(CREATED)) {
            putTime(CREATED, CREATED_EXTRA, time);
        }
    }

    public int storedChecksum() {
        int low = LittleEndian.u16(bytes, CHECKSUM);
        return hasWideChecksum() ? low | LittleEndian.u16(bytes, CHECKSUM_HIGH) << 16 : low;
    }

    /** The checksum; only 16 bits of it on an inode without room for more. */
    public int computedChecksum(ChecksumSeed volume, long number) {
        byte[] cleared = bytes.clone();
        LittleEndian.put16(cleared, CHECKSUM, 0);
        if (hasWideChecksum()) {
            LittleEndian.put16(cleared, CHECKSUM_HIGH, 0);
        }
        int sum = volume.ofInode(number, generation()).checksum(cleared, 0, cleared.length);
        return hasWideChecksum() ? sum : sum & 0xFFFF;
    }

    /** Stores the checksum of what the other bytes are now. */
    public void seal(ChecksumSeed volume, long number) {
        int checksum = computedChecksum(volume, number);
        LittleEndian.put16(bytes, CHECKSUM, checksum);
        if (hasWideChecksum()) {
            LittleEndian.put16(bytes, CHECKSUM_HIGH, checksum >>> 16);
        }
    }

    /** Whether the base is all zeros, as in a slot that was never used. */
    public boolean isBlank() {
        for (int i = 0; i < BASE_SIZE; i++) {
            if (bytes[i] != 0) {
                return false;
            }
        }
        return true;
    }

    private boolean hasWideChecksum() {
        return hasField(CHECKSUM_HIGH - 2);
    }

    private boolean hasField(int field) {
        return field + 4 <= BASE_SIZE + extraSize();
    }

    private Instant time(int field, int extra) {
        int seconds = LittleEndian.i32(bytes, field);
        return Timestamp.decode(seconds, hasField(extra) ? LittleEndian.i32(bytes, extra) : 0);
    }

    private void putTime(int field, int extra, Instant time) {
        LittleEndian.put32(bytes, field, hasField(extra) ? Timestamp.seconds(time) : Timestamp.shortSeconds(time));
        if (hasField(extra)) {
            LittleEndian.put32(bytes, extra, Timestamp.extra(time));
        }
    }
}
