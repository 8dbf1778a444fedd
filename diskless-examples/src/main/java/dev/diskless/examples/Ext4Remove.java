package dev.diskless.examples;

import dev.diskless.fault.DisklessException;
import dev.diskless.fault.FaultCode;
import dev.diskless.fault.FaultDetail;
import dev.diskless.fault.InvalidRequestException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Removes objects. */
@Command(
        name = "rm",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Removes files and, with -r, directories with all that is in them.")
@SuppressWarnings("NullAway.Init") // picocli sets the fields.
final class Ext4Remove implements Callable<Integer> {

    @Mixin
    private Ext4Image image;

    @Mixin
    private Ext4Change change;

    @Parameters(index = "1..*", arity = "1..*", paramLabel = "PATH", description = "what to remove")
    private List<String> paths = new ArrayList<>();

    @Option(
            names = {"-r", "-R"},
            description = "directories, too")
    private boolean recursive;

    @Option(names = "-f", description = "what is not there is no failure")
    private boolean force;

    @Override
    public Integer call() throws IOException {
        return image.change(
                change.options(),
                root -> image.placed(() -> {
                    List<Path> objects = new ArrayList<>();
                    for (String path : paths) {
                        check(root.resolve(path).normalize(), objects);
                    }
                    for (Path object : objects) {
                        // The same path may be named twice.
                        if (Files.exists(object, LinkOption.NOFOLLOW_LINKS)) {
                            Removal.tree(object);
                        }
                    }
                    return 0;
                }));
    }

    // Everything is looked at before anything is removed.
    private void check(Path object, List<Path> objects) throws IOException {
        if (object.getNameCount() == 0) {
            throw new InvalidRequestException(InvalidRequestException.detail("the root directory cannot be removed")
                    .at(object));
        }
        if (force && !Files.exists(object, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        if (Ext4Node.of(object, "").isDirectory() && !recursive) {
            throw new DisklessException(FaultDetail.of(FaultCode.INVALID_REQUEST, "this is a directory")
                    .at(object)
                    .cure("add -r if it may go with all that is in it"));
        }
        objects.add(object);
    }
}
