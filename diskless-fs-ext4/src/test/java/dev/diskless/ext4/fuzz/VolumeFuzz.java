package dev.diskless.ext4.fuzz;

/** Damages structures of all kinds together. */
public final class VolumeFuzz {

    private static final VolumeTarget TARGET = new VolumeTarget(
            Kind.SUPERBLOCK,
            Kind.DESCRIPTOR,
            Kind.BLOCK_BITMAP,
            Kind.INODE_BITMAP,
            Kind.INODE,
            Kind.EXTENT_NODE,
            Kind.MAP_BLOCK,
            Kind.DIRECTORY_BLOCK,
            Kind.ATTRIBUTE_BLOCK,
            Kind.LINK_TARGET,
            Kind.JOURNAL_SUPERBLOCK,
            Kind.JOURNAL_BLOCK);

    private VolumeFuzz() {}

    /** Called by the fuzzer for each input. */
    public static void fuzzerTestOneInput(byte[] input) {
        TARGET.run(input);
    }
}
