package dev.diskless.examples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Makes a link. */
@Command(
        name = "link",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Gives a file another name or, with -s, makes a symbolic link, as ln does.")
@SuppressWarnings("NullAway.Init") // picocli sets the fields.
final class Ext4Link implements Callable<Integer> {

    @Mixin
    private Ext4Image image;

    @Mixin
    private Ext4Change change;

    @Parameters(index = "1", paramLabel = "TARGET", description = "the file, or what the symbolic link says")
    private String target;

    @Parameters(index = "2", paramLabel = "NAME", description = "the new name")
    private String name;

    @Option(names = "-s", description = "a symbolic link; TARGET need not be there")
    private boolean symbolic;

    @Override
    public Integer call() throws IOException {
        return image.change(
                change.options(),
                root -> image.placed(() -> {
                    Path link = root.resolve(name).normalize();
                    if (symbolic) {
                        Files.createSymbolicLink(link, root.getFileSystem().getPath(target));
                    } else {
                        Files.createLink(link, root.resolve(target).normalize());
                    }
                    return 0;
                }));
    }
}
