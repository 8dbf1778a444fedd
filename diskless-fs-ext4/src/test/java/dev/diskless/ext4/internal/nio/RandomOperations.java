package dev.diskless.ext4.internal.nio;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.CopyOption;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.opentest4j.AssertionFailedError;

/**
 * Thousands of operations drawn by chance, each done on a directory of the host and on one of ours: the outcome must be
 * the same after each, and from time to time everything below. Needs a host that lets this process give files away, and
 * a file system of the host that counts links of directories and has attributes of users, such as ext4. The clock of the
 * file system of ours must be later than 2020.
 *
 * <p>A failure names seed and step; the same seed gives the same operations.
 */
public final class RandomOperations {

    private static final int MANY = 600;
    private static final String[] NAMES = {
        "a", "b", "c", "d", "e.txt", "f", "g h", "long-name-".repeat(12), "x".repeat(255)
    };

    private final Twins twins;
    private final long seed;
    private final Random random;
    private final int largest;
    private final List<String> known = new ArrayList<>();
    private final List<Twins.Channels> channels = new ArrayList<>();
    private int comparedEvery = 250;
    private boolean wholeSeconds;
    private String last = "";

    private RandomOperations(Path reference, Path subject, long seed, int largest, boolean mayBeFull) {
        this.twins = new Twins(reference, subject, mayBeFull);
        this.seed = seed;
        this.random = new Random(seed);
        this.largest = largest;
    }

    /**
     * Operations with room for all of them.
     *
     * @param reference an empty directory of the host
     * @param subject an empty directory of ours, with a few hundred MiB of room
     */
    public static RandomOperations of(Path reference, Path subject, long seed) {
        return new RandomOperations(reference, subject, seed, 400_000, false);
    }

    /** Operations on a file system of ours that is so small that some of them find it full. */
    public static RandomOperations withLittleRoom(Path reference, Path subject, long seed) {
        return new RandomOperations(reference, subject, seed, 100_000, true);
    }

    /** Sets no parts of seconds, for inodes that have no room for them. */
    public RandomOperations inWholeSeconds() {
        wholeSeconds = true;
        return this;
    }

    /** Compares everything after so many steps, to find the step that made a difference; 250 by default. */
    public RandomOperations comparingEvery(int steps) {
        comparedEvery = steps;
        return this;
    }

    /** Whether a directory of the host can be the reference. */
    public static boolean isFit(Path reference) throws IOException {
        Path probe = Files.createDirectories(reference.resolve("probe/sub")).getParent();
        try {
            Files.setAttribute(probe, "unix:uid", 12_345);
            Files.setAttribute(probe, "user:probe", new byte[] {1});
            return Files.getAttribute(probe, "unix:nlink").equals(3);
        } catch (IOException | UnsupportedOperationException e) {
            return false;
        } finally {
            Twins.removeTree(probe);
        }
    }

    /** Does so many steps, and compares the trees at the end; channels are closed then. */
    public void run(int steps) throws IOException {
        // Links lead there, and copies are made of it.
        twins.step(root -> Files.setAttribute(root, "unix:mode", 0755).isAbsolute());
        for (int step = 0; step < steps; step++) {
            last = "";
            try {
                if (step % 20 == 0) {
                    refresh();
                }
                step();
                if (step % comparedEvery == comparedEvery - 1) {
                    last += ", then comparing";
                    twins.compareTrees();
                }
            } catch (AssertionError | IOException | RuntimeException e) {
                throw new AssertionFailedError("seed " + seed + ", step " + step + ": " + last, e);
            }
        }
        while (!channels.isEmpty()) {
            close(channels.get(0));
        }
        twins.compareTrees();
    }

    /** Steps that were done, refused by both, and not done for want of room. */
    public List<Integer> counts() {
        return twins.counts();
    }

    private void refresh() throws IOException {
        known.clear();
        known.addAll(TreeNames.of(twins.reference()));
    }

