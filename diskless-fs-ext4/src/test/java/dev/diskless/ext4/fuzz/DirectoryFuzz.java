package dev.diskless.ext4.fuzz;

/** Damages blocks of directories, linear ones and hash trees. */
public final class DirectoryFuzz {

    private static final VolumeTarget TARGET = new VolumeTarget(Kind.DIRECTORY_BLOCK, Kind.LINK_TARGET);

    private DirectoryFuzz() {}

    /** Called by the fuzzer for each input. */
    public static void fuzzerTestOneInput(byte[] input) {
        TARGET.run(input);
    }
}
