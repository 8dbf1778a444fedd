package dev.diskless.contract.preflight;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diskless.medium.Finding;
import dev.diskless.medium.MediumView;
import dev.diskless.spi.PreflightCheck;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Extend it, give the check, and inherit the suite. */
public abstract class PreflightCheckContract {

    @TempDir
    protected Path directory;

    /** The check under test. */
    protected abstract PreflightCheck check();

    /** A medium about which the check has something to say; made below {@link #directory}. */
    protected abstract MediumView faulty() throws IOException;

    @Test
    void looksAtAnEmptyMediumWithoutFailing() throws IOException {
        rules(check().check(FakeMedium.of()));
        rules(check().check(FakeMedium.of(Files.createDirectory(directory.resolve("empty")))));
    }

    @Test
    void saysTheSameInTheSameOrderAgain() throws IOException {
        MediumView medium = faulty();
        List<Finding> findings = check().check(medium);
        assertTrue(!findings.isEmpty());
        rules(findings);
        assertEquals(findings, check().check(medium));
    }

    private static void rules(List<Finding> findings) {
        for (Finding finding : findings) {
            assertTrue(finding.code().matches("[a-z0-9]+(-[a-z0-9]+)*"), finding::code);
            assertTrue(!finding.message().isBlank() && !finding.message().endsWith("."), finding::message);
        }
    }
}
