package dev.diskless.ext4.fuzz;

/** Damages blocks of extended attributes. */
public final class AttributeFuzz {

    private static final VolumeTarget TARGET = new VolumeTarget(Kind.ATTRIBUTE_BLOCK);

    private AttributeFuzz() {}

    /** Called by the fuzzer for each input. */
    public static void fuzzerTestOneInput(byte[] input) {
        TARGET.run(input);
    }
}
