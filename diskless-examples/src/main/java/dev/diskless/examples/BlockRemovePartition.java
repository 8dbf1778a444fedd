package dev.diskless.examples;

import dev.diskless.partition.PartitionEditor;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Takes a partition out of a table. */
@Command(
        name = "rmpart",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Takes a partition out of the table; what it held stays in the image.")
@SuppressWarnings("NullAway.Init") // picocli sets the fields.
final class BlockRemovePartition implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private BlockImage image;

    @Parameters(index = "1", paramLabel = "N", description = "the number of the partition")
    private int number;

    @Override
    public Integer call() throws IOException {
        return image.change(spec, table -> PartitionEditor.delete(table, number));
    }
}
