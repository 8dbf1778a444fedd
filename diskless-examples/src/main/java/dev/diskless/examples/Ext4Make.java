package dev.diskless.examples;

import dev.diskless.device.BlockDevice;
import dev.diskless.examples.tree.AheadTree;
import dev.diskless.examples.tree.BelowTopSink;
import dev.diskless.examples.tree.Losses;
import dev.diskless.examples.tree.MarkingSink;
import dev.diskless.examples.tree.OwnedSink;
import dev.diskless.examples.tree.PathTree;
import dev.diskless.examples.tree.SinkFailure;
import dev.diskless.examples.tree.TarTree;
import dev.diskless.examples.tree.TreeManifest;
import dev.diskless.examples.tree.TreeSink;
import dev.diskless.examples.tree.TreeSource;
import dev.diskless.examples.tree.VolumeSink;
import dev.diskless.fault.DisklessException;
import dev.diskless.fault.Fault;
import dev.diskless.medium.FileSystemDescription;
import dev.diskless.medium.FormatOptions;
import dev.diskless.progress.Cancellation;
import dev.diskless.progress.Progress;
import dev.diskless.spi.FileSystemFormat;
import dev.diskless.spi.Registry;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Makes a file system. */
@Command(
        name = "mkfs",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Makes an ext4 file system that fills a file, with the options of mke2fs. The same request gives the same bytes:"
                    + " what is not given is derived from it.",
            "Of a source directory, owners, modes, times, links, special files and those extended attributes are kept whose"
                    + " names begin with user.; Java does not read others. Its own mode and owner are not those of the root"
                    + " directory; those of an archive's ./ are."
        })
@SuppressWarnings("NullAway.Init") // picocli sets the fields.
final class Ext4Make implements Callable<Integer> {

    private static final String NOT_READ =
            "access control lists, capabilities and other extended attributes outside user.";

    private final Cancellation cancellation;
    private final Registry registry = Registry.standard();

    @Spec
    private CommandSpec spec;

