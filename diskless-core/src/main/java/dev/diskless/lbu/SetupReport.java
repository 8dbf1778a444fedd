package dev.diskless.lbu;

import dev.diskless.medium.Finding;
import java.util.List;

/**
 * What a set-up did.
 *
 * @param changed names, from the root, of the files, links and directories that were made or changed; empty if
 *     everything was so already
 * @param findings what in the result will not work at the next boot, or is worth knowing
 */
public record SetupReport(List<String> changed, List<Finding> findings) {

    public SetupReport {
        changed = List.copyOf(changed);
        findings = List.copyOf(findings);
    }
}
