package dev.diskless.ext4.check;

import java.util.List;
import java.util.Objects;

/**
 * All that a check found.
 *
 * @param verdict the worst of all findings, also of those that were left out
 * @param complete whether every part of the volume was looked at; false where the superblock or the group descriptors
 *     do not tell where the parts are
 * @param findings what is wrong, in the order in which it was found, which is the same for the same volume; at most
 *     10,000
 * @param omitted how many more findings there were
 */
public record CheckReport(CheckVerdict verdict, boolean complete, List<CheckFinding> findings, long omitted) {

    public CheckReport {
        Objects.requireNonNull(verdict);
        findings = List.copyOf(findings);
    }

    /**
     * Whether nothing at all is wrong.
     *
     * @return true if there is no finding
     */
    public boolean isClean() {
        return verdict == CheckVerdict.CLEAN;
    }
}
