package dev.diskless.ext4.internal.nio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import dev.diskless.fault.Fault;
import dev.diskless.fault.FaultCode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.opentest4j.AssertionFailedError;

/**
 * Does the same in two directories, and sees that the outcome is the same: the same value, or an exception that the
 * subject may throw where the reference throws its own.
 */
final class Twins {

    /** Something to do in a directory. */
    @FunctionalInterface
    interface Step {
        Object in(Path root) throws IOException;
    }

    /** A channel of each. */
    record Channels(String name, FileChannel reference, FileChannel subject) {}

    /** Something to do with a channel. */
    @FunctionalInterface
    interface ChannelStep {
        Object on(FileChannel channel) throws IOException;
    }

    private record Outcome(Object value, Exception thrown) {

        static Outcome of(java.util.concurrent.Callable<Object> work) {
            try {
                return new Outcome(work.call(), null);
            } catch (Exception e) {
                return new Outcome(null, e);
            }
        }

        boolean isFull() {
            return thrown instanceof Fault fault && fault.code() == FaultCode.FULL;
        }
    }

    private final Path reference;
    private final Path subject;
    private final boolean mayBeFull;
    private int done;
    private int refused;
    private int full;

    Twins(Path reference, Path subject, boolean mayBeFull) {
        this.reference = reference;
        this.subject = subject;
        this.mayBeFull = mayBeFull;
    }

    Path reference() {
        return reference;
    }

    /** How many steps were done, refused by both, and not done by the subject because it was full. */
    List<Integer> counts() {
        return List.of(done, refused, full);
    }

    /** A step that must not fail for want of room. */
    void step(Step step) {
        run(step, false);
    }

    /** A step that may find the subject full; of the named objects the reference then gets the state of the subject. */
    void growing(Step step, String... touched) throws IOException {
        if (run(step, mayBeFull)) {
            for (String name : touched) {
                repair(name);
            }
        }
    }

    private boolean run(Step step, boolean tolerant) {
        Outcome ours = Outcome.of(() -> step.in(subject));
        if (tolerant && ours.isFull()) {
            full++;
            return true;
        }
        compare(Outcome.of(() -> step.in(reference)), ours);
        return false;
    }

    private void compare(Outcome theirs, Outcome ours) {
        if (theirs.thrown() == null && ours.thrown() == null) {
            done++;
            assertEquals(theirs.value(), ours.value());
        } else if (theirs.thrown() == null) {
            throw new AssertionFailedError("only the subject failed", ours.thrown());
        } else if (ours.thrown() == null) {
            throw new AssertionFailedError("only the reference failed", theirs.thrown());
        } else {
            refused++;
            boolean wrong = !isSame(theirs.thrown(), ours.thrown())
                    || ours.thrown() instanceof Fault fault
                            && (fault.code() == FaultCode.CORRUPT || fault.code() == FaultCode.FULL);
            if (wrong) {
                ours.thrown().addSuppressed(theirs.thrown());
                throw new AssertionFailedError("failures differ", ours.thrown());
            }
        }
    }

    // Since Java 21 the host's provider says of a path through a file that there is no such file, but not in all calls.
    private static boolean isSame(Exception theirs, Exception ours) {
        return theirs.getClass().isInstance(ours)
                || Runtime.version().feature() > 17
                        && theirs instanceof NoSuchFileException
                        && ours instanceof NotDirectoryException
                        && Arrays.stream(theirs.getStackTrace())
                                .map(StackTraceElement::getMethodName)
                                .anyMatch(Set.of("copy", "move", "readAttributes")::contains);
    }

    /** Opens a file in both; null if both refuse. */
    Channels open(String name, Set<OpenOption> options) throws IOException {
        Outcome ours = Outcome.of(() -> FileChannel.open(subject.resolve(name), options));
        if (mayBeFull && ours.isFull()) {
            full++;
            repair(name);
            return null;
        }
        Outcome theirs = Outcome.of(() -> FileChannel.open(reference.resolve(name), options));
        compare(
                theirs.thrown() == null ? new Outcome(0, null) : theirs,
                ours.thrown() == null ? new Outcome(0, null) : ours);
        return ours.thrown() == null
                ? new Channels(name, (FileChannel) theirs.value(), (FileChannel) ours.value())
                : null;
    }

