package dev.diskless.contract.boot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diskless.contract.progress.StrictListener;
import dev.diskless.fault.CancelledException;
import dev.diskless.fault.Fault;
import dev.diskless.fault.FaultCode;
import dev.diskless.medium.BootDescription;
import dev.diskless.medium.BootFiles;
import dev.diskless.medium.BootInstallation;
import dev.diskless.progress.Cancellation;
import dev.diskless.progress.Progress;
import dev.diskless.progress.ProgressListener;
import dev.diskless.spi.BootDevice;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/**
 * Extend it, give the device, and inherit the suite. Owners are kept in all of it, so that it needs no rights where
 * source and target are folders of the host.
 */
public abstract class BootDeviceContract {

    private static final FileTime TARGET_TIME = FileTime.fromMillis(1_600_000_000_000L);

    @TempDir
    protected Path directory;

    private Path source;
    private Path target;

    /** The device under test. */
    protected abstract BootDevice device();

    /** Fills an empty directory with boot files that the device can carry over; an overlay lies in its root. */
    protected void plant(Path root) throws IOException {
        MediumTree.iso(root);
    }

    /** A new and empty directory that boot files are to be installed into. */
    protected Path emptyTarget() throws IOException {
        return Files.createTempDirectory(directory, "target");
    }

    @BeforeEach
    final void make() throws IOException {
        source = Files.createDirectory(directory.resolve("source"));
        plant(source);
        target = emptyTarget();
        Files.setLastModifiedTime(target, TARGET_TIME);
    }

    @Test
    void aTreeWithoutBootRepositoryHasNoBootSystem() throws IOException {
        Path empty = Files.createDirectory(directory.resolve("empty"));
        assertEquals(Optional.empty(), device().describe(empty));
        assertTrue(device().keys(empty).isEmpty());
        fault(FaultCode.NOT_FOUND, () -> device().select(empty));
        fault(FaultCode.NOT_FOUND, () -> device().install(empty, target, true, Progress.silent()));
        assertEmpty(target);
    }

    @Test
    void aRootThatIsNotThereIsNotFound() {
        Path absent = directory.resolve("absent");
        fault(FaultCode.NOT_FOUND, () -> device().describe(absent));
        fault(FaultCode.NOT_FOUND, () -> device().select(absent));
        fault(FaultCode.NOT_FOUND, () -> device().keys(absent));
        fault(FaultCode.NOT_FOUND, () -> device().install(absent, target, true, Progress.silent()));
    }

    @Test
    void describesASource() throws IOException {
        BootDescription description = device().describe(source).orElseThrow();
        assertFalse(description.repositories().isEmpty());
        assertFalse(description.architectures().isEmpty());
        for (List<String> paths : List.of(
                description.repositories(),
                description.kernels(),
                description.initramfs(),
                description.modloops(),
                description.configurations())) {
            for (String path : paths) {
                assertFalse(path.startsWith("/"), path);
                assertTrue(Files.exists(source.resolve(path)), path);
            }
        }
        assertEquals(description, device().describe(source).orElseThrow());
    }

    @Test
    void whatIsSelectedIsInTheTargetAsItWas() throws IOException {
        BootFiles files = device().select(source);
        BootInstallation installation = device().install(source, target, true, Progress.silent());
        long bytes = 0;
        for (Path path : files.files()) {
            Path copy = target.resolve(source.relativize(path).toString());
            assertEquals(facts(path), facts(copy), path::toString);
            if (Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
                assertEquals(-1, Files.mismatch(path, copy), path::toString);
                bytes += Files.size(path);
            }
        }
        assertEquals(bytes, files.bytes());
        assertTrue(installation.bytes() >= bytes
                && installation.files() >= files.files().size());
        assertEquals(files.leftBehind(), installation.leftBehind());
        assertEquals(TARGET_TIME, Files.getLastModifiedTime(target));
    }

    @Test
    void directoriesStandBeforeWhatTheyHold() throws IOException {
        List<Path> files = device().select(source).files();
        for (int i = 0; i < files.size(); i++) {
            assertTrue(files.get(i).startsWith(source));
            int parent = files.indexOf(files.get(i).getParent());
            assertTrue(files.get(i).getParent().equals(source) || (parent >= 0 && parent < i), files.get(i)::toString);
        }
    }

