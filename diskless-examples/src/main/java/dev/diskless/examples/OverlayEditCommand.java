package dev.diskless.examples;

import dev.diskless.fault.DisklessException;
import dev.diskless.fault.FaultCode;
import dev.diskless.fault.FaultDetail;
import dev.diskless.lbu.PersistenceSetup;
import dev.diskless.medium.OverlayEntry;
import dev.diskless.overlay.OverlayTree;
import dev.diskless.spi.OverlayFormat;
import dev.diskless.spi.OverlayReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Changes an overlay. */
@Command(
        name = "edit",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Changes entries of an overlay, in place or into a new one; what is not named stays as it is.",
            "Done in this order: removals, renamings, directories, files, texts, links, the host name, packages, services,",
            "modes, owners."
        })
@SuppressWarnings("NullAway.Init") // picocli sets the fields.
final class OverlayEditCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private NewOverlay target;

    @Parameters(paramLabel = "OVERLAY", description = "the overlay")
    private Path overlay;

    @Option(names = "--remove", paramLabel = "PATH", description = "take out an entry and everything below it")
    private List<String> removals = new ArrayList<>();

    @Option(
            names = "--rename",
            paramLabel = "PATH=PATH",
            description = "give an entry and everything below it another name")
    private Map<String, String> renamings = new LinkedHashMap<>();

    @Option(names = "--mkdir", paramLabel = "PATH", description = "put a directory, mode 0755")
    private List<String> directories = new ArrayList<>();

    @Option(
            names = "--file",
            paramLabel = "PATH=SOURCE",
            converter = FileArgument.Converter.class,
            description = "put a file of the host, with its mode")
    private List<FileArgument> sources = new ArrayList<>();

    @Option(names = "--text", paramLabel = "PATH=TEXT", description = "put a file with one line of text, mode 0644")
    private Map<String, String> texts = new LinkedHashMap<>();

    @Option(names = "--link", paramLabel = "PATH=TARGET", description = "put a symbolic link")
    private Map<String, String> links = new LinkedHashMap<>();

    @Option(names = "--hostname", paramLabel = "NAME", description = "name the machine")
    private @Nullable String hostname;

    @Option(
            names = "--add",
            paramLabel = "PACKAGE",
            description = "let the machine install a package, as apk add takes it")
    private List<String> packages = new ArrayList<>();

    @Option(
            names = "--enable",
            paramLabel = "SERVICE=RUNLEVEL",
            description = "start a service in a runlevel, for example sshd=default")
    private Map<String, String> services = new LinkedHashMap<>();

    @Option(
            names = "--disable",
            paramLabel = "SERVICE=RUNLEVEL",
            description = "start a service no longer in a runlevel")
    private Map<String, String> stopped = new LinkedHashMap<>();

    @Option(names = "--mode", paramLabel = "PATH=MODE", description = "change the mode of an entry, in octal digits")
    private Map<String, String> modes = new LinkedHashMap<>();

    @Option(names = "--owner", paramLabel = "PATH=UID:GID", description = "change the owner of an entry")
    private Map<String, String> owners = new LinkedHashMap<>();

    @Option(
            names = "--time",
            paramLabel = "SECONDS",
            converter = TimeArgument.class,
            description =
                    "the time of new entries, in seconds since 1970; else SOURCE_DATE_EPOCH, else the newest there")
    private @Nullable Instant time;

    @Override
    public Integer call() throws IOException {
        OverlayFormat format = target.files().format(overlay);
        OverlayTree tree = OverlayTree.from(overlay, format, time(format));
        change(tree);
        Path file = target.file();
        if (file == null) {
            tree.writeTo(format, overlay, true, target.files().progress());
        } else {
            tree.writeTo(
                    target.files().formatOfNew(file),
                    file,
                    target.isReplacing(),
                    target.files().progress());
        }
        return 0;
    }

    private Instant time(OverlayFormat format) throws IOException {
        if (time != null) {
            return time;
        }
        Instant given = Ext4Change.ofEnvironment();
        if (given != null) {
            return given;
        }
        Instant newest = Instant.EPOCH;
        try (OverlayReader reader = format.read(Files.newInputStream(overlay), overlay.toString())) {
            for (Optional<OverlayEntry> next = reader.next(); next.isPresent(); next = reader.next()) {
                Instant modified = next.get().modified();
                newest = modified.isAfter(newest) ? modified : newest;
            }
        }
        return newest;
    }

    private void change(OverlayTree tree) throws IOException {
        for (String path : removals) {
            if (!tree.contains(path)) {
                throw new DisklessException(FaultDetail.of(FaultCode.NOT_FOUND, "the overlay has no such entry")
                        .at(path));
            }
            tree.remove(path);
        }
        for (Map.Entry<String, String> renaming : renamings.entrySet()) {
            tree.rename(renaming.getKey(), renaming.getValue());
        }
        for (String path : directories) {
            tree.directory(path, 0755);
        }
        for (FileArgument file : sources) {
            tree.file(file.path(), file.source());
        }
        for (Map.Entry<String, String> text : texts.entrySet()) {
            tree.text(text.getKey(), text.getValue() + "\n");
        }
        for (Map.Entry<String, String> link : links.entrySet()) {
            tree.symlink(link.getKey(), link.getValue());
        }
        setUp(PersistenceSetup.of(tree));
        for (Map.Entry<String, String> service : stopped.entrySet()) {
            tree.disable(service.getKey(), service.getValue());
        }
        for (Map.Entry<String, String> service : services.entrySet()) {
            tree.enable(service.getKey(), service.getValue());
        }
        for (Map.Entry<String, String> mode : modes.entrySet()) {
            tree.mode(mode.getKey(), octal(mode.getValue()));
        }
        for (Map.Entry<String, String> owner : owners.entrySet()) {
            OwnerArgument ids = owner(owner.getValue());
            tree.owner(owner.getKey(), (int) ids.uid(), (int) ids.gid());
        }
    }

    private void setUp(PersistenceSetup setup) throws IOException {
        if (hostname != null) {
            setup.hostname(hostname);
        }
        if (!packages.isEmpty()) {
            setup.world(packages);
        }
    }

    private int octal(String mode) {
        if (!mode.matches("[0-7]{1,4}")) {
            throw new CommandLine.ParameterException(spec.commandLine(), "'" + mode + "' is no mode in octal digits");
        }
        return Integer.parseInt(mode, 8);
    }

    private OwnerArgument owner(String text) {
        OwnerArgument owner = new OwnerArgument.Converter().convert(text);
        if (Math.max(owner.uid(), owner.gid()) > Integer.MAX_VALUE) {
            throw new CommandLine.ParameterException(spec.commandLine(), "'" + text + "' is too large for an overlay");
        }
        return owner;
    }
}
