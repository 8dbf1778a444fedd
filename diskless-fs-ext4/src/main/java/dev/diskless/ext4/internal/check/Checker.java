package dev.diskless.ext4.internal.check;

import dev.diskless.device.BlockDevice;
import dev.diskless.ext4.check.CheckReport;
import dev.diskless.ext4.internal.disk.Features;
import dev.diskless.ext4.internal.disk.Superblock;
import dev.diskless.progress.Progress;
import dev.diskless.progress.ProgressUnit;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Runs the passes in their order. */
public final class Checker {

    private static final int PASSES = 4;
    private static final int MAX_TABLE = 1 << 27;

    private Checker() {}

    /**
     * Checks the volume on a device.
     *
     * @param device only read
     * @param progress one of its units is used
     * @return what was found
     * @throws IOException if reading fails or the caller cancels
     */
    public static CheckReport check(BlockDevice device, Progress progress) throws IOException {
        Findings findings = new Findings();
        examine(device, findings, progress);
        return findings.report();
    }

    /** What was learned about a volume; null if its parts could not be told. */
    static @Nullable Examined examine(BlockDevice device, Findings findings, Progress progress) throws IOException {
        try (Progress work = progress.child("check", ProgressUnit.STEPS, PASSES)) {
            Examined volume = open(device, findings);
            if (volume == null) {
                findings.incomplete();
                return null;
            }
            new MetadataPass(volume).run();
            new InodePass(volume).run(work);
            new DirectoryPass(volume).run(work);
            new LinkPass(volume).run(work);
            new BitmapPass(volume).run(work);
            return volume;
        }
    }

    private static @Nullable Examined open(BlockDevice device, Findings findings) throws IOException {
        if (device.size() < Superblock.POSITION + Superblock.SIZE) {
            findings.volume(Problem.NO_SUPERBLOCK, "the device is too small for a superblock");
            return null;
        }
        ByteBuffer buffer = ByteBuffer.allocate(Superblock.SIZE);
        device.read(Superblock.POSITION, buffer);
        Superblock superblock = new Superblock(buffer.array());
        if (!superblock.hasMagic()) {
            findings.volume(Problem.NO_SUPERBLOCK, "the superblock has another magic number");
            return null;
        }
        Features features = superblock.features();
        boolean summed = features.hasReadOnlyCompatible(Features.METADATA_CSUM);
        if (summed && superblock.storedChecksum() != superblock.computedChecksum()) {
            findings.volume(Problem.SUPERBLOCK_CHECKSUM, "wrong checksum of the superblock");
        }
        if (summed && superblock.u8(Superblock.CHECKSUM_TYPE) != 1) {
            findings.volume(Problem.SUPERBLOCK_FIELD, "unknown type of checksums");
            return null;
        }
        List<String> unreadable = features.unreadable();
        if (features.hasReadOnlyCompatible(Features.BIGALLOC)) {
            unreadable.add("bigalloc");
        }
        if (!unreadable.isEmpty() || superblock.u32(Superblock.REVISION) > 1) {
            findings.volume(
                    Problem.UNSUPPORTED_FEATURE,
                    "cannot be checked: revision " + superblock.u32(Superblock.REVISION) + ", features " + unreadable);
            return null;
        }
        List<String> unknown = features.names().stream()
                .filter(name -> name.startsWith("FEATURE_"))
                .toList();
        if (!unknown.isEmpty()) {
            findings.volume(Problem.UNSUPPORTED_FEATURE, "what these features keep is not checked: " + unknown);
        }
        Layout layout = Layout.of(superblock, device.size(), findings);
        if (layout == null) {
            return null;
        }
        Source source = new Source(device, layout.blockSize());
        GroupTable groups = groups(source, layout, findings);
        return groups == null ? null : new Examined(source, superblock, layout, groups, findings);
    }

    private static @Nullable GroupTable groups(Source source, Layout layout, Findings findings) throws IOException {
        long size = (long) layout.descriptorBlocks() * layout.blockSize();
        if (size > MAX_TABLE) {
            findings.volume(Problem.VOLUME_TOO_LARGE, size + " bytes of group descriptors are more than " + MAX_TABLE);
            return null;
        }
        for (int i = 0; i < layout.descriptorBlocks(); i++) {
            if (!layout.holds(layout.descriptorBlock(i), 1) || !source.holds(layout.descriptorBlock(i), 1)) {
                findings.block(
                        Problem.DESCRIPTOR_LOCATION, -1, layout.descriptorBlock(i), "group descriptors lie outside");
                return null;
            }
        }
        byte[] block = new byte[layout.blockSize()];
        byte[] table = new byte[(int) size];
        for (int i = 0; i < layout.descriptorBlocks(); i++) {
            source.read(layout.descriptorBlock(i), block);
            System.arraycopy(block, 0, table, i * block.length, block.length);
        }
        return new GroupTable(table, layout.descriptorSize());
    }
}