    private void step() throws IOException {
        boolean many = known.size() > MANY;
        int draw = random.nextInt(100);
        if (draw < 12) {
            write();
        } else if (draw < 24) {
            writeAt();
        } else if (draw < 29) {
            truncate();
        } else if (draw < 36) {
            makeDirectory();
        } else if (draw < (many ? 52 : 45)) {
            delete();
        } else if (draw < 59) {
            move();
        } else if (draw < 64) {
            copy();
        } else if (draw < 68) {
            link();
        } else if (draw < 72) {
            symbolicLink();
        } else if (draw < 78) {
            facts();
        } else if (draw < 83) {
            attribute();
        } else if (draw < 84) {
            special();
        } else if (draw < 89) {
            look();
        } else if (draw < 97) {
            channel();
        } else if (draw < 98) {
            bulk(many);
        } else if (many) {
            removeTree();
        } else {
            force();
        }
    }

    // Choices

    private boolean chance(int oneOf) {
        return random.nextInt(oneOf) == 0;
    }

    private int size() {
        return switch (random.nextInt(8)) {
            case 0 -> 0;
            case 1, 2, 3 -> random.nextInt(200);
            case 4, 5 -> random.nextInt(9_000);
            case 6 -> random.nextInt(70_000);
            default -> random.nextInt(largest);
        };
    }

    private byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    /** A name that is there, or was a while ago. */
    private String some() {
        return known.isEmpty() || chance(15) ? fresh() : known.get(random.nextInt(known.size()));
    }

    /** A name that may be there or not. */
    private String fresh() {
        String name = chance(3) ? "n" + random.nextInt(60) : NAMES[random.nextInt(NAMES.length)];
        if (known.isEmpty() || chance(3)) {
            return name;
        }
        String parent = known.get(random.nextInt(known.size()));
        int slash = parent.lastIndexOf('/');
        boolean below = chance(2) || Files.isDirectory(twins.reference().resolve(parent), LinkOption.NOFOLLOW_LINKS);
        String directory = below ? parent : parent.substring(0, Math.max(0, slash));
        return directory.isEmpty() || directory.length() > 1500 ? name : directory + "/" + name;
    }

    private String any() {
        return chance(2) ? some() : fresh();
    }

    private String log(String text, Object... values) {
        StringBuilder line = new StringBuilder(text);
        for (Object value : values) {
            line.append(' ').append(value);
        }
        last = line.toString();
        return last;
    }

    /** Whether a path leads to something that must not be opened on a host. */
    private boolean isSpecial(String name) {
        try {
            return Files.readAttributes(twins.reference().resolve(name), BasicFileAttributes.class)
                    .isOther();
        } catch (IOException e) {
            return false;
        }
    }

    private void grow(String name, Twins.Step step, String... more) throws IOException {
        List<String> touched = new ArrayList<>(List.of(more));
        touched.add(name);
        twins.growing(step, touched.toArray(new String[0]));
        known.add(name);
    }

    // Content

