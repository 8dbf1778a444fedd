package dev.diskless.ext4.fuzz;

/** Damages group descriptors and bitmaps. */
public final class GroupFuzz {

    private static final VolumeTarget TARGET = new VolumeTarget(Kind.DESCRIPTOR, Kind.BLOCK_BITMAP, Kind.INODE_BITMAP);

    private GroupFuzz() {}

    /** Called by the fuzzer for each input. */
    public static void fuzzerTestOneInput(byte[] input) {
        TARGET.run(input);
    }
}
