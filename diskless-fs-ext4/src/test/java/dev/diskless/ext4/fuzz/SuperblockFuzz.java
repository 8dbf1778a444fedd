package dev.diskless.ext4.fuzz;

/** Damages superblocks. */
public final class SuperblockFuzz {

    private static final VolumeTarget TARGET = new VolumeTarget(Kind.SUPERBLOCK);

    private SuperblockFuzz() {}

    /** Called by the fuzzer for each input. */
    public static void fuzzerTestOneInput(byte[] input) {
        TARGET.run(input);
    }
}