    private void write() throws IOException {
        String name = any();
        byte[] bytes = bytes(size());
        boolean mustBeNew = chance(3);
        Set<PosixFilePermission> mode = permissions();
        log("write", name, bytes.length, mustBeNew);
        if (isSpecial(name)) {
            return;
        }
        grow(name, root -> {
            if (mustBeNew) {
                Files.write(root.resolve(name), bytes, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            } else {
                Files.write(root.resolve(name), bytes);
            }
            Files.setPosixFilePermissions(root.resolve(name), mode);
            return bytes.length;
        });
    }

    private void writeAt() throws IOException {
        String name = chance(4) ? any() : some();
        Set<OpenOption> options = new HashSet<>(Set.of(StandardOpenOption.WRITE));
        boolean append = chance(3);
        if (append) {
            options.add(StandardOpenOption.APPEND);
        } else if (chance(3)) {
            options.add(StandardOpenOption.READ);
        }
        if (chance(3)) {
            options.add(StandardOpenOption.SPARSE);
        }
        if (chance(8)) {
            options.add(LinkOption.NOFOLLOW_LINKS);
        }
        if (chance(30)) {
            options.add(StandardOpenOption.DELETE_ON_CLOSE);
        }
        int pieces = 1 + random.nextInt(4);
        List<byte[]> content = new ArrayList<>();
        List<Integer> places = new ArrayList<>();
        for (int i = 0; i < pieces; i++) {
            content.add(bytes(size()));
            places.add(chance(3) ? size() * 2 : size() / 2);
        }
        log("writeAt", name, options, places);
        if (isSpecial(name)) {
            return;
        }
        grow(name, root -> {
            try (SeekableByteChannel channel = Files.newByteChannel(root.resolve(name), options)) {
                for (int i = 0; i < pieces; i++) {
                    if (places.get(i) % 3 != 0) {
                        channel.position(places.get(i));
                    }
                    channel.write(ByteBuffer.wrap(content.get(i)));
                }
                return List.of(channel.size(), channel.position());
            }
        });
    }

    private void truncate() throws IOException {
        String name = some();
        int size = size();
        log("truncate", name, size);
        if (isSpecial(name)) {
            return;
        }
        grow(name, root -> {
            try (FileChannel channel = FileChannel.open(root.resolve(name), StandardOpenOption.WRITE)) {
                channel.truncate(size);
                return channel.size();
            }
        });
    }

    // Names

    private void makeDirectory() throws IOException {
        String name = fresh();
        Set<PosixFilePermission> mode = permissions();
        log("makeDirectory", name);
        grow(name, root -> {
            Files.createDirectory(root.resolve(name));
            Files.setPosixFilePermissions(root.resolve(name), mode);
            return 0;
        });
    }

    private void delete() {
        String name = some();
        boolean ifThere = chance(4);
        log("delete", name);
        twins.step(root -> {
            if (ifThere) {
                return Files.deleteIfExists(root.resolve(name));
            }
            Files.delete(root.resolve(name));
            return 0;
        });
    }

    private void move() throws IOException {
        String source = some();
        String target = any();
        CopyOption[] options = chance(3)
                ? new CopyOption[] {StandardCopyOption.ATOMIC_MOVE}
                : chance(2) ? new CopyOption[] {StandardCopyOption.REPLACE_EXISTING} : new CopyOption[0];
        log("move", source, target, List.of(options));
        if (losesTargetOnHost(source, target)) {
            return;
        }
        grow(
                target,
                root -> {
                    Files.move(root.resolve(source), root.resolve(target), options);
                    return 0;
                },
                source);
    }

    /** A host deletes what is to be replaced before it sees that a directory cannot be moved into itself. */
    private boolean losesTargetOnHost(String source, String target) throws IOException {
        Path from = twins.reference().resolve(source);
        Path to = twins.reference().resolve(target).getParent();
        return Files.isDirectory(from, LinkOption.NOFOLLOW_LINKS)
                && Files.exists(to)
                && to.toRealPath().startsWith(from.toRealPath());
    }

    private void copy() throws IOException {
        String source = some();
        String target = any();
        List<CopyOption> options = new ArrayList<>();
        if (chance(2)) {
            options.add(StandardCopyOption.REPLACE_EXISTING);
        }
        if (chance(2)) {
            options.add(StandardCopyOption.COPY_ATTRIBUTES);
        }
        if (chance(2)) {
            options.add(LinkOption.NOFOLLOW_LINKS);
        }
        log("copy", source, target, options);
        Path from = twins.reference().resolve(source);
        Path to = twins.reference().resolve(target);
        // A host waits for a writer of a FIFO; and ours reads what the host has deleted by then.
        if (isSpecial(source) || Files.isSymbolicLink(from) && Files.exists(to) && Files.isSymbolicLink(to)) {
            return;
        }
        grow(target, root -> {
            Files.copy(root.resolve(source), root.resolve(target), options.toArray(new CopyOption[0]));
            // A host has a mask.
            Files.setPosixFilePermissions(root.resolve(target), Files.getPosixFilePermissions(root.resolve(source)));
            return 0;
        });
    }

    private void link() throws IOException {
        String existing = some();
        String name = fresh();
        log("link", name, existing);
        grow(name, root -> {
            Files.createLink(root.resolve(name), root.resolve(existing));
            return 0;
        });
    }

    /** Links lead down or to where they are: never out of the directory on the host. */
    private void symbolicLink() throws IOException {
        String name = fresh();
        String to = chance(8)
                ? "."
                : chance(6) ? "t/".repeat(1 + random.nextInt(150)) + "t" : NAMES[random.nextInt(NAMES.length)];
        String target = chance(3) ? to + "/" + NAMES[random.nextInt(NAMES.length)] : to;
        log("symbolicLink", name, target);
        grow(name, root -> {
            Files.createSymbolicLink(root.resolve(name), root.getFileSystem().getPath(target));
            return 0;
        });
    }

    private void removeTree() throws IOException {
        String name = some();
        int slash = name.indexOf('/');
        String top = slash < 0 ? name : name.substring(0, slash);
        log("removeTree", top);
        twins.step(root -> {
            Twins.removeTree(root.resolve(top));
            return 0;
        });
        refresh();
    }

    /** Many names in one directory, or most of them gone. */
    private void bulk(boolean remove) throws IOException {
        String name = some();
        int count = 20 + random.nextInt(150);
        int mask = random.nextInt(4);
        log("bulk", name, count, remove);
        if (remove || chance(3)) {
            twins.step(root -> {
                int removed = 0;
                for (int i = 0; i < 200; i++) {
                    if (i % 4 != mask) {
                        removed += Files.deleteIfExists(root.resolve(name).resolve(bulkName(i))) ? 1 : 0;
                    }
                }
                return removed;
            });
            return;
        }
        List<String> touched = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            touched.add(name + "/" + bulkName(i));
        }
        twins.growing(
                root -> {
                    int made = 0;
                    for (String one : touched) {
                        if (!Files.exists(root.resolve(one), LinkOption.NOFOLLOW_LINKS)) {
                            Files.createFile(root.resolve(one));
                            Files.setPosixFilePermissions(root.resolve(one), Set.of());
                            made++;
                        }
                    }
                    return made;
                },
                touched.toArray(new String[0]));
    }

