package dev.diskless.ext4.internal.check;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.diskless.contract.tool.RealTool;
import dev.diskless.device.ImageFile;
import dev.diskless.ext4.Ext4;
import dev.diskless.ext4.check.CheckReport;
import dev.diskless.progress.Progress;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** What the real checker and ours say of an image. */
final class Judge {

    private Judge() {}

    /** The lines of e2fsck that complain; remarks on trees that could be tighter are none. */
    static List<String> complaints(Path image) {
        RealTool.Outcome outcome = RealTool.named("e2fsck").run("-fn", image);
        return (outcome.out() + "\n" + outcome.err())
                .lines()
                .filter(line -> !line.isBlank()
                        && !line.startsWith("e2fsck 1.")
                        && !line.startsWith("Pass ")
                        && !line.contains("Optimize? no")
                        && !line.matches(".*: [0-9]+/[0-9]+ files \\(.*"))
                .toList();
    }

    static CheckReport ours(Path image) throws IOException {
        try (ImageFile device = ImageFile.openReadOnly(image)) {
            return Ext4.check(device, Progress.silent());
        }
    }

    static void assertClean(Path image) throws IOException {
        CheckReport report = ours(image);
        assertEquals(List.of(), report.findings());
        assertEquals(true, report.complete());
    }
}