    void step(Channels channels, ChannelStep step) throws IOException {
        Outcome ours = Outcome.of(() -> {
            Object value = step.on(channels.subject());
            if (mayBeFull) {
                // What is collected is to be refused now, not some steps later.
                channels.subject().force(false);
            }
            return value;
        });
        if (mayBeFull && ours.isFull()) {
            full++;
            copy(channels.subject(), channels.reference());
            repairTimes();
        } else {
            compare(Outcome.of(() -> step.on(channels.reference())), ours);
        }
    }

    private static void copy(FileChannel from, FileChannel to) throws IOException {
        to.truncate(0);
        ByteBuffer buffer = ByteBuffer.allocate(1 << 16);
        for (long at = 0; from.read(buffer.clear(), at) >= 0; at += buffer.position()) {
            to.write(buffer.duplicate().flip(), at);
        }
    }

    /** Makes an object of the reference what it is in the subject. */
    private void repair(String name) throws IOException {
        Path ours = subject.resolve(name);
        if (Files.exists(ours)) {
            // What was written to may be what a link leads to.
            ours = ours.toRealPath();
        }
        Path theirs = reference.resolve(
                subject.toRealPath().relativize(ours.toAbsolutePath()).toString());
        if (!Files.exists(ours, LinkOption.NOFOLLOW_LINKS)) {
            if (Files.exists(theirs, LinkOption.NOFOLLOW_LINKS)) {
                removeTree(theirs);
            }
        } else if (!Files.exists(theirs, LinkOption.NOFOLLOW_LINKS)) {
            if (Files.isSymbolicLink(ours)) {
                fail("a link that could not be made is there: " + name);
            }
            Files.copy(ours, theirs, StandardCopyOption.COPY_ATTRIBUTES);
            Files.setAttribute(
                    theirs, "unix:mode", (Integer) Files.getAttribute(ours, "unix:mode") & UnixMode.PERMISSIONS);
            Files.setAttribute(theirs, "unix:uid", Files.getAttribute(ours, "unix:uid"));
            Files.setAttribute(theirs, "unix:gid", Files.getAttribute(ours, "unix:gid"));
        } else if (Files.isRegularFile(ours) && Files.mismatch(ours, theirs) >= 0) {
            Files.copy(ours, theirs.getParent().resolve(".repair"), StandardCopyOption.REPLACE_EXISTING);
            Files.write(theirs, Files.readAllBytes(theirs.getParent().resolve(".repair")));
            Files.delete(theirs.getParent().resolve(".repair"));
        }
        if (Files.exists(ours)) {
            Files.setAttribute(
                    theirs, "unix:mode", (Integer) Files.getAttribute(ours, "unix:mode") & UnixMode.PERMISSIONS);
            repairTime(ours, theirs);
        }
        if (Files.exists(ours.getParent())) {
            repairTime(ours.getParent(), theirs.getParent());
        }
    }

    /** For a file that may have any name by now, or several. */
    private void repairTimes() throws IOException {
        for (String name : TreeNames.of(reference)) {
            if (Files.isRegularFile(reference.resolve(name), LinkOption.NOFOLLOW_LINKS)) {
                repairTime(subject.resolve(name), reference.resolve(name));
            }
        }
    }

    private static void repairTime(Path ours, Path theirs) throws IOException {
        FileTime time = Files.getLastModifiedTime(ours);
        if (Files.isRegularFile(theirs) || Files.isDirectory(theirs)) {
            Files.setLastModifiedTime(theirs, time);
        } else {
            // The host would open a FIFO, and wait for somebody at its other end.
            Files.getFileAttributeView(theirs, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                    .setTimes(time, null, null);
        }
    }

    static void removeTree(Path tree) throws IOException {
        Files.walkFileTree(tree, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes facts) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path directory, IOException failure) throws IOException {
                Files.delete(directory);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    /** Compares everything there is. */
    void compareTrees() throws IOException {
        compareTrees(reference, subject);
    }

    static void compareTrees(Path reference, Path subject) throws IOException {
        var theirs = TreeFacts.of(reference);
        var ours = TreeFacts.of(subject);
        for (String name : theirs.keySet()) {
            assertEquals(theirs.get(name), ours.get(name), name);
        }
        assertEquals(theirs.keySet(), ours.keySet());
    }
}
