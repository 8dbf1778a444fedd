package dev.diskless.ext4.internal.nio;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.ProviderMismatchException;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A path in an ext4 file system: an optional root and names of bytes. The empty path has one empty name. Relative
 * paths start at the root, as there is no working directory. Immutable.
 */
final class Ext4Path implements Path {

    /** The name of the directory itself. */
    static final byte[] HERE = {'.'};

    /** The name of the directory above. */
    static final byte[] UP = {'.', '.'};

    private static final byte[] EMPTY = {};

    private final Ext4FileSystem fileSystem;
    private final boolean absolute;
    private final byte[][] names;
    private @Nullable String text;

    private Ext4Path(Ext4FileSystem fileSystem, boolean absolute, byte[][] names) {
        this.fileSystem = fileSystem;
        this.absolute = absolute;
        this.names = !absolute && names.length == 0 ? new byte[][] {EMPTY} : names;
    }

    /** The path of these bytes; slashes more than needed are left out. */
    static Ext4Path of(Ext4FileSystem fileSystem, byte[] bytes) {
        List<byte[]> names = new ArrayList<>();
        int start = 0;
        for (int i = 0; i <= bytes.length; i++) {
            if (i == bytes.length || bytes[i] == '/') {
                if (i > start) {
                    names.add(Arrays.copyOfRange(bytes, start, i));
                }
                start = i + 1;
            }
        }
        return new Ext4Path(fileSystem, bytes.length > 0 && bytes[0] == '/', names.toArray(new byte[0][]));
    }

    static Ext4Path root(Ext4FileSystem fileSystem) {
        return new Ext4Path(fileSystem, true, new byte[0][]);
    }

    static Ext4Path absolute(Ext4FileSystem fileSystem, List<byte[]> names) {
        return new Ext4Path(fileSystem, true, names.toArray(new byte[0][]));
    }

    /** The path as one of ours. */
    static Ext4Path from(Path path) {
        if (path instanceof Ext4Path ours) {
            return ours;
        }
        if (path == null) {
            throw new NullPointerException();
        }
        throw new ProviderMismatchException();
    }

    private Ext4Path with(boolean rooted, byte[]... parts) {
        return new Ext4Path(fileSystem, rooted, parts);
    }

    /** The names; nobody changes them. */
    List<byte[]> names() {
        return Arrays.asList(names);
    }

    Ext4Path child(byte[] name) {
        if (isEmpty()) {
            return with(false, name);
        }
        byte[][] more = Arrays.copyOf(names, names.length + 1);
        more[names.length] = name;
        return with(absolute, more);
    }