    @Test
    void saysAboutTheTargetWhatItDescribes() throws IOException {
        BootInstallation installation = device().install(source, target, true, Progress.silent());
        assertEquals(device().describe(target).orElseThrow(), installation.description());
        assertEquals(
                device().describe(source).orElseThrow().kernels(),
                installation.description().kernels());
        assertEquals(device().keys(source).keySet(), device().keys(target).keySet());
    }

    @Test
    void overlaysAreLeftBehindAndNamed() throws IOException {
        new MediumTree(source).file("boot/deep/.other.apkovl.tar.gz.aes-256-cbc", 10);
        BootInstallation installation = device().install(source, target, true, Progress.silent());
        assertTrue(installation.leftBehind().contains("boot/deep/.other.apkovl.tar.gz.aes-256-cbc"));
        try (Stream<Path> tree = Files.walk(target)) {
            assertTrue(tree.noneMatch(path -> path.toString().contains(".apkovl.tar.gz")));
        }
        try (Stream<Path> root = Files.list(source)) {
            assertTrue(root.map(path -> path.getFileName().toString())
                    .filter(name -> name.contains(".apkovl.tar.gz"))
                    .allMatch(installation.leftBehind()::contains));
        }
    }

    @Test
    void meetsTheProgressItAnnounces() throws IOException {
        StrictListener listener = new StrictListener();
        try (Progress progress = Progress.root("all", 1, listener, Cancellation.NEVER)) {
            device().install(source, target, true, progress);
        }
        listener.assertComplete();
    }

    @Test
    void cancellingAtAnyReportLeavesNothingBehind() throws IOException {
        AtomicInteger reports = new AtomicInteger();
        device().install(source, emptyTarget(), true, progress(event -> reports.incrementAndGet(), () -> false));
        assertTrue(reports.get() > 1);
        for (int stop = 1; stop < reports.get(); stop++) {
            AtomicInteger left = new AtomicInteger(stop);
            AtomicBoolean cancelled = new AtomicBoolean();
            Progress progress =
                    progress(event -> cancelled.compareAndSet(false, left.decrementAndGet() == 0), cancelled::get);
            try {
                device().install(source, target, true, progress);
                // The last reports come when there is nothing left to cancel.
                assertEquals(reports.get() - 1, stop);
            } catch (CancelledException e) {
                assertEmpty(target);
                assertEquals(TARGET_TIME, Files.getLastModifiedTime(target));
            }
        }
    }

    @Test
    void workThatIsCancelledBeforeItStartsMakesNothing() throws IOException {
        assertThrows(
                CancelledException.class,
                () -> device().install(source, target, true, progress(event -> {}, () -> true)));
        assertEmpty(target);
    }

    @Test
    void aNameThatIsTakenIsRefusedAndKept() throws IOException {
        Path first = device().select(source).files().get(0);
        Path taken = target.resolve(source.relativize(first).toString());
        Files.writeString(taken, "mine");
        fault(FaultCode.EXISTS, () -> device().install(source, target, true, Progress.silent()));
        assertEquals("mine", Files.readString(taken));
        try (Stream<Path> list = Files.list(target)) {
            assertEquals(List.of(taken), list.toList());
        }
    }

    private static Progress progress(ProgressListener listener, Cancellation cancellation) {
        return Progress.root("all", 1, listener, cancellation);
    }

    private static void fault(FaultCode code, Executable work) {
        IOException thrown = assertThrows(IOException.class, work);
        assertEquals(code, assertInstanceOf(Fault.class, thrown).code());
    }

    private static void assertEmpty(Path folder) throws IOException {
        try (Stream<Path> list = Files.list(folder)) {
            assertEquals(
                    List.of(), list.filter(path -> !path.endsWith("lost+found")).toList());
        }
    }

    private static String facts(Path path) throws IOException {
        boolean link = Files.isSymbolicLink(path);
        boolean posix = path.getFileSystem().supportedFileAttributeViews().contains("posix");
        return (link ? Files.readSymbolicLink(path).toString() : Files.isDirectory(path) ? "directory" : "file") + " "
                + Files.getLastModifiedTime(path, LinkOption.NOFOLLOW_LINKS).toMillis() + " "
                + (posix && !link ? Files.getPosixFilePermissions(path) : "");
    }
}
