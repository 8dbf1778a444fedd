package dev.diskless.storage;

import dev.diskless.fault.DisklessException;
import dev.diskless.fault.FaultCode;
import dev.diskless.fault.FaultDetail;
import dev.diskless.spi.StoredObject;
import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Optional;

/**
 * The steps by which names change hands, each called in a turn of the directory but for {@link #discard}. Every change is
 * one call of the file system; before it nothing is changed, and after it only durability is lacking.
 */
final class Publication {

    private static final long STANDSTILL_SECONDS = 2;

    private final StoredFiles files;
    private final DirectoryTurn turn;
    private final StagedFiles stagedFiles;

    Publication(StoredFiles files, DirectoryTurn turn, StagedFiles stagedFiles) {
        this.files = files;
        this.turn = turn;
        this.stagedFiles = stagedFiles;
    }

    /** Throws if an object is not what the caller saw. */
    StoredObject check(StoredObject seen, Path place) throws IOException {
        StoredFiles.Found now =
                files.at(place).orElseThrow(() -> StorageFaults.conflict(files.label(place), "the object is gone"));
        if (!now.regular()) {
            throw StorageFaults.exists(files.label(place));
        }
        if (!now.object().version().equals(seen.version())) {
            throw StorageFaults.conflict(files.label(place), "the object was replaced");
        }
        return now.object();
    }

    private void checkFree(Path place) throws IOException {
        StoredFiles.Found there = files.at(place).orElse(null);
        if (there != null) {
            throw there.regular()
                    ? StorageFaults.conflict(files.label(place), "there is an object of that name already")
                    : StorageFaults.exists(files.label(place));
        }
    }

    StoredObject create(StagedFile file, Path target) throws IOException {
        checkFree(target);
        file.channel().close();
        try {
            takeFreeName(file.file(), target);
        } catch (IOException | RuntimeException e) {
            throw stillStaged(file, e, target);
        }
        stagedFiles.forget(file.file());
        return done(target);
    }

    // A hard link refuses a name that a program without our lock took meanwhile; a rename would win over it silently.
    private void takeFreeName(Path file, Path target) throws IOException {
        try {
            Files.createLink(target, file);
        } catch (FileAlreadyExistsException e) {
            throw StorageFaults.conflict(files.label(target), "there is an object of that name already");
        } catch (UnsupportedOperationException | IOException e) {
            move(file, target);
            return;
        }
        // A second name that stays is removed at the next staging.
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            return;
        }
    }

    private void move(Path file, Path target) throws IOException {
        try {
            Files.move(file, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (AtomicMoveNotSupportedException e) {
            throw new DisklessException(
                    FaultDetail.of(FaultCode.UNSUPPORTED, "the file system renames nothing in one step")
                            .at(files.label(target))
                            .cure("keep the storage on another file system"),
                    e);
        }
    }

    StoredObject replace(StagedFile file, StoredObject seen, Path target) throws IOException {
        StoredObject now = check(seen, target);
        distinguish(file, now.modified());
        file.channel().close();
        try {
            move(file.file(), target);
        } catch (IOException | RuntimeException e) {
            throw stillStaged(file, e, target);
        }
        stagedFiles.forget(file.file());
        return done(target);
    }

    // Under a clock that stands still, or is coarse, a file that gets the inode number of one that was replaced long
    // ago
    // must not look like it.
    private void distinguish(StagedFile file, Instant before) throws IOException {
        Instant time = Files.getLastModifiedTime(file.file()).toInstant();
        boolean standsStill =
                !time.isAfter(before) && !time.plusSeconds(STANDSTILL_SECONDS).isBefore(before);
        if (standsStill) {
            keepTime(file, before.plusNanos(1));
        }
    }

    /** Gives a staged file a time, durably. */
    void keepTime(StagedFile file, Instant time) throws IOException {
        Files.setLastModifiedTime(file.file(), FileTime.from(time));
        file.channel().force(true);
    }

    private IOException stillStaged(StagedFile file, Exception e, Path target) {
        try {
            file.reopened(stagedFiles.reopen(file.file()));
        } catch (IOException | RuntimeException second) {
            e.addSuppressed(second);
        }
        return e instanceof IOException io
                ? StorageFaults.changing(io, files.label(target))
                : StorageFaults.state((RuntimeException) e, files.label(target));
    }

    /** Tries a second name for a file; empty where there are no such links. */
    Optional<StoredObject> link(StoredObject seen, Path source, Path target) throws IOException {
        check(seen, source);
        checkFree(target);
        try {
            Files.createLink(target, source);
        } catch (FileAlreadyExistsException e) {
            throw StorageFaults.conflict(files.label(target), "there is an object of that name already");
        } catch (NoSuchFileException e) {
            throw StorageFaults.conflict(files.label(source), "the object is gone");
        } catch (UnsupportedOperationException | IOException e) {
            return Optional.empty();
        }
        return Optional.of(done(target));
    }

    boolean delete(StoredObject seen, Path place) throws IOException {
        check(seen, place);
        try {
            Files.delete(place);
        } catch (NoSuchFileException e) {
            throw StorageFaults.conflict(files.label(place), "the object is gone");
        }
        turn.force();
        return true;
    }

    /** Makes a change durable and gives what stands under the name now. */
    StoredObject done(Path target) throws IOException {
        turn.force();
        return files.at(target)
                .map(StoredFiles.Found::object)
                .orElseThrow(() ->
                        StorageFaults.conflict(files.label(target), "the object was deleted as soon as it was stored"));
    }

    void discard(StagedFile file) throws IOException {
        stagedFiles.forget(file.file());
        try {
            file.channel().close();
        } finally {
            Files.deleteIfExists(file.file());
        }
    }
}
