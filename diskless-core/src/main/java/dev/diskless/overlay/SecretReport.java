package dev.diskless.overlay;

import dev.diskless.fault.Printable;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

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

    /**
     * The report line by line, made one after the other.
     *
     * @return the findings, then the files of which only the start was looked at; without line feeds
     */
    public Stream<String> lines() {
        return Stream.concat(
                findings.stream().map(SecretFinding::toString),
                incomplete.stream().map(path -> "note: " + Printable.text(path) + ": only the start was looked at"));
    }

    @Override
    public String toString() {
        return lines().map(line -> line + "\n").collect(Collectors.joining());
    }
}
