package dev.diskless.examples;

import dev.diskless.examples.tree.Losses;
import dev.diskless.examples.tree.MarkingSink;
import dev.diskless.examples.tree.OwnedSink;
import dev.diskless.examples.tree.PathTree;
import dev.diskless.examples.tree.SinkFailure;
import dev.diskless.examples.tree.TreeSink;
import dev.diskless.examples.tree.VolumeSink;
import dev.diskless.progress.Cancellation;
import dev.diskless.progress.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Copies a file or a tree of the host into the file system. */
@Command(
        name = "put",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Copies a file or a tree of the host into the file system, as cp -a does: under its name if PATH is a directory,"
                    + " else as PATH. Files that are there are replaced, directories are filled.",
            "Owners, modes, times, links, special files and those extended attributes are kept whose names begin with user.;"
                    + " Java does not read others, such as access control lists and capabilities."
        })
@SuppressWarnings("NullAway.Init") // picocli sets the fields.
final class Ext4Put implements Callable<Integer> {

    private final Cancellation cancellation;

    @Spec
    private CommandSpec spec;

    @Mixin
    private Ext4Image image;

    @Mixin
    private Ext4Change change;

    @Parameters(index = "1", paramLabel = "SOURCE", description = "the file or directory of the host")
    private Path source;

    @Parameters(index = "2", paramLabel = "PATH", description = "where it goes")
    private String path;

    @Option(names = "-T", description = "PATH is what SOURCE becomes, also if it is a directory")
    private boolean asTarget;

    @Option(
            names = "--owner",
            paramLabel = "UID:GID",
            converter = OwnerArgument.Converter.class,
            description = "the owner and the group of everything; else those it has")
    private @Nullable OwnerArgument owner;

    @Option(names = "--json", description = "print JSON instead of text")
    private boolean json;

    Ext4Put(Cancellation cancellation) {
        this.cancellation = cancellation;
    }

    /** What is printed. */
    record Report(String location, String source, String path, List<Losses.Loss> losses) {}

    @Override
    public Integer call() throws IOException {
        if (!Files.exists(source, LinkOption.NOFOLLOW_LINKS)) {
            throw new NoSuchFileException(source.toString());
        }
        Losses losses = new Losses();
        String target = image.change(change.options(), root -> {
            Path place = image.placed(() -> target(root));
            boolean fresh = image.placed(() -> !Files.exists(place, LinkOption.NOFOLLOW_LINKS));
            copy(place, fresh, losses);
            return place.toString();
        });
        return LossLines.print(
                spec,
                losses,
                json ? Json.text(new Report(image.location(), source.toString(), target, losses.all())) : "");
    }

    private Path target(Path root) {
        Path place = root.resolve(path).normalize();
        if (asTarget || !Files.isDirectory(place)) {
            return place;
        }
        Path name = source.toAbsolutePath().normalize().getFileName();
        return name == null ? place : place.resolve(PathTree.name(name));
    }

    private void copy(Path place, boolean fresh, Losses losses) throws IOException {
        TreeSink sink = new VolumeSink(place, true, losses);
        if (owner != null) {
            sink = new OwnedSink(sink, owner.uid(), owner.gid());
        }
        try (Progress progress = Progress.root("put", 0, event -> {}, cancellation)) {
            new PathTree(source, losses).walk(new MarkingSink(sink), progress);
        } catch (IOException e) {
            IOException failure = e instanceof SinkFailure sunk ? image.placed(sunk.failure()) : e;
            if (fresh) {
                deleteAfter(failure, place);
            }
            throw failure;
        }
    }

    private static void deleteAfter(IOException failure, Path place) {
        try {
            if (Files.exists(place, LinkOption.NOFOLLOW_LINKS)) {
                Removal.tree(place);
            }
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
    }
}
