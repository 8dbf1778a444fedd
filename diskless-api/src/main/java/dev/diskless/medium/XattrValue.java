package dev.diskless.medium;

import java.util.Arrays;
import java.util.HexFormat;

/** The bytes of one extended attribute. Immutable, equal to another of the same bytes, thread-safe. */
public final class XattrValue {

    /** Most bytes that Linux keeps as one value. */
    public static final int MAX_BYTES = 1 << 16;

    private final byte[] bytes;

    private XattrValue(byte[] bytes) {
        this.bytes = bytes;
    }

    /**
     * A value.
     *
     * @param bytes its bytes; copied
     * @return the value
     */
    public static XattrValue of(byte[] bytes) {
        return new XattrValue(bytes.clone());
    }

    /**
     * How long it is.
     *
     * @return bytes, from 0 on
     */
    public int length() {
        return bytes.length;
    }

    /**
     * Its bytes.
     *
     * @return a copy
     */
    public byte[] toByteArray() {
        return bytes.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof XattrValue value && Arrays.equals(value.bytes, bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /** Its bytes in hexadecimal digits. */
    @Override
    public String toString() {
        return HexFormat.of().formatHex(bytes);
    }
}
