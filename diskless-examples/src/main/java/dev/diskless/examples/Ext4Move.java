package dev.diskless.examples;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Renames an object. */
@Command(
        name = "mv",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description =
                "Renames an object: into TARGET if that is a directory, else to it. A file that is there is replaced.")
@SuppressWarnings("NullAway.Init") // picocli sets the fields.
final class Ext4Move implements Callable<Integer> {

    @Mixin
    private Ext4Image image;

    @Mixin
    private Ext4Change change;

    @Parameters(index = "1", paramLabel = "SOURCE", description = "what to rename")
    private String source;

    @Parameters(index = "2", paramLabel = "TARGET", description = "what it is called then, or where it goes")
    private String target;

    @Option(names = "-T", description = "TARGET is the new name, also if it is a directory")
    private boolean asTarget;

    @Option(names = "-n", description = "replace nothing: something that is there is a failure")
    private boolean keep;

    @Override
    public Integer call() throws IOException {
        return image.change(
                change.options(),
                root -> image.placed(() -> {
                    Path from = root.resolve(source).normalize();
                    Path to = root.resolve(target).normalize();
                    Path name = from.getFileName();
                    if (!asTarget && name != null && Files.isDirectory(to)) {
                        to = to.resolve(name);
                    }
                    if (keep && Files.exists(to, LinkOption.NOFOLLOW_LINKS)) {
                        throw new FileAlreadyExistsException(to.toString());
                    }
                    Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
                    return 0;
                }));
    }
}
