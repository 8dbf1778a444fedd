package dev.diskless.ext4.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Runs every target under a coverage-guided fuzzer, one after the other, each in a JVM of its own with 64 MiB of heap to
 * spare. Needs the profile that brings the fuzzer; see the README of the module.
 */
class FuzzCampaignIT {

    private static final String FUZZER = "com.code_intelligence.jazzer.Jazzer";
    private static final List<String> ALL = List.of(
            "SuperblockFuzz",
            "GroupFuzz",
            "InodeFuzz",
            "MappingFuzz",
            "DirectoryFuzz",
            "AttributeFuzz",
            "JournalFuzz",
            "VolumeFuzz",
            "PartitionTableFuzz");
    private static final int MOST_INPUT = 64;
    private static final int SEEDS = 100;
    private static final Pattern STATUS = Pattern.compile("cov: (\\d+) ft: (\\d+) corp: (\\d+)");
    private static final Pattern EXECUTIONS = Pattern.compile("stat::number_of_executed_units: (\\d+)");

    private final Path folder = Path.of("target", "fuzz");

    @Test
    void noTargetHasAFinding() throws IOException, InterruptedException {
        assumeTrue(hasFuzzer(), "the profile \"fuzz\" brings the fuzzer");
        String named = System.getProperty("fuzz.targets", "");
        List<String> targets = named.isEmpty() ? ALL : Arrays.asList(named.split(","));
        long seconds = Math.max(1, Long.getLong("fuzz.seconds", 90) / targets.size());
        List<String> failed = new ArrayList<>();
        for (String target : targets) {
            if (!run(target, seconds)) {
                failed.add(target);
            }
        }
        assertEquals(List.of(), failed, "targets with findings; see the logs in " + folder.toAbsolutePath());
    }

    private static boolean hasFuzzer() {
        try {
            Class.forName(FUZZER, false, FuzzCampaignIT.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }

    private boolean run(String target, long seconds) throws IOException, InterruptedException {
        Path home = Files.createDirectories(folder.resolve(target));
        Path corpus = Files.createDirectories(home.resolve("corpus"));
        Path log = home.resolve("log");
        seed(corpus);
        Process process = new ProcessBuilder(command(target, seconds))
                .directory(home.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        int status;
        try {
            status = process.waitFor();
        } finally {
            process.destroy();
        }
        // The fuzzer that goes on after findings ends well.
        return report(target, seconds, corpus, log, status) == 0 && status == 0;
    }

    private static List<String> command(String target, long seconds) {
        String path = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                // Serial: of the heap's size nothing is rounded away to regions.
                "-XX:+UseSerialGC",
                "-Xmx320m",
                "-Xmn24m",
                "-Dfuzz.room=" + (64 << 20),
                "-cp",
                path,
                FUZZER,
                "--target_class=dev.diskless.ext4.fuzz." + target,
                "--instrumentation_includes=dev.diskless.**",
                // Guidance by compared values costs nine tenths of the speed, and edits have such values anyway.
                "--trace=cov",
                "--keep_going=50",
                "--reproducer_path=.",
                "-artifact_prefix=./",
                "-timeout=30",
                "-max_len=" + MOST_INPUT,
                "-print_final_stats=1",
                "-max_total_time=" + seconds,
                "corpus");
    }

    /** The length of inputs grows from what is there, slowly if nothing is. */
    private static void seed(Path corpus) throws IOException {
        Random random = new Random(1);
        for (int i = 0; i < SEEDS; i++) {
            byte[] input = new byte[2 + random.nextInt(MOST_INPUT - 2)];
            random.nextBytes(input);
            Files.write(corpus.resolve("seed-" + i), input);
        }
    }

    /** Prints what a run was and gives the number of its findings. */
    private static long report(String target, long seconds, Path corpus, Path log, int status) throws IOException {
        String coverage = "?";
        String features = "?";
        String executions = "?";
        long findings = 0;
        for (String line : Files.readAllLines(log)) {
            Matcher now = STATUS.matcher(line);
            if (now.find()) {
                coverage = now.group(1);
                features = now.group(2);
            }
            Matcher last = EXECUTIONS.matcher(line);
            if (last.find()) {
                executions = last.group(1);
            }
            findings += line.startsWith("== Java Exception") || line.startsWith("SUMMARY: libFuzzer") ? 1 : 0;
        }
        try (Stream<Path> files = Files.list(corpus)) {
            System.out.printf(
                    Locale.ROOT,
                    "%-20s %6d s %10s executions %6s edges %7s features %6d inputs %3d findings, exit %d%n",
                    target,
                    seconds,
                    executions,
                    coverage,
                    features,
                    files.count(),
                    findings,
                    status);
        }
        return findings;
    }
}
