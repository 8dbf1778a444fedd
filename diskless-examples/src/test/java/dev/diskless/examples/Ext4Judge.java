package dev.diskless.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.diskless.contract.tool.RealTool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What the tools of the host say of an image. */
final class Ext4Judge {

    private Ext4Judge() {}

    static void clean(Path image) {
        RealTool.Outcome outcome = RealTool.named("e2fsck").run("-fn", image);
        String text = outcome.out() + outcome.err();
        assertEquals(0, outcome.status(), text);
        for (String word : List.of("Fix?", "IGNORED", "WARNING")) {
            assertFalse(text.contains(word), text);
        }
    }

    static String debugfs(Path image, String request) {
        return RealTool.named("debugfs").run("-R", request, image).succeeded().out();
    }

    /** The lines of {@code dumpe2fs -h} that do not tell times and sums. */
    static List<String> header(Path image) {
        return RealTool.named("dumpe2fs")
                .run("-h", image)
                .succeeded()
                .out()
                .lines()
                .filter(line -> !line.matches("(Filesystem created|Last .*|Lifetime writes|Checksum|Next check.*):.*"))
                .toList();
    }

    /** Copies everything out to a new directory. */
    static Path dump(Path image, Path directory) throws IOException {
        debugfs(image, "rdump / " + Files.createDirectory(directory));
        return directory;
    }
}
