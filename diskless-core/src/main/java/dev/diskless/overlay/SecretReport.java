package dev.diskless.overlay;

import dev.diskless.fault.Printable;
import java.util.List;

/**
 * What a scan for secrets found. Immutable; printed as one line for each finding.
 *
 * @param findings the secrets, in the order of the entries and lines
 * @param allowed how many files were not looked at because the caller allows them secrets
 * @param incomplete files of which only the start was looked at, because they are very large, or have more secrets than
 *     are told
 */
public record SecretReport(List<SecretFinding> findings, long allowed, List<String> incomplete) {

    public SecretReport {
        findings = List.copyOf(findings);
        incomplete = List.copyOf(incomplete);
    }

    /**
     * Whether there are none.
     *
     * @return true if nothing was found
     */
    public boolean isClean() {
        return findings.isEmpty();
    }

    @Override
    public String toString() {
        StringBuilder lines = new StringBuilder();
        findings.forEach(finding -> lines.append(finding).append('\n'));
        incomplete.forEach(
                path -> lines.append("note: ").append(Printable.text(path)).append(": only the start was looked at\n"));
        return lines.toString();
    }
}