    private static String bulkName(int number) {
        return "bulk-" + "y".repeat(number % 40) + "-" + number;
    }

    // Facts

    private Set<PosixFilePermission> permissions() {
        return UnixMode.permissions(random.nextInt(01000));
    }

    private void facts() {
        String name = some();
        LinkOption[] how = chance(2) ? new LinkOption[] {LinkOption.NOFOLLOW_LINKS} : new LinkOption[0];
        int number = chance(4) ? 70_000 + random.nextInt(1 << 30) : random.nextInt(1000);
        int micros = random.nextInt(1_000_000);
        Instant time = Instant.ofEpochSecond(random.nextInt(1_500_000_000), wholeSeconds ? 0 : micros * 1000L);
        int mode = random.nextInt(02000);
        int kind = random.nextInt(5);
        log("facts", name, kind, how.length);
        if (isSpecial(name)) {
            return;
        }
        twins.step(root -> {
            Path path = root.resolve(name);
            switch (kind) {
                case 0 -> Files.setAttribute(path, "unix:mode", mode);
                case 1 -> Files.setAttribute(path, "unix:uid", number, how);
                case 2 -> Files.setAttribute(path, "unix:gid", number, how);
                case 3 -> Files.setLastModifiedTime(path, FileTime.from(time));
                default ->
                    Files.getFileAttributeView(path, BasicFileAttributeView.class)
                            .setTimes(FileTime.from(time), FileTime.from(time), null);
            }
            return 0;
        });
    }

    private void attribute() throws IOException {
        String name = some();
        String attribute = "key" + random.nextInt(4);
        byte[] value = bytes(chance(4) ? random.nextInt(150) : random.nextInt(20));
        boolean remove = chance(4);
        log("attribute", name, attribute, value.length, remove);
        if (isSpecial(name)) {
            return;
        }
        grow(name, root -> {
            UserDefinedFileAttributeView view =
                    Files.getFileAttributeView(root.resolve(name), UserDefinedFileAttributeView.class);
            if (remove) {
                view.delete(attribute);
                return 0;
            }
            return view.write(attribute, ByteBuffer.wrap(value));
        });
    }

