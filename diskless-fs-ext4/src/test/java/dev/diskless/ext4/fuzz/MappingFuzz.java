package dev.diskless.ext4.fuzz;

/** Damages extent trees and block maps, and the inodes they hang on. */
public final class MappingFuzz {

    private static final VolumeTarget TARGET = new VolumeTarget(Kind.EXTENT_NODE, Kind.MAP_BLOCK, Kind.INODE);

    private MappingFuzz() {}

    /** Called by the fuzzer for each input. */
    public static void fuzzerTestOneInput(byte[] input) {
        TARGET.run(input);
    }
}