    @Parameters(
            index = "0",
            paramLabel = "FILE",
            description = "the file; made if it is not there, and never smaller than before")
    private Path file;

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "SIZE",
            converter = Ext4Size.Converter.class,
            description = "KiB, or blocks with -b, or with k, m, g, t or s (512 bytes) after the digits;"
                    + " else the size of the file")
    private @Nullable Ext4Size size;

    @Mixin
    private Ext4Layout layout;

    @Option(names = "-L", paramLabel = "LABEL", description = "label, up to 16 bytes")
    private String label = "";

    @Option(names = "-U", paramLabel = "UUID", description = "UUID; else derived")
    private @Nullable UUID uuid;

    @Option(
            names = "-E",
            paramLabel = "hash_seed=UUID",
            converter = HashSeed.class,
            description = "seed of hashed directories; else derived")
    private @Nullable UUID hashSeed;

    @Option(names = "-d", paramLabel = "DIR|TAR", description = "a directory or a tar archive that goes in")
    private @Nullable Path source;

    @Option(
            names = "--owner",
            paramLabel = "UID:GID",
            converter = OwnerArgument.Converter.class,
            description = "the owner and the group of everything that goes in; else those it has")
    private @Nullable OwnerArgument owner;

    @Option(
            names = "--time",
            paramLabel = "EPOCH",
            converter = TimeArgument.class,
            description =
                    "the time of making, in seconds since 1970; else SOURCE_DATE_EPOCH, else the newest in the source")
    private @Nullable Instant time;

    @Option(names = "-F", description = "also if the file has a partition table or a file system already")
    private boolean force;

    @Option(names = "--json", description = "print JSON instead of text")
    private boolean json;

    Ext4Make(Cancellation cancellation) {
        this.cancellation = cancellation;
    }

    /** Reads the one extended option. */
    static final class HashSeed implements CommandLine.ITypeConverter<UUID> {

        private static final String NAME = "hash_seed=";

        @Override
        public UUID convert(String text) {
            if (!text.startsWith(NAME)) {
                throw new CommandLine.TypeConversionException("'" + text + "' is not hash_seed=UUID");
            }
            try {
                return UUID.fromString(text.substring(NAME.length()));
            } catch (IllegalArgumentException e) {
                throw new CommandLine.TypeConversionException("'" + text + "' is not hash_seed=UUID");
            }
        }
    }

    /**
     * What is printed.
     *
     * @param size bytes of the file
     * @param notRead what of the source nobody could look at
     */
    record Report(
            String file, long size, FileSystemDescription fileSystem, List<Losses.Loss> losses, List<String> notRead) {}

    @Override
    public Integer call() throws IOException {
        Losses losses = new Losses();
        TreeSource tree = source == null ? null : tree(source, losses);
        FormatOptions identity = identity(tree == null ? new TreeManifest() : manifest(tree));
        Report report;
        try (TargetFile target = TargetFile.open(file, size, layout.blockSize())) {
            if (!force) {
                new BlankCheck(registry).check(target.device(), "add -F if it may go");
            }
            report = make(target.device(), identity, tree, losses);
            target.keep();
        } catch (DisklessException e) {
            throw e.detail().path() == null ? placed(e) : e;
        }
        return LossLines.print(spec, losses, json ? Json.text(report) : text(report));
    }

    private TreeSource tree(Path from, Losses losses) {
        boolean directory = Files.isDirectory(from);
        if (directory) {
            spec.commandLine().getErr().println("mkfs: not read from the host: " + NOT_READ);
            spec.commandLine().getErr().flush();
        }
        return directory ? new PathTree(from, losses) : new TarTree(from);
    }

    private TreeManifest manifest(TreeSource tree) throws IOException {
        TreeManifest manifest = new TreeManifest();
        boolean needed = time == null && Ext4Change.ofEnvironment() == null || uuid == null || hashSeed == null;
        if (needed) {
            try (Progress progress = Progress.root("look", 0, event -> {}, cancellation)) {
                tree.walk(manifest, progress);
            }
        }
        return manifest;
    }

    private FormatOptions identity(TreeManifest manifest) throws IOException {
        Instant given = time != null ? time : Ext4Change.ofEnvironment();
        Instant when = given != null ? given : manifest.newest();
        RequestIdentity derived = new RequestIdentity(
                String.join(
                        "\n",
                        "ext4 mkfs",
                        layout.toString(),
                        label,
                        when.toString(),
                        String.valueOf(owner),
                        String.valueOf(size)),
                manifest.digest());
        return new FormatOptions(
                label,
                uuid != null ? uuid : derived.uuid("file system"),
                hashSeed != null ? hashSeed : derived.uuid("hash seed"),
                when);
    }

    private Report make(BlockDevice device, FormatOptions identity, @Nullable TreeSource tree, Losses losses)
            throws IOException {
        try (FileSystem fileSystem = layout.format(device, identity)) {
            if (tree != null) {
                fill(fileSystem.getPath("/"), tree, losses);
            }
        }
        // The losses of the first walk are those of the second.
        FileSystemDescription made = registry.find(FileSystemFormat.class, "ext4")
                .probe(device)
                .orElseThrow(() -> new IllegalStateException("what was made is not there"));
        return new Report(
                file.toString(),
                device.size(),
                made,
                losses.all(),
                tree instanceof PathTree ? List.of(NOT_READ) : List.of());
    }

    private void fill(Path root, TreeSource tree, Losses losses) throws IOException {
        losses.clear();
        TreeSink sink = new VolumeSink(root, false, losses);
        if (owner != null) {
            sink = new OwnedSink(sink, owner.uid(), owner.gid());
        }
        sink = new MarkingSink(sink);
        try (TerminalProgress terminal = new TerminalProgress(spec.commandLine().getErr(), System::nanoTime);
                Progress progress = Progress.root(
                        "fill", 0, TerminalProgress.isTerminal() ? terminal : event -> {}, cancellation)) {
            if (tree instanceof PathTree paths) {
                new AheadTree(paths).walk(new BelowTopSink(sink), progress);
            } else {
                tree.walk(sink, progress);
            }
        } catch (SinkFailure e) {
            throw placed(e.failure());
        }
    }

    // A failure inside the new file system, with the file before the place.
    private IOException placed(IOException failure) {
        if (failure instanceof Fault fault
                && !String.valueOf(fault.detail().path()).startsWith(file.toString())) {
            String path = fault.detail().path();
            return new DisklessException(fault.detail().at(path == null ? file : file + " " + path), failure);
        }
        return failure;
    }

    private static String text(Report report) {
        FileSystemDescription made = report.fileSystem();
        return String.format(
                        Locale.ROOT,
                        "%s: ext4, label \"%s\", UUID %s%n%d blocks of %d bytes, %d free; %d inodes, %d free%nfeatures %s%n",
                        dev.diskless.fault.Printable.text(report.file()),
                        dev.diskless.fault.Printable.text(made.label()),
                        made.uuid(),
                        made.blocks(),
                        made.blockSize(),
                        made.freeBlocks(),
                        made.inodes(),
                        made.freeInodes(),
                        String.join(" ", made.features()))
                .replace(System.lineSeparator(), "\n");
    }
}
