package dev.diskless.partition;

import dev.diskless.fault.FaultDetail;
import dev.diskless.medium.Finding;
import dev.diskless.medium.Partition;
import dev.diskless.medium.Severity;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What is wrong with a GPT that can be read all the same. */
final class GptFindings {

    private static final String REPAIR = "repair the partition table";

    private final GptDisk disk;
    private final GptCopy copy;
    private final List<Finding> findings = new ArrayList<>();

    GptFindings(GptDisk disk, GptCopy copy) {
        this.disk = disk;
        this.copy = copy;
    }

    List<Finding> list(List<Partition> partitions) {
        FaultDetail primaryFault = disk.primaryFault();
        if (primaryFault != null) {
            add(Severity.ERROR, "gpt-primary-damaged", "the backup is used: " + primaryFault.message(), REPAIR);
        }
        checkBackup();
        if (!disk.isProtected()) {
            add(Severity.ERROR, "gpt-not-protected", "no protective MBR stands before the GPT", REPAIR);
        } else if (disk.record().isHybrid()) {
            add(Severity.NOTE, "gpt-hybrid-mbr", "the MBR lists partitions too; the GPT is used", "");
        }
        Set<String> ids = new HashSet<>();
        for (Partition partition : partitions) {
            if (!ids.add(partition.id())) {
                String what = "partition " + partition.number() + " has the identity of another one";
                add(Severity.WARNING, "gpt-duplicate-id", what, "give it an identity of its own");
            }
        }
        return findings;
    }

    private void checkBackup() {
        FaultDetail backupFault = disk.backupFault();
        GptCopy primary = disk.primary();
        GptCopy backup = disk.backup();
        if (backupFault != null) {
            add(Severity.WARNING, "gpt-backup-damaged", backupFault.message(), REPAIR);
        } else if (primary != null && backup != null && !primary.agreesWith(backup)) {
            add(Severity.WARNING, "gpt-copies-differ", "the copies of the GPT differ; the first is used", REPAIR);
        }
        long last = disk.lastSector();
        long lastUsable = copy.header().lastUsable();
        if (lastUsable + copy.header().entrySectors(disk.device().sectorSize()) >= last) {
            add(
                    Severity.ERROR,
                    "gpt-device-shorter",
                    "the device is shorter than its GPT says",
                    "the image may have been cut short; " + REPAIR + " if all partitions are whole");
        } else if (backup != null && backup.header().position() < last) {
            add(
                    Severity.NOTE,
                    "gpt-backup-not-at-end",
                    "the device has become larger than its GPT says",
                    REPAIR + " to use the room behind");
        }
    }

    private void add(Severity severity, String code, String message, String cure) {
        findings.add(new Finding(severity, code, message, cure));
    }
}
