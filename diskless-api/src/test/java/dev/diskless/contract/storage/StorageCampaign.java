package dev.diskless.contract.storage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Does the same thing to a directory again and again, each time with another operation failing or the power cut before
 * it, until it got through.
 *
 * <pre>{@code
 * int cuts = StorageCampaign.everyCut(
 *         scratch,
 *         directory -> Files.writeString(directory.resolve("a.apkovl.tar.gz"), "old"),
 *         directory -> commit(DirectoryStorage.of(directory, new Random(1))),
 *         (directory, failure, where) ->
 *                 assertTrue(Set.of("old", "new").contains(Files.readString(directory.resolve("a.apkovl.tar.gz"))), where),
 *         List.of(1L, 2L, 3L));
 * }</pre>
 */
public final class StorageCampaign {

    private static final int LIMIT = 100_000;

    /** Something done to a directory. */
    @FunctionalInterface
    public interface Act {
        /** Does it; an unchecked exception ends the campaign as a failure of the test. */
        void run(Path directory) throws IOException;
    }

    /** Says whether what is left is right. */
    @FunctionalInterface
    public interface Verdict {
        /**
         * Throws an assertion error if it is not.
         *
         * @param directory what is left, on the plain file system
         * @param failure what the act threw; null if it got through, which it may do in spite of a failure
         * @param where which operation failed and how, for messages
         */
        void check(Path directory, IOException failure, String where) throws IOException;
    }

    private StorageCampaign() {}

    /**
     * Each operation fails once in each way.
     *
     * @param scratch a directory for the directories of the runs; empty again at the end
     * @param prepare fills an empty directory
     * @param act what is tried
     * @param verdict looks at the directory as the failed program left it
     * @return how many runs met a failure
     */
    public static int everyFailure(Path scratch, Act prepare, Act act, Verdict verdict) throws IOException {
        int met = 0;
        for (Failure how : Failure.values()) {
            boolean reached = true;
            for (int number = 0; reached && number < LIMIT; number++) {
                Path directory = Files.createDirectory(scratch.resolve("failing"));
                prepare.run(directory);
                FaultyFileSystem system = FaultyFileSystem.over(directory);
                system.failAt(number, how);
                IOException failure = attempt(act, system);
                reached = system.operations() > number;
                met += reached ? 1 : 0;
                verdict.check(directory, failure, how + " at " + number + ", " + system.operation(number));
                clear(directory);
            }
        }
        return met;
    }

    /**
     * The power is cut before each operation; after each cut the survivors of each seed are looked at.
     *
     * @param scratch a directory for the directories of the runs; empty again at the end
     * @param prepare fills an empty directory, durably
     * @param act what is tried
     * @param verdict looks at what a cut left; its failure is null only if the act had returned before
     * @param seeds say what of the unforced remains
     * @return how many runs were cut
     */
    public static int everyCut(Path scratch, Act prepare, Act act, Verdict verdict, List<Long> seeds)
            throws IOException {
        boolean reached = true;
        int number = 0;
        for (; reached && number < LIMIT; number++) {
            Path directory = Files.createDirectory(scratch.resolve("running"));
            prepare.run(directory);
            FaultyFileSystem system = FaultyFileSystem.over(directory);
            system.cutAt(number);
            IOException failure = attempt(act, system);
            reached = system.isCut();
            for (long seed : seeds) {
                Path left = scratch.resolve("left");
                system.survivors(seed, left);
                verdict.check(left, failure, "cut at " + number + ", " + system.operation(number) + ", seed " + seed);
                clear(left);
            }
            clear(directory);
        }
        return number - 1;
    }

    private static IOException attempt(Act act, FaultyFileSystem system) {
        try {
            act.run(system.directory());
            return null;
        } catch (IOException e) {
            return e;
        }
    }

    private static void clear(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
