package dev.diskless.examples;

import dev.diskless.device.BlockDevice;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Prints a partition table. */
@Command(
        name = "show",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Prints the partitions, the free space between them, and what is wrong with the table.")
@SuppressWarnings("NullAway.Init") // picocli sets the fields.
final class BlockShow implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private BlockImage image;

    @Override
    public Integer call() throws IOException {
        try (BlockDevice device = image.open(spec, false)) {
            return image.print(spec, image.read(device));
        }
    }
}
