package dev.diskless.examples;

import dev.diskless.Diskless;
import dev.diskless.ImageBuilder;
import dev.diskless.examples.miniature.MiniatureMedium;
import dev.diskless.progress.Cancellation;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Makes a disk image from boot files, packages and a configuration. */
@Command(
        name = "build-image",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Makes a disk image with boot files, an overlay and a package cache.")
@SuppressWarnings("NullAway.Init") // picocli sets the required ones.
final class BuildImage implements Callable<Integer> {

    private final Cancellation cancellation;

    @Spec
    private CommandSpec spec;

    @Option(names = "--out", required = true, paramLabel = "FILE", description = "the image to make")
    private Path out;

    @Option(
            names = "--from",
            paramLabel = "DIR",
            description = "a directory in the layout of an Alpine medium; without it, a miniature medium is made")
    private @Nullable Path from;

    @Option(
            names = "--size",
            paramLabel = "SIZE",
            converter = SizeArgument.class,
            description = "bytes, or with K, M, G or T after the digits; 1G by default")
    private @Nullable Long size;

    @Option(names = "--hostname", paramLabel = "NAME", description = "name of the machine, and of its overlay")
    private @Nullable String hostname;

    @Option(
            names = "--keys",
            paramLabel = "DIR|FILE",
            description = "public keys that you trust; without any, packages are not authenticated")
    private List<Path> keys = new ArrayList<>();

    @Option(names = "--repository", paramLabel = "URL", description = "the remote repository that the cache stands for")
    private @Nullable String repository;

    @Option(names = "--add", paramLabel = "PKG", description = "a package to install beside alpine-base")
    private List<String> packages = new ArrayList<>();

    @Option(
            names = "--file",
            paramLabel = "PATH=SOURCE",
            converter = FileArgument.Converter.class,
            description = "a file to put into the overlay; PATH without leading slash")
    private List<FileArgument> files = new ArrayList<>();

    @Option(names = "--uuid", paramLabel = "UUID", description = "UUID of the file system")
    private @Nullable UUID uuid;

    @Option(names = "--label", paramLabel = "LABEL", description = "label of the file system; APKOVL by default")
    private @Nullable String label;

    @Option(
            names = "--time",
            paramLabel = "EPOCH",
            converter = TimeArgument.class,
            description = "time of everything that has none of its own, in seconds since 1970")
    private @Nullable Instant time;

    @Option(names = "--replace", description = "replace the image if it is there already")
    private boolean replace;

    @Option(
            names = "--media",
            paramLabel = "NAME",
            description = "the machine mounts the image at /media/NAME; diskless by default")
    private @Nullable String media;

    @Option(
            names = "--architecture",
            paramLabel = "ARCH",
            description = "which packages, if the source has several kinds")
    private @Nullable String architecture;

    @Option(names = "--keep-overlay", description = "start from the overlay that lies on the source")
    private boolean keepOverlay;

    @Option(names = "--keep-owners", description = "keep owners and groups of the source's files")
    private boolean keepOwners;

    BuildImage(Cancellation cancellation) {
        this.cancellation = cancellation;
    }

    @Override
    public Integer call() throws IOException {
        if (from != null) {
            build(from);
            return CommandLine.ExitCode.OK;
        }
        CommandLine program = spec.commandLine();
        program.getErr().println("no --from: using a miniature medium for demonstration; its image does not boot");
        program.getErr().flush();
        if (repository == null) {
            repository = MiniatureMedium.REPOSITORY;
        }
        try (MiniatureMedium medium = MiniatureMedium.temporary()) {
            build(medium.root());
        }
        return CommandLine.ExitCode.OK;
    }

    private void build(Path source) throws IOException {
        ImageBuilder image = Diskless.image(out)
                .boot(source)
                .packages(packages.toArray(String[]::new))
                .keys(keys.toArray(Path[]::new))
                .cancellation(cancellation);
        options(image);
        CommandLine program = spec.commandLine();
        String report;
        try (TerminalProgress progress = new TerminalProgress(program.getErr(), System::nanoTime)) {
            if (TerminalProgress.isTerminal()) {
                image.progress(progress);
            }
            report = image.build().toString();
        }
        program.getOut().print(report);
        program.getOut().flush();
    }

    private void options(ImageBuilder image) {
        if (size != null) {
            image.size(size);
        }
        if (hostname != null) {
            image.hostname(hostname);
        }
        if (repository != null) {
            image.repository(repository);
        }
        files.forEach(file -> image.file(file.path(), file.source()));
        if (uuid != null) {
            image.uuid(uuid);
        }
        if (label != null) {
            image.label(label);
        }
        if (time != null) {
            image.time(time);
        }
        if (media != null) {
            image.media(media);
        }
        if (architecture != null) {
            image.architecture(architecture);
        }
        if (replace) {
            image.replace();
        }
        if (keepOverlay) {
            image.keepOverlay();
        }
        if (keepOwners) {
            image.keepOwners();
        }
    }
}
