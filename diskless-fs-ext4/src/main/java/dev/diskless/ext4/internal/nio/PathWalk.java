package dev.diskless.ext4.internal.nio;

import dev.diskless.ext4.internal.InodeStat;
import dev.diskless.ext4.internal.Volume;
import dev.diskless.fault.FaultCode;
import dev.diskless.fault.FaultDetail;
import java.io.IOException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * One walk along a path, name by name, through the symbolic links on it. Links lead nowhere but into the file system
 * itself; at most 40 of them are followed, and none longer than 4095 bytes. Where a link leads up, the walk goes back
 * the way it came and trusts no entry of the disk.
 */
final class PathWalk {

    static final int MAX_LINKS = 40;
    static final int MAX_LINK_LENGTH = 4095;
    static final int MAX_NAME = 255;

    private final Volume volume;
    private final Ext4Path path;
    private final Deque<byte[]> pending = new ArrayDeque<>();
    // From the root, which is not in it, to where the walk is.
    private final List<Step> trail = new ArrayList<>();
    private @Nullable InodeStat root;
    private byte @Nullable [] missing;
    private int links;
    private boolean resumed;

    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    record Step(byte[] name, InodeStat stat) {}

    private PathWalk(Volume volume, Ext4Path path) {
        this.volume = volume;
        this.path = path;
    }

    /** A walk to the end of a path, of which only the last name may be missing. */
    static PathWalk to(Volume volume, Ext4Path path, boolean followLast) throws IOException {
        PathWalk walk = new PathWalk(volume, path);
        if (!walk.resume()) {
            walk.start();
        }
        walk.run(followLast);
        walk.remember();
        return walk;
    }

    private void start() throws IOException {
        resumed = false;
        trail.clear();
        pending.addAll(path.names());
        root = volume.stat(Volume.ROOT);
        if (!UnixMode.isDirectory(root.mode())) {
            throw Faults.corrupt(path, "the root is no directory");
        }
    }

    /** Starts where an earlier walk has been, if this one comes there too. */
    private boolean resume() {
        WalkedPath known = path.getFileSystem().walked();
        List<byte[]> names = path.names();
        if (known == null || !known.leadsTo(names, volume)) {
            return false;
        }
        resumed = true;
        root = known.root();
        trail.addAll(known.directories());
        byte[] last = names.get(names.size() - 1);
        Step end = volume.isWritable() ? null : known.end(last);
        if (end == null) {
            pending.add(last);
        } else {
            trail.add(end);
        }
        return true;
    }

    private void remember() {
        List<byte[]> names = path.names();
        boolean isPlain = links == 0 && !names.isEmpty() && trail.size() == names.size() - (missing == null ? 0 : 1);
        if (isPlain && root != null && !(resumed && volume.isWritable())) {
            path.getFileSystem().remember(new WalkedPath(names, root, List.copyOf(trail), volume.departures()));
        }
    }

    /** The facts of the object at the end of the path. */
    InodeStat found() throws NoSuchFileException {
        if (missing != null) {
            throw new NoSuchFileException(path.toString());
        }
        return here();
    }

    boolean isMissing() {
        return missing != null;
    }

    /** Whether the path ends in a name that can be taken away, and neither in the root nor in a dot. */
    boolean endsInName() {
        List<byte[]> names = path.names();
        byte[] last = names.isEmpty() ? Ext4Path.HERE : names.get(names.size() - 1);
        return last.length > 0 && !Arrays.equals(last, Ext4Path.HERE) && !Arrays.equals(last, Ext4Path.UP);
    }

    /** Whether the path ends in two dots. */
    boolean endsInUp() {
        List<byte[]> names = path.names();
        return !names.isEmpty() && Arrays.equals(names.get(names.size() - 1), Ext4Path.UP);
    }

    /** The last name of the path, be it missing or not. */
    byte[] name() {
        return missing == null ? trail.get(trail.size() - 1).name() : missing;
    }

    /** The directory in which {@link #name()} is or is missing. */
    long directory() {
        int depth = missing == null ? trail.size() - 1 : trail.size();
        return depth == 0 ? Volume.ROOT : trail.get(depth - 1).stat().inode();
    }

    /** Whether the walk led through this inode, or to it. */
    boolean passed(long inode) {
        return trail.stream().anyMatch(step -> step.stat().inode() == inode);
    }

    /** The path without links that this one leads to. */
    Ext4Path realPath() throws NoSuchFileException {
        found();
        return Ext4Path.absolute(
                path.getFileSystem(), trail.stream().map(Step::name).toList());
    }

    private InodeStat here() {
        return trail.isEmpty()
                ? Objects.requireNonNull(root)
                : trail.get(trail.size() - 1).stat();
    }

    private void run(boolean followLast) throws IOException {
        while (!pending.isEmpty()) {
            byte[] name = pending.removeFirst();
            if (name.length == 0) {
                continue;
            }
            if (!UnixMode.isDirectory(here().mode())) {
                throw new NotDirectoryException(path.toString());
            }
            if (Arrays.equals(name, Ext4Path.UP)) {
                if (!trail.isEmpty()) {
                    trail.remove(trail.size() - 1);
                }
            } else if (!Arrays.equals(name, Ext4Path.HERE)) {
                enter(name, followLast);
            }
        }
    }

    private void enter(byte[] name, boolean followLast) throws IOException {
        if (name.length > MAX_NAME) {
            throw Faults.invalid(path, "a name is longer than " + MAX_NAME + " bytes");
        }
        OptionalLong inode = volume.lookup(here().inode(), name);
        if (inode.isEmpty()) {
            if (!pending.isEmpty()) {
                throw new NoSuchFileException(path.toString());
            }
            missing = name;
            return;
        }
        InodeStat stat = volume.stat(inode.getAsLong());
        if (UnixMode.isSymbolicLink(stat.mode()) && (followLast || !pending.isEmpty())) {
            if (resumed) {
                start();
            } else {
                follow(stat);
            }
        } else {
            trail.add(new Step(name, stat));
        }
    }

    private void follow(InodeStat link) throws IOException {
        if (++links > MAX_LINKS) {
            throw new FileSystemLoopException(path.toString());
        }
        byte[] target = volume.readLink(link.inode());
        if (target.length == 0) {
            throw Faults.corrupt(path, "a symbolic link without a target");
        }
        if (target.length > MAX_LINK_LENGTH) {
            throw Faults.fault(
                    path,
                    FaultDetail.of(FaultCode.LIMIT_EXCEEDED, "a symbolic link is too long to be followed")
                            .expected("at most " + MAX_LINK_LENGTH + " bytes")
                            .found(target.length),
                    null);
        }
        Ext4Path names = Ext4Path.of(path.getFileSystem(), target);
        if (names.isAbsolute()) {
            trail.clear();
        }
        if (target[target.length - 1] == '/') {
            pending.addFirst(Ext4Path.HERE);
        }
        List<byte[]> ahead = names.names();
        for (int i = ahead.size() - 1; i >= 0; i--) {
            pending.addFirst(ahead.get(i));
        }
    }
}
