package dev.diskless.device;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * A run of bytes with a sector size and a flush barrier: an image file, memory, a disk, or a part of one of these.
 *
 * <p>What it must do:
 * <ul>
 *   <li>{@link #read} and {@link #write} transfer all remaining bytes of the buffer or throw; a range that leaves the
 *       device is an {@link IndexOutOfBoundsException} before any byte moves, because it is a fault of the caller;</li>
 *   <li>bytes that were never written read as zeros on devices that were made by this library;</li>
 *   <li>after {@link #flush} returns, everything written before survives a power cut; a cut before it may keep,
 *       lose or tear any of these writes, but never half a sector;</li>
 *   <li>whoever opens a device closes it; what is opened on a device never closes it.</li>
 * </ul>
 *
 * <p>Reads may run at the same time in any number of threads. Writes to ranges that do not overlap may too.
 */
public interface BlockDevice extends Closeable {

    /**
     * The size of the device.
     *
     * @return bytes; a multiple of the sector size
     */
    long size();

    /**
     * The unit that is written whole or not at all.
     *
     * @return bytes: 512 or 4096
     */
    int sectorSize();

    /**
     * Whether {@link #write} and {@link #zero} are refused.
     *
     * @return true if the device can only be read
     */
    boolean isReadOnly();

    /**
     * Reads bytes into all the remaining room of a buffer.
     *
     * @param position bytes from the start of the device
     * @param target receives the bytes; its position moves to its limit
     * @throws IOException if the host fails, or the device has become shorter than its size
     */
    void read(long position, ByteBuffer target) throws IOException;

    /**
     * Writes all the remaining bytes of a buffer.
     *
     * @param position bytes from the start of the device
     * @param source the bytes; its position moves to its limit
     * @throws IOException if the host fails; {@link java.nio.channels.NonWritableChannelException} if read-only
     */
    void write(long position, ByteBuffer source) throws IOException;

    /**
     * Makes a range read as zeros, without spending space on it where the device can.
     *
     * @param position bytes from the start of the device
     * @param length bytes
     * @throws IOException if the host fails; {@link java.nio.channels.NonWritableChannelException} if read-only
     */
    void zero(long position, long length) throws IOException;

    /**
     * Forces everything written so far to stable storage.
     *
     * @throws IOException if the host fails; then nothing is known about the writes since the last flush
     */
    void flush() throws IOException;

    /**
     * A part of this device as a device of its own. Closing the part does nothing to this device.
     *
     * @param position where the part starts, in bytes; a multiple of the sector size
     * @param length its size in bytes; a multiple of the sector size
     * @return the part
     */
    default BlockDevice range(long position, long length) {
        return new DeviceRange(this, position, length);
    }
}
