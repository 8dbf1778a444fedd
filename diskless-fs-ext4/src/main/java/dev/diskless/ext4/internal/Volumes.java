package dev.diskless.ext4.internal;

import dev.diskless.device.BlockDevice;
import dev.diskless.ext4.internal.disk.Features;
import dev.diskless.ext4.internal.disk.Superblock;
import dev.diskless.fault.InvalidRequestException;
import dev.diskless.medium.FileSystemDescription;
import dev.diskless.medium.FormatOptions;
import dev.diskless.medium.WritingOptions;
import java.io.IOException;
import java.util.Optional;

/** The ways to a {@link Volume}: recognise, open, make. */
public final class Volumes {

    private Volumes() {}

    /**
     * Looks whether a device carries an ext2, ext3 or ext4 file system. One with features that {@link #open} refuses is
     * described too.
     *
     * @param device the device
     * @return what the superblock says; empty if the magic number is not there
     * @throws IOException if the superblock is damaged, or reading fails
     */
    public static Optional<FileSystemDescription> probe(BlockDevice device) throws IOException {
        Optional<Superblock> superblock = SuperblockReader.read(device);
        return superblock.isEmpty()
                ? Optional.empty()
                : Optional.of(SuperblockReader.describe(superblock.get(), device));
    }

    /**
     * Opens a file system for reading.
     *
     * @param device the device; stays open when the volume is closed
     * @return the volume
     * @throws IOException if there is none, it is damaged, uses a feature that cannot be read, or reading fails
     */
    public static Volume open(BlockDevice device) throws IOException {
        return ReadableVolume.open(device);
    }

    /**
     * Opens a file system for reading and changing.
     *
     * @param device the device; stays open when the volume is closed
     * @param options the clock, and whether leftovers of a power cut may be put right
     * @return the volume
     * @throws IOException if there is none, it is damaged, uses a feature that cannot be written, was left in use, or
     *     the device fails
     */
    public static Volume openWritable(BlockDevice device, WritingOptions options) throws IOException {
        return WritableOpening.open(device, options);
    }

    /**
     * Makes an empty file system and opens it for making objects in it; {@link Volume#close} completes it.
     *
     * @param device the device; stays open when the volume is closed
     * @param options label, identity and time
     * @return the volume
     * @throws IOException if the device is too small or too large, the label is too long, or writing fails
     */
    public static Volume format(BlockDevice device, FormatOptions options) throws IOException {
        return format(device, FormatRequest.of(options, Features.MADE_HERE));
    }

    /**
     * Makes an empty file system of a chosen kind and opens it for making objects in it; {@link Volume#close} completes
     * it.
     *
     * @param device the device; stays open when the volume is closed
     * @param request what it is to be like
     * @return the volume
     * @throws IOException if the device is too small or too large, the request cannot be met, or writing fails
     */
    public static Volume format(BlockDevice device, FormatRequest request) throws IOException {
        return Formatter.format(device, request);
    }

    /**
     * Makes a file system fill its device.
     *
     * @param device the device, larger than its file system
     * @return false if there is no room for anything more
     * @throws IOException if it cannot grow, is damaged, or the device fails
     */
    public static boolean grow(BlockDevice device) throws IOException {
        return VolumeGrowth.grow(device);
    }

    /**
     * How much room a new file system would have for content.
     *
     * @param deviceSize bytes
     * @return bytes; 0 if no file system fits
     */
    public static long capacity(long deviceSize) {
        try {
            FormatPlan plan = FormatPlan.of(deviceSize, 512);
            return plan.freeBlocks() * plan.blockSize();
        } catch (InvalidRequestException e) {
            return 0;
        }
    }
}
