package dev.diskless.examples;

import dev.diskless.Diskless;
import dev.diskless.lbu.Lbu;
import dev.diskless.lbu.LbuSettings;
import dev.diskless.progress.Cancellation;
import dev.diskless.progress.Progress;
import dev.diskless.spi.Storage;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The options of lbu: one set for all subcommands, in each of which some mean something. */
@SuppressWarnings("NullAway.Init") // picocli sets the fields.
final class LbuOptions {

    private static final Path KERNEL_HOSTNAME = Path.of("/proc/sys/kernel/hostname");

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(names = "-a", description = "status: compare with the packages, not with the last commit")
    boolean all;

    @Option(names = "-d", description = "commit, revert: replace overlays of other names")
    boolean delete;

    @Option(names = "-e", description = "encrypt, with DEFAULT_CIPHER unless ENCRYPTION says another cipher")
    private boolean encrypt;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "show this help")
    private boolean help;

    @Option(names = "-l", description = "include, exclude: list the entries")
    boolean list;

    @Option(names = "-M", hidden = true, paramLabel = "X")
    private @Nullable String ignored;

    @Option(names = "-n", description = "commit: only show what would be done")
    boolean dryRun;

    @Option(names = "-p", paramLabel = "PASSWORD", description = "the password; other users of the machine may see it")
    private @Nullable String password;

    @Option(names = "-q", description = "be quiet, as it is anyway")
    private boolean quiet;

    @Option(names = "-r", description = "include, exclude: remove entries")
    boolean remove;

    @Option(names = "-v", description = "tell more")
    boolean verbose;

    @Option(
            names = "--root",
            paramLabel = "DIR|IMAGE:N",
            description = "the root of the machine; else the variable ROOT, else /")
    private @Nullable String root;

    @Option(
            names = "--storage",
            paramLabel = "LOCATION",
            description =
                    "where overlays lie: a directory, IMAGE:N, or an address; else LBU_BACKUPDIR, MEDIA, LBU_MEDIA")
    private @Nullable String storage;

    @Option(
            names = "--hostname",
            paramLabel = "NAME",
            description = "what overlays are called; else the name that the root says")
    private @Nullable String hostname;

    @Option(names = "--json", description = "print the result as JSON")
    boolean json;

    /** What is done with a root. */
    interface Work {
        int with(Lbu lbu) throws IOException;
    }

    /** What is done with a root and the place of its overlays. */
    interface StoredWork {
        int with(Lbu lbu, Storage storage) throws IOException;
    }

    /** Refuses options that mean nothing for the subcommand, where doing something else would surprise. */
    void check() {
        CommandLine command = spec.commandLine();
        if (all && !command.getCommandName().equals("status")) {
            throw LbuMisuse.meaningless(command, "-a is for status only");
        }
        if (dryRun && !command.getCommandName().equals("commit")) {
            throw LbuMisuse.meaningless(command, "-n is for commit only, so nothing was done");
        }
    }

    CommandLine command() {
        return spec.commandLine();
    }

    PrintWriter out() {
        return spec.commandLine().getOut();
    }

    PrintWriter err() {
        return spec.commandLine().getErr();
    }

    /** Works on a root without a place for overlays. */
    int onRoot(boolean change, Cancellation cancellation, Work work) throws IOException {
        check();
        return LbuPlaces.onRoot(
                rootPlace(), change, path -> work.with(lbu(Lbu.of(path), path, settings(path), cancellation)));
    }

    /**
     * Works on a root alone; what lies in the place of its overlays is known not to belong to it, if that place is named
     * and there.
     */
    int onRootBesideOverlays(Cancellation cancellation, Work work) throws IOException {
        check();
        return LbuPlaces.onRoot(rootPlace(), false, path -> {
            LbuSettings settings = settings(path);
            String place = location(null, settings)
                    .map(LbuPlaces.StoragePlace::location)
                    .orElse("");
            if (place.isEmpty() || !Files.isDirectory(Path.of(place))) {
                return work.with(lbu(Lbu.of(path), path, settings, cancellation));
            }
            try (Storage stored = Diskless.storage(place)) {
                return work.with(lbu(Lbu.of(path, stored), path, settings, cancellation));
            }
        });
    }

    /** Works on a root and the place of its overlays, which is mounted and made writable for that time. */
    int onStorage(@Nullable String media, boolean change, Cancellation cancellation, StoredWork work)
            throws IOException {
        check();
        return LbuPlaces.onRoot(rootPlace(), false, path -> {
            LbuSettings settings = settings(path);
            return LbuPlaces.onStorage(
                    place(media, settings),
                    change,
                    opened -> work.with(lbu(Lbu.of(path, opened), path, settings, cancellation), opened));
        });
    }

    /** Works on the files of a root alone. */
    int onPlainRoot(LbuPlaces.Work<Path> work) throws IOException {
        check();
        return LbuPlaces.onRoot(rootPlace(), true, work);
    }

    private String rootPlace() {
        String ofEnvironment = Optional.ofNullable(System.getenv("ROOT")).orElse("");
        return root != null ? root : ofEnvironment.isEmpty() ? "/" : ofEnvironment;
    }

    private LbuPlaces.StoragePlace place(@Nullable String media, LbuSettings settings) {
        String message = "no medium is named, by argument, LBU_MEDIA, LBU_BACKUPDIR or --storage";
        return location(media, settings)
                .orElseThrow(() -> spec.commandLine().getCommandName().equals("list-backup")
                        ? LbuMisuse.missingShown(spec.commandLine(), message)
                        : LbuMisuse.missing(spec.commandLine(), message));
    }

    private Optional<LbuPlaces.StoragePlace> location(@Nullable String media, LbuSettings settings) {
        if (storage != null) {
            return Optional.of(new LbuPlaces.StoragePlace(storage, false));
        }
        if (settings.backupDirectory().isPresent()) {
            if (media != null) {
                err().println("lbu: LBU_BACKUPDIR comes before the medium " + media);
            }
            return Optional.of(
                    new LbuPlaces.StoragePlace(settings.backupDirectory().get(), false));
        }
        return Optional.ofNullable(media)
                .or(settings::media)
                .filter(name -> !name.isEmpty())
                .map(name -> new LbuPlaces.StoragePlace("/media/" + name, true));
    }

    private LbuSettings settings(Path path) throws IOException {
        Map<String, String> options = new HashMap<>();
        if (password != null) {
            options.put("PASSWORD", password);
        }
        LbuSettings settings = LbuSettings.read(path, System.getenv(), options);
        settings.notes().forEach(note -> err().println(note));
        return encrypt ? settings.encrypted() : settings;
    }

    private Lbu lbu(Lbu plain, Path path, LbuSettings settings, Cancellation cancellation) throws IOException {
        Lbu lbu = plain.withSettings(settings).withProgress(Progress.root("lbu", 0, event -> {}, cancellation));
        if (settings.password().isEmpty()) {
            lbu = lbu.withPasswords(LbuPassword.ofConsole());
        }
        boolean live = path.equals(Path.of("/"));
        if (live) {
            lbu = lbu.withHookPrograms(System.err);
        }
        if (hostname != null) {
            return lbu.withHostname(hostname);
        }
        return live && Files.isReadable(KERNEL_HOSTNAME)
                ? lbu.withHostname(Files.readString(KERNEL_HOSTNAME).strip())
                : lbu;
    }
}
