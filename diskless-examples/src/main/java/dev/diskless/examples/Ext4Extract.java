package dev.diskless.examples;

import dev.diskless.examples.tree.AheadTree;
import dev.diskless.examples.tree.HostSink;
import dev.diskless.examples.tree.Losses;
import dev.diskless.examples.tree.MarkingSink;
import dev.diskless.examples.tree.PathTree;
import dev.diskless.examples.tree.SinkFailure;
import dev.diskless.fault.InvalidRequestException;
import dev.diskless.progress.Cancellation;
import dev.diskless.progress.Progress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Copies a file or a tree out to the host. */
@Command(
        name = "extract",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Copies a file or a tree into a directory of the host, which is made if it is not there. The root directory gives"
                    + " what is in it; anything else comes under its name. Nothing that is there already is replaced.",
            "What the host does not keep, such as owners without root, is told on standard error; if objects are missing"
                    + " altogether, such as devices, the status is 1."
        })
@SuppressWarnings("NullAway.Init") // picocli sets the fields.
final class Ext4Extract implements Callable<Integer> {

    private final Cancellation cancellation;

    @Spec
    private CommandSpec spec;

    @Mixin
    private Ext4Image image;

    @Parameters(index = "1", paramLabel = "PATH", description = "what to copy")
    private String path;

    @Parameters(index = "2", paramLabel = "DIR", description = "the directory of the host")
    private Path directory;

    @Option(names = "--json", description = "print JSON instead of text")
    private boolean json;

    Ext4Extract(Cancellation cancellation) {
        this.cancellation = cancellation;
    }

    /** What is printed. */
    record Report(String location, String path, String directory, List<Losses.Loss> losses) {}

    @Override
    public Integer call() throws IOException {
        Losses losses = new Losses();
        image.read(root -> {
            Path source = root.resolve(path).normalize();
            // Whether it is there shows before anything is made.
            image.placed(() -> Ext4Node.of(source, path));
            copyWhole(source, losses);
            return 0;
        });
        return LossLines.print(
                spec,
                losses,
                json ? Json.text(new Report(image.location(), path, directory.toString(), losses.all())) : "");
    }

    private Path target(Path source) throws IOException {
        Path real = directory.toRealPath();
        Path name = source.getFileName();
        if (name == null) {
            return real;
        }
        return HostSink.place(real, name)
                .orElseThrow(
                        () -> new InvalidRequestException(InvalidRequestException.detail("the host has no such names")
                                .at(path)));
    }

    private void copyWhole(Path source, Losses losses) throws IOException {
        boolean made = !Files.isDirectory(directory);
        if (made) {
            Files.createDirectory(directory);
        }
        Set<Path> before = made ? Set.of() : children();
        try {
            copy(source, target(source), losses);
        } catch (IOException e) {
            removeNew(before, made, e);
            throw e;
        }
    }

    private Set<Path> children() throws IOException {
        try (Stream<Path> children = Files.list(directory)) {
            return children.collect(Collectors.toSet());
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    // What was put into directories that were there before stays.
    private void removeNew(Set<Path> before, boolean made, IOException failure) {
        try {
            for (Path child : children()) {
                if (!before.contains(child)) {
                    Removal.tree(child);
                }
            }
            if (made) {
                Files.delete(directory);
            }
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
    }

    private void copy(Path source, Path target, Losses losses) throws IOException {
        try (Progress progress = Progress.root("extract", 0, event -> {}, cancellation)) {
            new AheadTree(new PathTree(source, losses)).walk(new MarkingSink(new HostSink(target, losses)), progress);
        } catch (SinkFailure e) {
            throw e.failure();
        } catch (IOException e) {
            throw image.placed(e);
        }
    }
}
