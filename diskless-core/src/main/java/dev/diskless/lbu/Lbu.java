package dev.diskless.lbu;

import dev.diskless.apk.AuditedPath;
import dev.diskless.apk.RootAudit;
import dev.diskless.fault.DisklessException;
import dev.diskless.fault.FaultCode;
import dev.diskless.fault.FaultDetail;
import dev.diskless.fault.InvalidRequestException;
import dev.diskless.progress.Progress;
import dev.diskless.spi.PasswordSource;
import dev.diskless.spi.Registry;
import dev.diskless.spi.Storage;
import dev.diskless.spi.WritableStorage;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Alpine's local backup for any root directory and any storage: saves what makes a machine differ from its packages as
 * an overlay, and shows, compares and brings back what was saved.
 *
 * <pre>{@code
 * var lbu = Lbu.of(root, storage);
 * lbu.include("root/.ssh");
 * System.out.println(lbu.status());
 * lbu.commit();
 * lbu.newCommit().deleteOld().dryRun().call();
 * lbu.revert(lbu.backups().get(0).name());
 * }</pre>
 *
 * <p>What a machine's {@code etc/lbu/lbu.conf} and {@code etc/hostname} say counts, unless it is said here; nothing in
 * the root is run, unless {@link #withHookPrograms} asks for it. Nothing is mounted: the storage is there already, and
 * stays open.
 *
 * <p>Immutable; each method that begins with {@code with} gives a changed one. Thread-safe as far as root, storage and
 * what is given are; of two that save to one storage at once, one wins and the other gets a fault with code
 * {@link FaultCode#CONFLICT}.
 */
public final class Lbu {

    private static final int LIST_ATTEMPTS = 100;

    private final Path root;
    private final @Nullable Storage storage;
    // Set before this is seen by anybody, and never after.
    private @Nullable String hostname;
    private @Nullable LbuSettings settings;
    private @Nullable PasswordSource passwords;
    private @Nullable Path index;
    private InstantSource clock = () -> Instant.EPOCH;
    private List<Hook> hooks = List.of();
    private Progress progress = Progress.silent();
    private Registry registry = Registry.standard();

    private Lbu(Path root, @Nullable Storage storage) {
        this.root = root;
        this.storage = storage;
    }

    private Lbu(Lbu other) {
        this(other.root, other.storage);
        hostname = other.hostname;
        settings = other.settings;
        passwords = other.passwords;
        index = other.index;
        clock = other.clock;
        hooks = other.hooks;
        progress = other.progress;
        registry = other.registry;
    }

    /**
     * For a root whose overlays lie in a storage.
     *
     * @param root the root directory of the machine: {@code /} on the machine itself
     * @param storage where overlays lie; one that can only be read serves for all but saving and bringing back
     * @return with every option at its default
     */
    public static Lbu of(Path root, Storage storage) {
        return new Lbu(root, storage);
    }

    /**
     * For a root without a storage: it can be listed, packaged, and its list of paths be changed.
     *
     * @param root the root directory of the machine
     * @return with every option at its default
     */
    public static Lbu of(Path root) {
        return new Lbu(root, null);
    }

    /**
     * Names the machine.
     *
     * @param name what its overlays are called; by default the first line of {@code etc/hostname}
     * @return the changed one
     */
    public Lbu withHostname(String name) {
        Lbu copy = new Lbu(this);
        copy.hostname = name;
        return copy;
    }

    /**
     * Sets what {@code lbu.conf} sets.
     *
     * @param values by default what the root's {@code etc/lbu/lbu.conf} says when a command is called
     * @return the changed one
     */
    public Lbu withSettings(LbuSettings values) {
        Lbu copy = new Lbu(this);
        copy.settings = values;
        return copy;
    }

    /**
     * Gives passwords of encrypted overlays.
     *
     * @param source whom to ask; by default the {@code PASSWORD} of the settings
     * @return the changed one
     */
    public Lbu withPasswords(PasswordSource source) {
        Lbu copy = new Lbu(this);
        copy.passwords = source;
        return copy;
    }

    /**
     * Adds work before and after an overlay is made.
     *
     * @param hook called after those that were added before
     * @return the changed one
     */
    public Lbu withHook(Hook hook) {
        Lbu copy = new Lbu(this);
        copy.hooks = new ArrayList<>(hooks);
        copy.hooks.add(hook);
        return copy;
    }

    /**
     * Runs the machine's own programs in {@code /etc/lbu/pre-package.d} and {@code post-package.d} as hooks, in the way
     * of busybox's {@code run-parts}.
     *
     * @param output receives what they print; not closed
     * @return the changed one
     * @throws InvalidRequestException if the root is not the root of this very machine: programs of another one are
     *     never run
     */
    public Lbu withHookPrograms(OutputStream output) throws InvalidRequestException {
        return withHook(RunParts.live(root, output));
    }

    /**
     * Makes the next commit quick, and a status of an unchanged machine: keeps which stretch of the last overlay came
     * from which state of files, so that only what changed is read and packed. The bytes of overlays are the same with it.
     *
     * @param file where; not on the medium, and not in a part of the root that is saved. Made when it is not there, and
     *     worth nothing to anybody else. On the machine itself a file below {@code /var/cache} does well, since that is as
     *     short-lived as the machine's state. By default nothing is kept, and every commit packs everything
     * @param time the clock of the machine, to tell files that are being written from those that are not
     * @return the changed one
     */
    public Lbu withIndex(Path file, InstantSource time) {
        Lbu copy = new Lbu(this);
        copy.index = file;
        copy.clock = time;
        return copy;
    }

    /**
     * Watches work and can cancel it.
     *
     * @param watched gets a child for each piece of work; cancelling leaves nothing behind, and does nothing any more
     *     once the new overlay is in its place
     * @return the changed one
     */
    public Lbu withProgress(Progress watched) {
        Lbu copy = new Lbu(this);
        copy.progress = watched;
        return copy;
    }

    /**
     * Finds overlay formats elsewhere.
     *
     * @param plugins by default {@link Registry#standard()}
     * @return the changed one
     */
    public Lbu withRegistry(Registry plugins) {
        Lbu copy = new Lbu(this);
        copy.registry = plugins;
        return copy;
    }

    /**
     * Saves the state: {@code lbu commit}.
     *
     * @return what was done
     * @throws IOException as {@link LbuCommit#call}
     */
    public CommitResult commit() throws IOException {
        return newCommit().call();
    }

    /**
     * Prepares a commit with options.
     *
     * @return the command
     */
    public LbuCommit newCommit() {
        return new LbuCommit(this);
    }

    /**
     * Prepares an overlay that goes elsewhere: {@code lbu package}.
     *
     * @return the command
     */
    public LbuPackage newPackage() {
        return new LbuPackage(this);
    }

    /**
     * Makes an earlier overlay the active one: {@code lbu revert}.
     *
     * @param revision a name of {@link #backups()}
     * @return what was done
     * @throws IOException as {@link LbuRevert#call}
     */
    public RevertResult revert(String revision) throws IOException {
        return newRevert(revision).call();
    }

    /**
     * Prepares a revert with options.
     *
     * @param revision a name of {@link #backups()}
     * @return the command
     */
    public LbuRevert newRevert(String revision) {
        return new LbuRevert(this, revision);
    }

    /**
     * What changed since the last commit: {@code lbu status}.
     *
     * @return the changes
     * @throws IOException as {@link LbuStatus#call}
     */
    public Status status() throws IOException {
        return newStatus().call();
    }

    /**
     * Prepares a status with options.
     *
     * @return the command
     */
    public LbuStatus newStatus() {
        return new LbuStatus(this);
    }

    /**
     * What differs from the packages: {@code lbu status -a}. Needs no storage.
     *
     * @return what {@code apk audit --backup} lists, by the bytes of the paths
     * @throws IOException if the state cannot be read
     */
    public List<AuditedPath> changesOfPackages() throws IOException {
        return RootAudit.of(root).progress(progress).changes();
    }

    /**
     * What changed since the last commit, line by line: {@code lbu diff}.
     *
     * @return the changes with their texts
     * @throws IOException as {@link LbuDiff#call}
     */
    public Diff diff() throws IOException {
        return newDiff().call();
    }

    /**
     * Prepares a diff that may go to a stream.
     *
     * @return the command
     */
    public LbuDiff newDiff() {
        return new LbuDiff(this);
    }

    /**
     * What an overlay would hold: {@code lbu list}.
     *
     * @return paths from the root, directories with a slash at their end, by their bytes
     * @throws IOException if the state cannot be read
     */
    public List<String> list() throws IOException {
        LbuSettings values = settings();
        return new OverlayBuild(this, formats(values), OverlayName.active(host(), "")).paths();
    }

    /**
     * Includes paths in overlays: {@code lbu include}. They are saved from the next commit on. Several such changes at once
     * all count, as if they came one after the other.
     *
     * @param paths from the root, with or without a slash in front
     * @return what became of each line of the list
     * @throws IOException if a path is malformed, or the list cannot be read or written; it is then as it was
     */
    public List<IncludeChange> include(String... paths) throws IOException {
        return changeList(list -> list.include(List.of(paths)));
    }

    /**
     * Excludes paths from overlays: {@code lbu exclude}.
     *
     * @param paths from the root, with or without a slash in front
     * @return what became of each line of the list
     * @throws IOException as {@link #include}
     */
    public List<IncludeChange> exclude(String... paths) throws IOException {
        return changeList(list -> list.exclude(List.of(paths)));
    }

    /**
     * Takes paths off the list of what is included: {@code lbu include -r}.
     *
     * @param paths from the root, with or without a slash in front
     * @return what became of each line of the list
     * @throws IOException as {@link #include}
     */
    public List<IncludeChange> removeIncluded(String... paths) throws IOException {
        return changeList(list -> list.removeIncluded(List.of(paths)));
    }

    /**
     * Takes paths off the list of what is excluded: {@code lbu exclude -r}.
     *
     * @param paths from the root, with or without a slash in front
     * @return what became of each line of the list
     * @throws IOException as {@link #include}
     */
    public List<IncludeChange> removeExcluded(String... paths) throws IOException {
        return changeList(list -> list.removeExcluded(List.of(paths)));
    }

    /**
     * The list of what is included and excluded: {@code lbu include -l}, {@code lbu exclude -l}.
     *
     * @return the list of the root as it is now
     * @throws IOException if it cannot be read
     */
    public IncludeList includeList() throws IOException {
        return IncludeList.read(root);
    }

    private interface ListChange {
        List<IncludeChange> apply(IncludeList list) throws IOException;
    }

    // Who loses against another change makes his own again, on top of it.
    private List<IncludeChange> changeList(ListChange change) throws IOException {
        for (int attempt = 1; true; attempt++) {
            try {
                return changeOnce(change);
            } catch (DisklessException e) {
                if (e.code() != FaultCode.CONFLICT || attempt == LIST_ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    private List<IncludeChange> changeOnce(ListChange change) throws IOException {
        IncludeList list = IncludeList.read(root);
        List<IncludeChange> changes = change.apply(list);
        boolean changed = changes.stream()
                .map(IncludeChange::action)
                .anyMatch(action -> action == IncludeChange.Action.ADDED || action == IncludeChange.Action.REMOVED);
        if (changed) {
            list.write(root);
        }
        return changes;
    }

    /**
     * The earlier overlays that the storage keeps, of all hosts: {@code lbu list-backup}. Links are none of them.
     *
     * @return sorted by name
     * @throws IOException if reading the storage fails
     */
    public List<Backup> backups() throws IOException {
        return new LbuBackups(this).list();
    }

    /**
     * Deletes the oldest overlays that are kept for this host, as each commit does by {@code BACKUP_LIMIT}.
     *
     * @param limit how many stay, from 0 on
     * @return the names of those that were deleted
     * @throws IOException if reading the storage fails, or one cannot be deleted
     */
    public List<String> prune(int limit) throws IOException {
        return new LbuBackups(this).prune(limit);
    }

    Path root() {
        return root;
    }

    Optional<Path> index() {
        return Optional.ofNullable(index);
    }

    InstantSource clock() {
        return clock;
    }

    Progress progress() {
        return progress;
    }

    List<Hook> hooks() {
        return hooks;
    }

    LbuSettings settings() throws IOException {
        return settings == null ? LbuSettings.read(root) : settings;
    }

    String host() throws IOException {
        if (hostname != null) {
            return hostname;
        }
        RootFile file = RootFile.of(root, "etc/hostname");
        return file.text()
                .flatMap(text -> text.lines().findFirst())
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .orElseThrow(() -> new DisklessException(
                        FaultDetail.of(FaultCode.NOT_FOUND, "the root does not say the name of its machine")
                                .at(file)
                                .cure("write it there, or give it")));
    }

    OverlayFormats formats(LbuSettings values) {
        return new OverlayFormats(
                registry,
                passwords != null ? Optional.of(passwords) : values.password().map(PasswordSource::fixed));
    }

    Storage storage() throws InvalidRequestException {
        if (storage == null) {
            throw new InvalidRequestException(
                    InvalidRequestException.detail("no storage was given").cure("give the place where overlays lie"));
        }
        return storage;
    }

    boolean hasStorage() {
        return storage != null;
    }

    WritableStorage writable() throws IOException {
        if (storage() instanceof WritableStorage writable) {
            return writable;
        }
        throw new DisklessException(FaultDetail.of(FaultCode.READ_ONLY, "the storage can only be read")
                .at(storage().identity())
                .cure("use a storage that can be written"));
    }

    @Override
    public String toString() {
        return root + (storage == null ? "" : " -> " + storage.identity());
    }
}