    private void special() throws IOException {
        String name = fresh();
        int kind = random.nextInt(3);
        int mode = List.of(UnixMode.FIFO, UnixMode.CHARACTER_DEVICE, UnixMode.BLOCK_DEVICE)
                        .get(kind)
                | 0640;
        int major = kind == 0 ? 0 : random.nextInt(1 << 12);
        int minor = kind == 0 ? 0 : random.nextInt(1 << 20);
        log("special", name, kind);
        grow(name, root -> {
            if (root.getFileSystem() != FileSystems.getDefault()) {
                FileAttribute<?>[] attributes = {
                    new Attribute("unix:mode", mode), new Attribute("unix:rdev", DeviceNumber.of(major, minor))
                };
                Files.createFile(root.resolve(name), attributes);
            } else {
                List<String> command = new ArrayList<>(
                        List.of("mknod", "-m", "0640", root.resolve(name).toString(), "pcb".substring(kind, kind + 1)));
                if (kind != 0) {
                    command.addAll(List.of("" + major, "" + minor));
                }
                mknod(command);
            }
            return 0;
        });
    }

    private record Attribute(String name, Object value) implements FileAttribute<Object> {}

    private static void mknod(List<String> command) throws IOException {
        try {
            if (new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    != 0) {
                throw new FileSystemException(command.get(3));
            }
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    /** Reads in all ways. */
    private void look() {
        String name = some();
        int kind = random.nextInt(6);
        log("look", name, kind);
        boolean special = isSpecial(name);
        twins.step(root -> {
            Path path = root.resolve(name);
            return switch (kind) {
                case 0 -> special ? 0 : TreeFacts.digest(path);
                case 1 -> special ? 0 : names(path);
                case 2 -> Files.readSymbolicLink(path).toString();
                case 3 -> root.toRealPath().relativize(path.toRealPath()).toString();
                case 4 -> special ? "" : TreeFacts.attributes(path);
                default -> {
                    Map<String, Object> facts = Files.readAttributes(path, "unix:mode,nlink,uid,gid");
                    yield List.of(facts.get("mode"), facts.get("nlink"), facts.get("uid"), facts.get("gid"));
                }
            };
        });
    }

    private static List<String> names(Path directory) throws IOException {
        List<String> names = new ArrayList<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory)) {
            stream.forEach(path -> names.add(path.getFileName().toString()));
        }
        Collections.sort(names);
        return names;
    }

    private void force() throws IOException {
        String name = some();
        log("force", name);
        if (isSpecial(name)) {
            return;
        }
        Twins.Channels opened = twins.open(name, Set.of(StandardOpenOption.READ));
        if (opened != null) {
            opened.subject().force(true);
            close(opened);
        }
    }

    // Channels that stay open over other steps

    private void channel() throws IOException {
        if (channels.size() < 3) {
            String name = some();
            Set<OpenOption> options = new HashSet<>(Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE));
            if (chance(2)) {
                options.add(StandardOpenOption.CREATE);
            }
            if (chance(6)) {
                options.add(StandardOpenOption.TRUNCATE_EXISTING);
            }
            if (chance(6)) {
                options.add(StandardOpenOption.DELETE_ON_CLOSE);
            }
            log("open", name, options);
            if (!isSpecial(name)) {
                Twins.Channels opened = twins.open(name, options);
                if (opened != null) {
                    channels.add(opened);
                }
                if (options.contains(StandardOpenOption.CREATE) && opened != null) {
                    chmodIfThere(name);
                }
            }
            return;
        }
        Twins.Channels chosen = channels.get(random.nextInt(channels.size()));
        int at = size();
        byte[] bytes = bytes(size());
        int kind = random.nextInt(6);
        log("channel", chosen.name(), kind, at, bytes.length);
        switch (kind) {
            case 0 -> close(chosen);
            case 1 -> twins.step(chosen, channel -> channel.truncate(at).size());
            case 2, 3 ->
                twins.step(chosen, channel -> List.of(channel.write(ByteBuffer.wrap(bytes), at), channel.size()));
            default ->
                twins.step(chosen, channel -> {
                    ByteBuffer target = ByteBuffer.allocate(bytes.length);
                    while (target.hasRemaining() && channel.read(target, at + target.position()) > 0) {
                        continue;
                    }
                    return target.flip();
                });
        }
    }

    private void chmodIfThere(String name) {
        Set<PosixFilePermission> mode = permissions();
        twins.step(root -> {
            if (Files.exists(root.resolve(name))) {
                Files.setPosixFilePermissions(root.resolve(name), mode);
            }
            return 0;
        });
    }

    private void close(Twins.Channels opened) throws IOException {
        channels.remove(opened);
        opened.reference().close();
        opened.subject().close();
    }
}