    byte[] bytes() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int i = 0; i < names.length; i++) {
            if (absolute || i > 0) {
                bytes.write('/');
            }
            bytes.writeBytes(names[i]);
        }
        if (absolute && names.length == 0) {
            bytes.write('/');
        }
        return bytes.toByteArray();
    }

    private boolean isEmpty() {
        return !absolute && names.length == 1 && names[0].length == 0;
    }

    @Override
    public Ext4FileSystem getFileSystem() {
        return fileSystem;
    }

    @Override
    public boolean isAbsolute() {
        return absolute;
    }

    @Override
    public @Nullable Path getRoot() {
        return absolute ? root(fileSystem) : null;
    }

    @Override
    public @Nullable Path getFileName() {
        if (names.length == 0) {
            return null;
        }
        return names.length == 1 && !absolute ? this : with(false, names[names.length - 1]);
    }

    @Override
    public @Nullable Path getParent() {
        if (names.length == 0 || (names.length == 1 && !absolute)) {
            return null;
        }
        return with(absolute, Arrays.copyOf(names, names.length - 1));
    }

    @Override
    public int getNameCount() {
        return names.length;
    }

    @Override
    public Path getName(int index) {
        if (index < 0 || index >= names.length) {
            throw new IllegalArgumentException("no name " + index + " in " + this);
        }
        return with(false, names[index]);
    }

    @Override
    public Path subpath(int begin, int end) {
        if (begin < 0 || end > names.length || begin >= end) {
            throw new IllegalArgumentException("no names from " + begin + " to " + end + " in " + this);
        }
        return with(false, Arrays.copyOfRange(names, begin, end));
    }

    @Override
    public boolean startsWith(Path other) {
        return other instanceof Ext4Path that
                && fileSystem == that.fileSystem
                && absolute == that.absolute
                && that.names.length <= names.length
                && Arrays.equals(names, 0, that.names.length, that.names, 0, that.names.length, Arrays::compare);
    }

    @Override
    public boolean endsWith(Path other) {
        if (!(other instanceof Ext4Path that) || fileSystem != that.fileSystem || that.names.length > names.length) {
            return false;
        }
        if (that.absolute && !(absolute && names.length == that.names.length)) {
            return false;
        }
        int start = names.length - that.names.length;
        return Arrays.equals(names, start, names.length, that.names, 0, that.names.length, Arrays::compare);
    }

    @Override
    public Path normalize() {
        List<byte[]> kept = new ArrayList<>();
        for (byte[] name : names) {
            boolean atTop = kept.isEmpty() || Arrays.equals(kept.get(kept.size() - 1), UP);
            if (Arrays.equals(name, UP) && !atTop) {
                kept.remove(kept.size() - 1);
            } else if (!Arrays.equals(name, HERE) && !(absolute && Arrays.equals(name, UP))) {
                kept.add(name);
            }
        }
        return with(absolute, kept.toArray(new byte[0][]));
    }

    @Override
    public Path resolve(Path other) {
        Ext4Path that = from(other);
        if (that.absolute || isEmpty()) {
            return that;
        }
        if (that.isEmpty()) {
            return this;
        }
        byte[][] all = Arrays.copyOf(names, names.length + that.names.length);
        System.arraycopy(that.names, 0, all, names.length, that.names.length);
        return with(absolute, all);
    }

    @Override
    public Path relativize(Path other) {
        Ext4Path child = from(other);
        if (absolute != child.absolute) {
            throw new IllegalArgumentException("one of these is relative: " + this + ", " + other);
        }
        if (equals(child)) {
            return with(false);
        }
        if (isEmpty()) {
            return child;
        }
        Ext4Path base = this;
        if (base.hasDots() || child.hasDots()) {
            base = (Ext4Path) base.normalize();
            child = (Ext4Path) child.normalize();
        }
        byte[][] from = base.isEmpty() ? new byte[0][] : base.names;
        byte[][] to = child.isEmpty() ? new byte[0][] : child.names;
        int common = 0;
        while (common < Math.min(from.length, to.length) && Arrays.equals(from[common], to[common])) {
            common++;
        }
        List<byte[]> result = new ArrayList<>();
        for (int i = common; i < from.length; i++) {
            if (Arrays.equals(from[i], UP)) {
                throw new IllegalArgumentException("no relative path leads from " + this + " to " + other);
            }
            result.add(UP);
        }
        result.addAll(Arrays.asList(to).subList(common, to.length));
        return with(false, result.toArray(new byte[0][]));
    }

    private boolean hasDots() {
        return Arrays.stream(names).anyMatch(name -> Arrays.equals(name, HERE) || Arrays.equals(name, UP));
    }

    @Override
    public URI toUri() {
        return PathUri.of(fileSystem.uuid(), ((Ext4Path) toAbsolutePath()).bytes());
    }

    @Override
    public Path toAbsolutePath() {
        if (absolute) {
            return this;
        }
        return isEmpty() ? root(fileSystem) : with(true, names);
    }

    @Override
    public Path toRealPath(LinkOption... options) throws IOException {
        return fileSystem.realPath(this, Options.follow(options));
    }

    @Override
    public WatchKey register(WatchService watcher, WatchEvent.Kind<?>[] events, WatchEvent.Modifier... modifiers) {
        throw new UnsupportedOperationException("an ext4 image cannot be watched");
    }

    @Override
    public int compareTo(Path other) {
        // The order of the interface: a path of another provider is a ClassCastException.
        return Arrays.compareUnsigned(bytes(), ((Ext4Path) other).bytes());
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Ext4Path that
                && fileSystem == that.fileSystem
                && absolute == that.absolute
                && Arrays.deepEquals(names, that.names);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.deepHashCode(names) + Boolean.hashCode(absolute);
    }

    @Override
    public String toString() {
        String known = text;
        if (known == null) {
            known = NameCodec.decode(bytes());
            text = known;
        }
        return known;
    }
}
