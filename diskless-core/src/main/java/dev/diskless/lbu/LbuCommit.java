package dev.diskless.lbu;

import dev.diskless.fault.FaultCode;
import dev.diskless.spi.WritableStorage;
import java.io.IOException;
import java.util.OptionalInt;

/**
 * Saves the state of a machine as its active overlay: {@code lbu commit}.
 *
 * <p>The order: write the new overlay where nobody sees it, read it back to its end, force it, keep the old one under its
 * stamp, put the new one in its place at once, force that, then delete what is too much. At every moment there is an
 * active overlay, the old or the new one, also after a power cut. Whatever fails before leaves the active overlay and
 * those that are kept as they were. Overlays that lie in a directory storage inside the root are left out. So are extended
 * attributes, with access control lists and capabilities among them, since the boot skips them.
 *
 * <p>For one call and one thread.
 */
public final class LbuCommit {

    private final Lbu lbu;
    private boolean dryRun;
    private boolean deleteOld;
    private boolean encrypt;
    private boolean anyArchitecture;
    private OptionalInt limit = OptionalInt.empty();

    LbuCommit(Lbu lbu) {
        this.lbu = lbu;
    }

    /**
     * Only says what would be done ({@code -n}); writes and deletes nothing, and calls no hook.
     *
     * @return this command
     */
    public LbuCommit dryRun() {
        dryRun = true;
        return this;
    }

    /**
     * Deletes overlays of other names ({@code -d}), of whatever host and however encrypted, once the new one is safe.
     * Without it they are a conflict.
     *
     * @return this command
     */
    public LbuCommit deleteOld() {
        deleteOld = true;
        return this;
    }

    /**
     * Encrypts with the default cipher, unless the settings say another ({@code -e}).
     *
     * @return this command
     */
    public LbuCommit encrypt() {
        encrypt = true;
        return this;
    }

    /**
     * Replaces overlays that say another architecture than the root does, too.
     *
     * @return this command
     */
    public LbuCommit anyArchitecture() {
        anyArchitecture = true;
        return this;
    }

    /**
     * Keeps so many earlier overlays of this host.
     *
     * @param count from 0 on; by default {@code BACKUP_LIMIT} of the settings
     * @return this command
     */
    public LbuCommit limit(int count) {
        if (count < 0) {
            throw new IllegalArgumentException("a limit must not be negative: " + count);
        }
        limit = OptionalInt.of(count);
        return this;
    }

    /**
     * Does it.
     *
     * @return what was done
     * @throws IOException with code {@link FaultCode#CONFLICT} if overlays of other names or of another architecture, or
     *     links that the boot would take for overlays, are in the way, or somebody else changed the medium meanwhile;
     *     {@link FaultCode#FULL} if there is no room; or if the state cannot be read, the storage cannot be written, a
     *     hook before it failed, or the caller cancelled
     */
    public CommitResult call() throws IOException {
        WritableStorage storage = lbu.writable();
        LbuSettings settings = encrypt ? lbu.settings().encrypted() : lbu.settings();
        OverlayName name = OverlayName.active(lbu.host(), settings.encryption().orElse(""));
        OverlayFormats formats = lbu.formats(settings);
        MediumContent medium = MediumContent.of(storage);
        CommitWork work = new CommitWork(
                storage,
                medium,
                name,
                new OverlayBuild(lbu, formats, name),
                limit.orElse(settings.backupLimit()),
                deleteOld);
        work.refuseOthers(medium);
        if (!anyArchitecture) {
            new Architecture(lbu.root(), formats, settings.password().isEmpty()).check(storage, medium);
        }
        if (dryRun) {
            return work.plan();
        }
        HookRun hooks = new HookRun(lbu.hooks(), new Packaging(lbu.root(), name.fileName()));
        hooks.before();
        CommitResult result;
        try {
            result = work.save(lbu.progress());
        } catch (IOException | RuntimeException e) {
            hooks.afterFailure(e);
            throw e;
        }
        return result.withHookFailures(hooks.after());
    }
}
