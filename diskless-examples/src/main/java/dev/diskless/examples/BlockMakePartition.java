package dev.diskless.examples;

import dev.diskless.device.BlockDevice;
import dev.diskless.medium.PartitionTable;
import dev.diskless.partition.NewPartition;
import dev.diskless.partition.PartitionEditor;
import java.io.IOException;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Adds a partition to a table. */
@Command(
        name = "mkpart",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Adds a partition to the table, by default in the largest free space.")
@SuppressWarnings("NullAway.Init") // picocli sets the fields.
final class BlockMakePartition implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private BlockImage image;

    @Option(
            names = "--type",
            paramLabel = "TYPE",
            description = "linux, efi, two hexadecimal digits (mbr) or a GUID (gpt); linux by default")
    private String type = "linux";

    @Option(
            names = "--start",
            paramLabel = "SIZE",
            converter = SizeArgument.class,
            description = "where it starts; else at a multiple of 1M")
    private @Nullable Long start;

    @Option(
            names = "--size",
            paramLabel = "SIZE",
            converter = SizeArgument.class,
            description = "how large it is; else all the room where it goes")
    private @Nullable Long size;

    @Option(names = "--name", paramLabel = "NAME", description = "its name (gpt)")
    private String name = "";

    @Option(names = "--id", paramLabel = "GUID", description = "its identity (gpt); else derived")
    private String id = "";

    @Option(names = "--active", description = "boot from it, and from no other")
    private boolean active;

    @Option(
            names = "--new-table",
            paramLabel = "SCHEME",
            description = "mbr or gpt: make a new table first; the image must have none, and no file system")
    private @Nullable String newTable;

    @Option(
            names = "--disk-id",
            paramLabel = "ID",
            description = "identity of the new table: eight hexadecimal digits (mbr) or a GUID (gpt); else derived")
    private @Nullable String diskId;

    @Option(names = "--replace", description = "make the new table even if there is one, or a file system")
    private boolean replace;

    @Override
    public Integer call() throws IOException {
        if (newTable == null && (diskId != null || replace)) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(), "--disk-id and --replace make sense with --new-table only");
        }
        if (newTable == null) {
            return image.change(spec, this::larger);
        }
        try (BlockDevice device = image.open(spec, true)) {
            if (!replace) {
                image.checkBlank(device);
            }
            image.write(device, larger(newTable(device, newTable)));
            return image.print(spec, image.read(device));
        }
    }

    private PartitionTable newTable(BlockDevice device, String scheme) throws IOException {
        PartitionTable table = PartitionEditor.newTable(scheme, device.size(), device.sectorSize(), "block mkpart");
        return diskId == null
                ? table
                : new PartitionTable(
                        scheme,
                        diskId.toLowerCase(Locale.ROOT),
                        device.size(),
                        device.sectorSize(),
                        table.partitions());
    }

    private PartitionTable larger(PartitionTable table) throws IOException {
        NewPartition wanted =
                NewPartition.of(BlockImage.type(table, type)).withName(name).withId(id);
        if (start != null) {
            wanted = wanted.withStart(start);
        }
        if (size != null) {
            wanted = wanted.withLength(size);
        }
        return PartitionEditor.create(table, active ? wanted.withActive() : wanted);
    }
}
