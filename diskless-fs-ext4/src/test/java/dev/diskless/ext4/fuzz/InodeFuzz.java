package dev.diskless.ext4.fuzz;

/** Damages inodes, and with them inline data, the roots of extent trees and what inodes keep of attributes. */
public final class InodeFuzz {

    private static final VolumeTarget TARGET = new VolumeTarget(Kind.INODE);

    private InodeFuzz() {}

    /** Called by the fuzzer for each input. */
    public static void fuzzerTestOneInput(byte[] input) {
        TARGET.run(input);
    }
}
