package dev.diskless.ext4.powercut;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The real checker and the kernel's tools, on one image file that is written again and again. */
final class E2fsck implements Closeable {

    private static final int REMEMBERED = 16;

    private final Path folder;
    private final Path file;
    private final Shell shell;
    private final Deque<byte[]> clean = new ArrayDeque<>();

    E2fsck() throws IOException {
        Path memory = Path.of("/dev/shm");
        folder = Files.isWritable(memory) ? Files.createTempDirectory(memory, "cut") : Files.createTempDirectory("cut");
        file = folder.resolve("image");
        shell = new Shell();
    }

    Path folder() {
        return folder;
    }

    Path file() {
        return file;
    }

    Shell shell() {
        return shell;
    }

    void put(byte[] image) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            channel.truncate(image.length);
            ByteBuffer rest = ByteBuffer.wrap(image);
            while (rest.hasRemaining()) {
                channel.write(rest);
            }
        }
    }

    byte[] get() throws IOException {
        return Files.readAllBytes(file);
    }

    /** What {@code e2fsck -fn} says of the file. */
    Report look() throws IOException {
        return report("-fn");
    }

    /** What {@code e2fsck} says and does with that option. */
    Report report(String option) throws IOException {
        Shell.Result result = shell.run("e2fsck " + option + " " + file);
        List<String> others = new ArrayList<>();
        Set<Complaint> found = new TreeSet<>(Complaint.in(result.text(), others));
        return new Report(result.status(), found, others, result.text());
    }

    /** Whether it finds nothing at all in an image. */
    Report lookAt(byte[] image) throws IOException {
        for (byte[] known : clean) {
            if (Arrays.equals(known, image)) {
                return new Report(0, Set.of(), List.of(), "");
            }
        }
        put(image);
        Report report = look();
        if (report.isSilent()) {
            clean.addFirst(image.clone());
            if (clean.size() > REMEMBERED) {
                clean.removeLast();
            }
        }
        return report;
    }

    @Override
    public void close() throws IOException {
        shell.close();
        Files.deleteIfExists(file);
        try (var left = Files.list(folder)) {
            for (Path path : left.toList()) {
                Files.delete(path);
            }
        }
        Files.delete(folder);
    }

    /**
     * One run.
     *
     * @param status of the program
     * @param found the kinds of complaints
     * @param others lines that are not harmless
     * @param text all it printed
     */
    record Report(int status, Set<Complaint> found, List<String> others, String text) {

        boolean isSilent() {
            return status == 0 && found.isEmpty();
        }
    }
}
