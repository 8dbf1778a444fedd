package dev.diskless;

import dev.diskless.fault.Printable;
import dev.diskless.internal.PartitionMap;
import dev.diskless.internal.SizeText;
import dev.diskless.medium.BootDescription;
import dev.diskless.medium.CacheDescription;
import dev.diskless.medium.FileSystemDescription;
import dev.diskless.medium.Finding;
import dev.diskless.medium.OverlayDescription;
import dev.diskless.medium.Partition;
import dev.diskless.medium.PartitionTable;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The text form of a report: one paragraph a subject, every text from the medium made printable. */
final class ReportText {

    private final StringBuilder out = new StringBuilder();

    private ReportText() {}

    /** The text of a report. */
    static String of(MediumReport report) {
        ReportText text = new ReportText();
        text.line(report.location() + ": " + size(report.size()));
        report.table().ifPresent(table -> text.table(table, report.volumes()));
        report.volumes().forEach(text::volume);
        report.overlays().forEach(text::overlay);
        if (report.overlays().isEmpty()) {
            text.line("overlay: none");
        }
        report.caches().forEach(text::cache);
        if (report.caches().isEmpty()) {
            text.line("cache: none");
        }
        report.bootSystems().forEach(text::boot);
        if (report.bootSystems().isEmpty()) {
            text.line("boot system: none");
        }
        report.findings().forEach(text::finding);
        return text.out.toString();
    }

    private void table(PartitionTable table, List<VolumeReport> volumes) {
        line("partition table: " + table.scheme() + ", disk " + table.diskId() + ", sectors of " + table.sectorSize()
                + " bytes");
        Map<Integer, FileSystemDescription> systems = new TreeMap<>();
        volumes.forEach(volume -> systems.put(volume.partition(), volume.fileSystem()));
        out.append(PartitionMap.draw(table, systems));
        for (Partition partition : table.partitions()) {
            line("partition " + partition.number() + ": start " + partition.start() / table.sectorSize() + ", "
                    + partition.length() / table.sectorSize() + " sectors, type " + partition.type()
                    + (partition.active() ? ", active" : "")
                    + (partition.name().isEmpty() ? "" : ", named " + partition.name()));
        }
    }

    private void volume(VolumeReport volume) {
        FileSystemDescription system = volume.fileSystem();
        line("file system" + (volume.partition() == 0 ? "" : " on partition " + volume.partition()) + ": "
                + system.type() + (system.label().isEmpty() ? "" : " " + system.label()) + ", UUID " + system.uuid()
                + (system.clean() ? ", clean" : ", not clean"));
        line("  " + system.blocks() + " blocks of " + system.blockSize() + " bytes, " + system.freeBlocks() + " free; "
                + system.inodes() + " inodes, " + system.freeInodes() + " free");
        line("  features: " + String.join(" ", system.features()));
    }

    private void overlay(OverlayDescription overlay) {
        line("overlay: " + overlay.fileName() + ", " + size(overlay.size()) + ", " + overlay.modified() + ", host "
                + overlay.host() + ", " + overlay.entries() + " entries"
                + (overlay.hostname().equals(overlay.host())
                                || overlay.hostname().isEmpty()
                        ? ""
                        : ", hostname " + overlay.hostname()));
    }

    private void cache(CacheDescription cache) {
        line("cache: " + cache.location() + ", " + cache.packages() + " packages, " + size(cache.bytes()) + ", "
                + cache.trust());
        line("  indexes: " + (cache.indexes().isEmpty() ? "none" : String.join(" ", cache.indexes())));
        if (!cache.signedBy().isEmpty()) {
            line("  signed by: " + String.join(" ", cache.signedBy()));
        }
        cache.findings().forEach(finding -> line("  " + finding));
    }

    private void boot(BootDescription boot) {
        line("boot system: " + (boot.release().isEmpty() ? "no release named" : boot.release()) + "; architectures: "
                + words(boot.architectures()));
        line("  repositories: " + words(boot.repositories()));
        line("  kernels: " + words(boot.kernels()));
        line("  initramfs: " + words(boot.initramfs()));
        line("  modloops: " + words(boot.modloops()));
        line("  loader configuration: " + words(boot.configurations()));
        line("  loader: " + (boot.loader().isEmpty() ? "no boot loader installed" : boot.loader()));
        if (!boot.missing().isEmpty()) {
            line("  missing: " + String.join("; ", boot.missing()));
        }
    }

    private void finding(Finding finding) {
        line(finding.toString());
    }

    private static String words(List<String> words) {
        return words.isEmpty() ? "none" : String.join(" ", words);
    }

    private static String size(long bytes) {
        return bytes < 1024 ? bytes + " bytes" : SizeText.of(bytes) + " (" + bytes + " bytes)";
    }

    private void line(String text) {
        out.append(Printable.text(text)).append('\n');
    }
}
