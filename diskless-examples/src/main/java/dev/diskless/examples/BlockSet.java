package dev.diskless.examples;

import dev.diskless.fault.DisklessException;
import dev.diskless.fault.FaultCode;
import dev.diskless.fault.FaultDetail;
import dev.diskless.medium.PartitionTable;
import dev.diskless.partition.PartitionEditor;
import java.io.IOException;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Changes one partition of a table. */
@Command(
        name = "set",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Changes a partition in the table; where it starts never changes.")
@SuppressWarnings("NullAway.Init") // picocli sets the fields.
final class BlockSet implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private BlockImage image;

    @Parameters(index = "1", paramLabel = "N", description = "the number of the partition")
    private int number;

    @Option(
            names = "--active",
            negatable = true,
            description = "boot from it, and from no other; with --no-active, not from it")
    private @Nullable Boolean active;

    @Option(
            names = "--type",
            paramLabel = "TYPE",
            description = "linux, efi, two hexadecimal digits (mbr) or a GUID (gpt)")
    private @Nullable String type;

    @Option(names = "--name", paramLabel = "NAME", description = "its name (gpt); an empty one removes it")
    private @Nullable String name;

    @Option(
            names = "--size",
            paramLabel = "SIZE",
            converter = SizeArgument.class,
            description = "its new size; the file system in it keeps its own")
    private @Nullable Long size;

    @Option(names = "--grow", description = "let it reach to the next partition or to the end")
    private boolean grow;

    @Option(names = "--shrink", description = "let --size make it smaller, which cuts off what it holds there")
    private boolean shrink;

    @Override
    public Integer call() throws IOException {
        if (size != null && grow) {
            throw new CommandLine.ParameterException(spec.commandLine(), "--size and --grow exclude each other");
        }
        if (active == null && type == null && name == null && size == null && !grow) {
            throw new CommandLine.ParameterException(spec.commandLine(), "nothing to set");
        }
        return image.change(spec, this::changed);
    }

    private PartitionTable changed(PartitionTable old) throws IOException {
        PartitionTable table = old;
        if (active != null) {
            table = active ? PartitionEditor.activate(table, number) : PartitionEditor.deactivate(table, number);
        }
        if (type != null) {
            table = PartitionEditor.retype(table, number, BlockImage.type(table, type));
        }
        if (name != null) {
            table = PartitionEditor.rename(table, number, name);
        }
        if (grow) {
            table = PartitionEditor.grow(table, number);
        }
        return size == null ? table : resized(table, size);
    }

    private PartitionTable resized(PartitionTable table, long length) throws IOException {
        boolean smaller = table.partitions().stream()
                .anyMatch(partition -> partition.number() == number && partition.length() > length);
        if (smaller && !shrink) {
            throw new DisklessException(
                    FaultDetail.of(FaultCode.INVALID_REQUEST, "partition " + number + " would become smaller")
                            .cure("add --shrink if what it holds there may go"));
        }
        return PartitionEditor.resize(table, number, length);
    }
}
