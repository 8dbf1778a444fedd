package dev.diskless.examples.bench;

import java.util.List;

/**
 * How much work is measured.
 *
 * @param files how many small files
 * @param fileBytes the size of each
 * @param perDirectory how many of them lie in one directory
 * @param largeBytes the size of the large file
 * @param emptyBytes the size of the empty file system
 * @param counts of files, for growth
 * @param entries of one directory, for growth
 * @param auditedFiles how many files of packages a root has that is audited
 * @param warmUps runs that do not count
 * @param repeats runs that count
 */
record Scale(
        int files,
        int fileBytes,
        int perDirectory,
        long largeBytes,
        long emptyBytes,
        List<Integer> counts,
        List<Integer> entries,
        int auditedFiles,
        int warmUps,
        int repeats) {

    private static final long MIB = 1 << 20;

    /** What the targets are for. */
    static Scale full(boolean million) {
        List<Integer> counts = million ? List.of(1_000, 10_000, 100_000, 1_000_000) : List.of(1_000, 10_000, 100_000);
        return new Scale(
                20_000,
                4096,
                100,
                1024 * MIB,
                64 * 1024 * MIB,
                counts,
                List.of(10, 100, 1_000, 10_000, 100_000),
                50_000,
                20,
                7);
    }

    /** Just enough to see that it works. */
    static Scale tiny() {
        return new Scale(40, 4096, 10, 4 * MIB, 1024 * MIB, List.of(10, 20), List.of(10, 20), 150, 0, 1);
    }

    /** Room for the small files, in bytes. */
    long smallRoom() {
        return Math.max(64 * MIB, 3L * files * fileBytes);
    }

    /** Room for the large file, in bytes. */
    long largeRoom() {
        return Math.max(64 * MIB, largeBytes + largeBytes / 4);
    }
}
