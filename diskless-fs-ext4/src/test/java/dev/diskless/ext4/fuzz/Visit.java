package dev.diskless.ext4.fuzz;

import dev.diskless.device.BlockDevice;
import dev.diskless.device.CopyOnWriteDevice;
import dev.diskless.ext4.Ext4;
import dev.diskless.ext4.Ext4Format;
import dev.diskless.ext4.check.CheckReport;
import dev.diskless.ext4.internal.disk.Features;
import dev.diskless.ext4.internal.disk.Superblock;
import dev.diskless.progress.Progress;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;

/**
 * Uses a damaged volume in every way there is. What a volume may do is give what it has or throw a typed fault; all else
 * leaves here as an unchecked exception or an {@link AssertionError}. What a check finds clean must be readable, and
 * still be clean when it was changed.
 */
final class Visit {

    private static final int MOST_OBJECTS = 3000;
    private static final int MOST_CHANGED = 16 << 20;

    private final PatientImage image;
    private final Attempts attempts = new Attempts();
    private final ByteBuffer buffer = ByteBuffer.allocate(4096);
    private int objects;

    private Visit(PatientImage image) {
        this.image = image;
    }

    static void everything(PatientImage image) {
        new Visit(image).run();
    }

    private void run() {
        image.allowWork();
        attempts.bounded(() -> new Ext4Format().probe(image));
        attempts.bounded(this::read);
        image.allowWork();
        boolean clean = checked(image).isClean() && !needsReplay();
        if (clean && attempts.corrupt() != null) {
            throw new AssertionError("what is clean cannot be read", attempts.corrupt());
        }
        image.allowWork();
        CopyOnWriteDevice copy = new CopyOnWriteDevice(image, MOST_CHANGED);
        Attempts changes = new Attempts();
        changes.bounded(() -> new Changing(changes).run(copy));
        CheckReport after = checked(copy);
        if (clean && !after.isClean()) {
            throw new AssertionError("a change left " + after.findings(), changes.corrupt());
        }
    }

    /** Whether another state than that of the blocks themselves is read. */
    private boolean needsReplay() {
        Superblock superblock = new Superblock(image.get(Superblock.POSITION, Superblock.SIZE));
        return superblock.features().hasIncompatible(Features.RECOVER);
    }

    private void read() throws IOException {
        try (FileSystem files = Ext4.open(image)) {
            Path root = files.getPath("/");
            attempts.attempt(() -> Files.getFileStore(root).getUsableSpace());
            attempts.attempt(() -> attributes(root));
            walk(root);
            for (String name : new String[] {"file", "d0/d1/d2/f", "many/none", "fast", "many/../hard", "slow/x"}) {
                attempts.attempt(() -> Files.readAttributes(root.resolve(name), "posix:*"));
            }
        }
    }

    private void walk(Path root) {
        Deque<Path> directories = new ArrayDeque<>();
        directories.add(root);
        while (!directories.isEmpty() && objects < MOST_OBJECTS) {
            Path directory = directories.remove();
            attempts.attempt(() -> {
                try (DirectoryStream<Path> names = Files.newDirectoryStream(directory)) {
                    for (Path name : names) {
                        if (objects++ > MOST_OBJECTS) {
                            return;
                        }
                        attempts.attempt(() -> visit(name, directories));
                    }
                }
            });
        }
    }

    private void visit(Path file, Deque<Path> directories) throws IOException {
        attempts.attempt(() -> attributes(file));
        int type = (int) Files.getAttribute(file, "unix:mode", LinkOption.NOFOLLOW_LINKS) & 0xF000;
        switch (type) {
            case 0x4000 -> directories.add(file);
            case 0xA000 -> {
                attempts.attempt(() -> Files.readSymbolicLink(file));
                attempts.attempt(() -> file.toRealPath());
            }
            case 0x8000 -> content(file);
            default -> {}
        }
    }

    private void attributes(Path file) {
        attempts.attempt(() -> Files.readAttributes(file, "unix:*", LinkOption.NOFOLLOW_LINKS));
        attempts.attempt(() -> Files.readAttributes(file, "user:*", LinkOption.NOFOLLOW_LINKS));
        attempts.attempt(() -> {
            Map<String, Object> all = Files.readAttributes(file, "xattr:*", LinkOption.NOFOLLOW_LINKS);
            for (String name : all.keySet()) {
                // A request for one attribute must not look like one for several.
                if (name.indexOf('*') < 0 && name.indexOf(',') < 0) {
                    Files.getAttribute(file, "xattr:" + name, LinkOption.NOFOLLOW_LINKS);
                }
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
    private static CheckReport checked(BlockDevice device) {
        CheckReport[] report = {null};
        new Attempts().bounded(() -> {
            try {
                report[0] = Ext4.check(device, Progress.silent());
            } catch (IOException e) {
                throw new AssertionError("a check that damage ended", e);
            }
        });
        return report[0];
    }
}
