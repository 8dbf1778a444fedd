package dev.diskless.ext4.internal.disk;

import java.util.Arrays;

/**
 * One extended attribute of a list, with its value.
 *
 * @param index the number that stands for the beginning of the name
 * @param name the rest of the name
 * @param value the value as it is stored
 * @param hash the hash as it is stored; a list in an inode may have 0 instead
 * @param place where the value lies in the list, which keeps values in this order; {@link #LAST} below all others
 */
public record AttributeEntry(int index, byte[] name, byte[] value, int hash, int place) {

    /** The place of a value that is new in a list. */
    public static final int LAST = -1;

    /** Bytes of the entry itself, as it is padded. */
    public int entrySize() {
        return padded(AttributeList.ENTRY + name.length);
    }

    /** Bytes of the value, as it is padded. */
    public int valueSize() {
        return padded(value.length);
    }

    public boolean is(int otherIndex, byte[] otherName) {
        return index == otherIndex && Arrays.equals(name, otherName);
    }

    /** This attribute with its value in another place. */
    public AttributeEntry at(int otherPlace) {
        return new AttributeEntry(index, name, value, hash, otherPlace);
    }

    /** The order of entries in a block. */
    public static int compare(AttributeEntry a, AttributeEntry b) {
        int order = Integer.compare(a.index, b.index);
        if (order == 0) {
            order = Integer.compare(a.name.length, b.name.length);
        }
        return order == 0 ? Arrays.compareUnsigned(a.name, b.name) : order;
    }

    /** The hash that a list in a block keeps. */
    public int computedHash() {
        return hash(name, value, 0xFF);
    }

    /** This attribute with its hash. */
    public AttributeEntry hashed() {
        return new AttributeEntry(index, name, value, computedHash(), place);
    }

    /** The hash, with the bytes of the name cut to a mask; that of -1 leaves them signed. */
    static int hash(byte[] name, byte[] value, int mask) {
        int hash = 0;
        for (byte b : name) {
            hash = Integer.rotateLeft(hash, 5) ^ b & mask;
        }
        byte[] words = Arrays.copyOf(value, padded(value.length));
        for (int i = 0; i < words.length; i += 4) {
            hash = Integer.rotateLeft(hash, 16) ^ LittleEndian.i32(words, i);
        }
        return hash;
    }

    private static int padded(int length) {
        return length + 3 & ~3;
    }
}
