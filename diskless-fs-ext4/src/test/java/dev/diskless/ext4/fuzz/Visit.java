package dev.diskless.ext4.fuzz;

import dev.diskless.device.BlockDevice;
import dev.diskless.device.CopyOnWriteDevice;
import dev.diskless.ext4.Ext4;
import dev.diskless.ext4.Ext4Format;
import dev.diskless.ext4.check.CheckReport;
import dev.diskless.fault.Fault;
import dev.diskless.medium.WritingOptions;
import dev.diskless.progress.Progress;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystem;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.ReadOnlyFileSystemException;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;

/**
 * Uses a damaged volume in every way there is. What a volume may do is give what it has or throw a typed fault; all else
 * leaves here as an unchecked exception or an {@link AssertionError}.
 */
final class Visit {

    private static final int MOST_OBJECTS = 3000;
    private static final int MOST_ALLOCATED = 400 << 20;

    private final PatientImage image;
    private final ByteBuffer buffer = ByteBuffer.allocate(4096);
    private int objects;

    private Visit(PatientImage image) {
        this.image = image;
    }

    static void everything(PatientImage image) {
        Visit visit = new Visit(image);
        bounded(image, visit::probe);
        bounded(image, visit::read);
        bounded(image, visit::check);
        bounded(image, visit::write);
    }

    private interface Part {
        void run() throws IOException;
    }

    /** Typed faults are what damage ends in; nothing else, and not without a bound on memory. */
    private static void bounded(PatientImage image, Part part) {
        image.allowWork();
        long before = Allocation.ofThisThread();
        attempt(part);
        long allocated = Allocation.ofThisThread() - before;
        if (allocated > MOST_ALLOCATED) {
            throw new AssertionError(allocated + " bytes were allocated");
        }
    }

    private static void attempt(Part part) {
        try {
            part.run();
        } catch (DirectoryIteratorException e) {
            requireTyped(e.getCause());
        } catch (IOException e) {
            requireTyped(e);
        }
    }

    private static void requireTyped(IOException thrown) {
        boolean ofTheJdk = thrown instanceof FileSystemException
                && thrown.getClass() != FileSystemException.class
                && thrown.getClass().getPackage() == FileSystemException.class.getPackage();
        if (!(thrown instanceof Fault) && !ofTheJdk) {
            throw new AssertionError("a fault without a type", thrown);
        }
    }

    private void probe() throws IOException {
        new Ext4Format().probe(image);
    }

    private void read() throws IOException {
        try (FileSystem files = Ext4.open(image)) {
            Path root = files.getPath("/");
            attempt(() -> Files.getFileStore(root).getUsableSpace());
            attempt(() -> attributes(root));
            walk(root);
            for (String name : new String[] {"file", "d0/d1/d2/f", "many/none", "fast", "many/../hard", "slow/x"}) {
                attempt(() -> Files.readAttributes(root.resolve(name), "posix:*"));
            }
        }
    }

    private void walk(Path root) {
        Deque<Path> directories = new ArrayDeque<>();
        directories.add(root);
        while (!directories.isEmpty() && objects < MOST_OBJECTS) {
            Path directory = directories.remove();
            attempt(() -> {
                try (DirectoryStream<Path> names = Files.newDirectoryStream(directory)) {
                    for (Path name : names) {
                        if (objects++ > MOST_OBJECTS) {
                            return;
                        }
                        attempt(() -> visit(name, directories));
                    }
                }
            });
        }
    }

    private void visit(Path file, Deque<Path> directories) throws IOException {
        attempt(() -> attributes(file));
        int type = (int) Files.getAttribute(file, "unix:mode", LinkOption.NOFOLLOW_LINKS) & 0xF000;
        switch (type) {
            case 0x4000 -> directories.add(file);
            case 0xA000 -> {
                attempt(() -> Files.readSymbolicLink(file));
                attempt(() -> file.toRealPath());
            }
            case 0x8000 -> content(file);
            default -> {}
        }
    }

    private static void attributes(Path file) throws IOException {
        attempt(() -> Files.readAttributes(file, "unix:*", LinkOption.NOFOLLOW_LINKS));
        attempt(() -> Files.readAttributes(file, "user:*", LinkOption.NOFOLLOW_LINKS));
        attempt(() -> {
            Map<String, Object> all = Files.readAttributes(file, "xattr:*", LinkOption.NOFOLLOW_LINKS);
            for (String name : all.keySet()) {
                Files.getAttribute(file, "xattr:" + name, LinkOption.NOFOLLOW_LINKS);
            }
        });
    }

    /** The start, the end, and something in the middle; sizes may be told to be endless. */
    private void content(Path file) throws IOException {
        try (SeekableByteChannel channel = Files.newByteChannel(file, StandardOpenOption.READ)) {
            long size = channel.size();
            for (long from : new long[] {0, 12 * 1024, 40_000, size / 2, size - 3000}) {
                channel.position(Math.max(0, from));
                channel.read(buffer.clear());
                channel.read(buffer.clear());
            }
        }
    }

    /** A check finds damage; it never fails because of it. */
    private void check() throws IOException {
        checked(image);
    }

    private static CheckReport checked(BlockDevice device) {
        try {
            return Ext4.check(device, Progress.silent());
        } catch (IOException e) {
            throw new AssertionError("a check that damage ended", e);
        }
    }

    private void write() throws IOException {
        CopyOnWriteDevice copy = new CopyOnWriteDevice(image, 16 << 20);
        WritingOptions options = new WritingOptions(() -> Instant.ofEpochSecond(1_800_000_000), true);
        try (FileSystem files = Ext4.openWritable(copy, options)) {
            change(files.getPath("/"));
        } catch (ReadOnlyFileSystemException e) {
            return;
        } finally {
            checked(copy);
        }
    }

    private static void change(Path root) {
        byte[] content = new byte[3000];
        attempt(() -> Files.write(root.resolve("new"), content));
        attempt(() -> Files.write(root.resolve("file"), content));
        attempt(() -> Files.write(root.resolve("small"), content, StandardOpenOption.APPEND));
        attempt(() -> Files.createDirectory(root.resolve("many/new")));
        attempt(() -> Files.createLink(root.resolve("d0/link"), root.resolve("small")));
        attempt(() -> Files.move(root.resolve("new"), root.resolve("many/moved")));
        attempt(() -> Files.delete(root.resolve("holes")));
        attempt(() -> Files.delete(root.resolve("d0/d1/d2/d3/f")));
        attempt(() -> Files.delete(root.resolve("d0/d1/d2/d3")));
        attempt(() -> Files.delete(root.resolve("slow")));
        attempt(() -> Files.setAttribute(root.resolve("small"), "unix:uid", 70_000));
        attempt(() -> Files.setAttribute(root.resolve("file"), "xattr:user.new", content));
    }
}
