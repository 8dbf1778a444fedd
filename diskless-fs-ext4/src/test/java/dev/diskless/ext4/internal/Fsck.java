package dev.diskless.ext4.internal;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diskless.contract.tool.RealTool;
import java.nio.file.Path;

/** The real checker as a judge. Its exit status alone is not enough: wrong totals print a question and still give 0. */
final class Fsck {

    private Fsck() {}

    static void assertClean(Path image) {
        RealTool.Outcome outcome = RealTool.named("e2fsck").run("-fn", image);
        // A file written in a random order has a looser or higher extent tree than it could have; that is only a
        // remark.
        String text = (outcome.out() + outcome.err()).replaceAll("could be (narrower|shorter)[.]  Optimize[?] no", "");
        assertTrue(
                outcome.status() == 0
                        && !text.contains("Fix?")
                        && !text.contains("IGNORED")
                        && !text.contains("WARNING")
                        && !text.contains("? no"),
                text);
    }
}
