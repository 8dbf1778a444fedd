package dev.diskless.ext4;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.diskless.contract.tool.RealTool;
import java.nio.file.Path;
import java.util.List;

/** Asks {@code e2fsck} about an image. */
public final class CleanImage {

    private CleanImage() {}

    /** Fails unless the checker finds nothing at all: its exit status alone does not tell. */
    public static void check(Path image) {
        RealTool.Outcome outcome = RealTool.named("e2fsck").run("-fn", image);
        String printed = outcome.out() + outcome.err();
        assertEquals(0, outcome.status(), printed);
        List<String> complaints = printed.lines()
                .filter(line -> line.contains("Fix?") || line.contains("IGNORED") || line.contains("WARNING"))
                .toList();
        assertEquals(List.of(), complaints, printed);
    }
}
