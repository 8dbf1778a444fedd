package dev.diskless.examples;

import dev.diskless.device.BlockDevice;
import dev.diskless.device.ImageFile;
import dev.diskless.fault.DisklessException;
import dev.diskless.fault.FaultCode;
import dev.diskless.fault.FaultDetail;
import dev.diskless.fault.InvalidRequestException;
import dev.diskless.fault.Printable;
import dev.diskless.medium.Finding;
import dev.diskless.medium.Partition;
import dev.diskless.medium.PartitionTable;
import dev.diskless.medium.Severity;
import dev.diskless.partition.FreeSpace;
import dev.diskless.partition.PartitionEditor;
import dev.diskless.spi.PartitionScheme;
import dev.diskless.spi.Registry;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What the commands on partition tables have in common: the image, and how its table is printed. */
@SuppressWarnings("NullAway.Init") // picocli sets the parameter.
final class BlockImage {

    private final Registry registry = Registry.standard();

    @Parameters(index = "0", paramLabel = "IMAGE", description = "the image file")
    private Path file;

    @Option(
            names = "--sector-size",
            paramLabel = "BYTES",
            description = "512 or 4096, as the disk has that the image is for; 512 by default")
    private int sectorSize = 512;

    @Option(names = "--json", description = "print JSON instead of text")
    private boolean json;

    /** What is printed. */
    record Report(String location, PartitionTable table, List<FreeSpace> freeSpace) {}

    /** A change of a table. */
    interface Edit {
        PartitionTable apply(PartitionTable table) throws IOException;
    }

    BlockDevice open(CommandSpec spec, boolean write) throws IOException {
        if (sectorSize != 512 && sectorSize != 4096) {
            throw new CommandLine.ParameterException(spec.commandLine(), "--sector-size must be 512 or 4096");
        }
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            throw new InvalidRequestException(
                    InvalidRequestException.detail("this is no image file").at(file));
        }
        return write ? ImageFile.open(file, sectorSize) : ImageFile.openReadOnly(file, sectorSize);
    }

    PartitionTable read(BlockDevice device) throws IOException {
        for (PartitionScheme scheme : registry.all(PartitionScheme.class)) {
            Optional<PartitionTable> table = scheme.read(device);
            if (table.isPresent()) {
                return table.get();
            }
        }
        throw new DisklessException(FaultDetail.of(FaultCode.NOT_FOUND, "there is no partition table that is known")
                .at(device)
                .cure("make one with: block mkpart --new-table gpt or mbr"));
    }

    /** Changes the table, and prints it as it is then. */
    int change(CommandSpec spec, Edit edit) throws IOException {
        try (BlockDevice device = open(spec, true)) {
            write(device, edit.apply(read(device)));
            return print(spec, read(device));
        }
    }

    void write(BlockDevice device, PartitionTable table) throws IOException {
        registry.find(PartitionScheme.class, table.scheme()).write(device, table);
    }

    /** Refuses a device that carries something a new table would make unreachable. */
    void checkBlank(BlockDevice device) throws IOException {
        new BlankCheck(registry).check(device, "add --replace if it may go");
    }

    /** Prints a table; gives the exit status. */
    int print(CommandSpec spec, PartitionTable table) {
        PrintWriter out = spec.commandLine().getOut();
        List<FreeSpace> free = PartitionEditor.freeSpace(table);
        out.print(json ? Json.text(new Report(file.toString(), table, free)) : text(table, free));
        out.flush();
        boolean damaged = table.findings().stream().anyMatch(finding -> finding.severity() == Severity.ERROR);
        return damaged ? CommandLine.ExitCode.SOFTWARE : CommandLine.ExitCode.OK;
    }

    private String text(PartitionTable table, List<FreeSpace> free) {
        StringBuilder text = new StringBuilder();
        text.append(String.format(
                Locale.ROOT,
                "%s: %s, disk %s, %d bytes in sectors of %d%n",
                Printable.text(file.toString()),
                table.scheme(),
                table.diskId(),
                table.deviceSize(),
                table.sectorSize()));
        for (Partition partition : table.partitions()) {
            text.append(String.format(
                    Locale.ROOT,
                    "%4d%s %15d +%-15d %s%s%s%n",
                    partition.number(),
                    partition.active() ? "*" : " ",
                    partition.start(),
                    partition.length(),
                    partition.type(),
                    partition.id().isEmpty() ? "" : " " + partition.id(),
                    partition.name().isEmpty() ? "" : " " + Printable.text(partition.name())));
        }
        for (FreeSpace gap : free) {
            text.append(String.format(Locale.ROOT, "free  %15d +%d%n", gap.start(), gap.length()));
        }
        for (Finding finding : table.findings()) {
            text.append(Printable.text(finding.toString())).append('\n');
        }
        return text.toString().replace(System.lineSeparator(), "\n");
    }

    /** A type by the names that this program knows, else as the scheme writes it. */
    static String type(PartitionTable table, String text) {
        boolean gpt = table.scheme().equals("gpt");
        return switch (text) {
            case "linux" -> gpt ? Partition.GPT_LINUX : Partition.MBR_LINUX;
            case "efi" -> gpt ? Partition.GPT_EFI_SYSTEM : "ef";
            default -> text.toLowerCase(Locale.ROOT);
        };
    }
}
