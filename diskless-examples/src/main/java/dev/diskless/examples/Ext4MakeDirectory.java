package dev.diskless.examples;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Makes directories. */
@Command(
        name = "mkdir",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Makes directories that belong to 0:0 and have mode 0755, if nothing else is asked for.")
@SuppressWarnings("NullAway.Init") // picocli sets the fields.
final class Ext4MakeDirectory implements Callable<Integer> {

    private static final int OCTAL = 8;
    private static final int MOST = 07777;

    @Spec
    private CommandSpec spec;

    @Mixin
    private Ext4Image image;

    @Mixin
    private Ext4Change change;

    @Parameters(index = "1..*", arity = "1..*", paramLabel = "PATH", description = "the directories")
    private List<String> paths = new ArrayList<>();

    @Option(names = "-p", description = "the directories above them, too; one that is there is no failure")
    private boolean parents;

    @Option(names = "-m", paramLabel = "MODE", description = "permissions in octal digits")
    private @Nullable String mode;

    @Override
    public Integer call() throws IOException {
        Integer permissions = permissions();
        return image.change(
                change.options(),
                root -> image.placed(() -> {
                    for (String path : paths) {
                        make(root.resolve(path).normalize(), permissions);
                    }
                    return 0;
                }));
    }

    private void make(Path directory, @Nullable Integer permissions) throws IOException {
        if (parents && Files.isDirectory(directory)) {
            return;
        }
        Path parent = directory.getParent();
        if (parent == null) {
            throw new FileAlreadyExistsException(directory.toString());
        }
        if (parents) {
            make(parent, null);
        }
        Files.createDirectory(directory);
        if (permissions != null) {
            Files.setAttribute(directory, "unix:mode", permissions, LinkOption.NOFOLLOW_LINKS);
        }
    }

    private @Nullable Integer permissions() {
        if (mode == null) {
            return null;
        }
        try {
            int number = Integer.parseInt(mode, OCTAL);
            if (number >= 0 && number <= MOST && mode.charAt(0) != '+') {
                return number;
            }
        } catch (NumberFormatException e) {
            // Told below.
        }
        throw new CommandLine.ParameterException(spec.commandLine(), "'" + mode + "' is no mode in octal digits");
    }
}
