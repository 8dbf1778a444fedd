package dev.diskless.examples;

import dev.diskless.device.BlockDevice;
import dev.diskless.partition.GptScheme;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Makes both copies of a GPT sound again. */
@Command(
        name = "repair",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description =
                "Makes a lost or outdated copy of a GPT from the other one; moves the backup to the end of an image"
                        + " that was enlarged.")
@SuppressWarnings("NullAway.Init") // picocli sets the fields.
final class BlockRepair implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private BlockImage image;

    @Override
    public Integer call() throws IOException {
        try (BlockDevice device = image.open(spec, true)) {
            return image.print(spec, new GptScheme().repair(device));
        }
    }
}
