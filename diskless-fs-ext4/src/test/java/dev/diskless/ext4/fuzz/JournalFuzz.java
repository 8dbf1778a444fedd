package dev.diskless.ext4.fuzz;

/** Damages journals that wait to be replayed. */
public final class JournalFuzz {

    private static final VolumeTarget TARGET = new VolumeTarget(Kind.JOURNAL_SUPERBLOCK, Kind.JOURNAL_BLOCK);

    private JournalFuzz() {}

    /** Called by the fuzzer for each input. */
    public static void fuzzerTestOneInput(byte[] input) {
        TARGET.run(input);
    }
}
