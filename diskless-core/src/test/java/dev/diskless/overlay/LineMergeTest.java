package dev.diskless.overlay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diskless.contract.tool.RealTool;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** diff3 and git merge-file as judges. */
class LineMergeTest {

    private static final int ROUNDS = 120;

    @TempDir
    Path directory;

    @Test
    void mergesAndConflictsAsGitAndDiff3Do() throws IOException {
        RealTool diff3 = RealTool.named("diff3");
        RealTool git = RealTool.named("git");
        int clean = 0;
        for (int seed = 0; seed < ROUNDS; seed++) {
            Random random = new Random(seed);
            StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(25); i >= 0; i--) {
                // Lines of a text that are all different leave no choice in how they are matched.
                text.append("line ").append(i).append('\n');
            }
            String base = text.toString();
            String ours = changed(random, base, "o");
            String theirs = random.nextInt(6) == 0 ? ours : changed(random, base, random.nextBoolean() ? "t" : "o");
            Path b = Files.writeString(directory.resolve("base"), base);
            Path o = Files.writeString(directory.resolve("ours"), ours);
            Path t = Files.writeString(directory.resolve("theirs"), theirs);
            LineMerge.Result result = LineMerge.of(lines(base), lines(ours), lines(theirs));
            String merged = new String(result.text(), StandardCharsets.UTF_8);
            RealTool.Outcome byGit =
                    git.run("merge-file", "-p", "--diff3", "-L", "ours", "-L", "base", "-L", "theirs", o, b, t);
            String context = "seed " + seed + "\n" + base + "---\n" + ours + "---\n" + theirs;
            assertEquals(byGit.status(), result.conflicts(), () -> context + "---\n" + merged);
            assertEquals(byGit.out(), merged, () -> context);
            if (result.conflicts() == 0) {
                clean++;
                RealTool.Outcome byDiff3 = diff3.run("-m", "-E", o, b, t).succeeded();
                assertEquals(byDiff3.out(), merged, () -> context);
            }
        }
        assertTrue(clean > ROUNDS / 10 && clean < ROUNDS, clean + " of " + ROUNDS + " merges were clean");
    }

    private static TextLines lines(String text) {
        return TextLines.of(text.getBytes(StandardCharsets.UTF_8)).orElseThrow();
    }

    private static String changed(Random random, String text, String mark) {
        StringBuilder result = new StringBuilder();
        int[] number = {0};
        int chance = 3 + random.nextInt(12);
        text.lines().forEach(line -> {
            switch (random.nextInt(chance)) {
                case 0 ->
                    result.append(mark).append(" new ").append(number[0]++).append('\n');
                case 1 ->
                    result.append(line)
                            .append('\n')
                            .append(mark)
                            .append(" more ")
                            .append(number[0]++)
                            .append('\n');
                case 2 -> result.append("");
                default -> result.append(line).append('\n');
            }
        });
        return result.toString();
    }
}
