package dev.diskless.apk;

import dev.diskless.contract.tool.RealTool;
import dev.diskless.medium.HostNames;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/** Changes of every kind to a root, from a seed. */
final class RootChanges {

    /** What can happen; the name is what is counted. */
    private enum Kind {
        CREATE,
        MODIFY,
        DELETE,
        CHMOD,
        CHOWN,
        LINK,
        RETARGET,
        MKDIR,
        REMOVE_TREE,
        FILE_TO_DIRECTORY,
        DIRECTORY_TO_FILE,
        PIPE,
        DEVICE,
        HARD_LINK,
        ATTRIBUTE,
        TOUCH,
        RENAME,
        APK_NEW,
        REWRITE,
        RULE,
        RULE_AGAIN,
        FEWER_RULES,
        SOCKET
    }

    private static final List<String> AREAS =
            List.of("etc", "root", "home", "opt", "srv", "usr/share", "usr/local", "var", "mnt");
    private static final Set<String> KEPT = Set.of("etc/apk/world", "etc/apk", "etc/apk/protected_paths.d");
    private static final String[] ENDS = {"", ".conf", ".apk-new", " x", "\u00e9", "*", "[a]", "\\", "-"};

    private final Path root;
    private final Random random;
    private final String firstRules;
    private final Map<Kind, Integer> done = new TreeMap<>();
    private final List<byte[]> rules = new ArrayList<>();
    private final List<Path> directories = new ArrayList<>();
    private final List<Path> files = new ArrayList<>();
    private final List<Path> links = new ArrayList<>();
    private int next;

    /** Changes to a root whose list of lbu always begins with the given text. */
    RootChanges(Path root, long seed, String firstRules) throws IOException {
        this.root = root;
        this.firstRules = firstRules;
        this.random = new Random(seed);
        Files.createDirectories(root.resolve("etc/apk/protected_paths.d"));
        writeRules();
    }

    /** Makes a number of changes. */
    void make(int count) throws IOException {
        look();
        for (int i = 0; i < count; ) {
            Kind kind = Kind.values()[random.nextInt(Kind.values().length)];
            try {
                if (make(kind)) {
                    done.merge(kind, 1, Integer::sum);
                    i++;
                }
            } catch (FileSystemException e) {
                // What was picked went away with a directory above it.
                look();
            }
        }
    }

    /** How often each kind of change was made. */
    Map<String, Integer> done() {
        Map<String, Integer> counts = new TreeMap<>();
        done.forEach((kind, count) -> counts.put(kind.name(), count));
        return counts;
    }

    static int kinds() {
        return Kind.values().length;
    }

    private boolean make(Kind kind) throws IOException {
        switch (kind) {
            case CREATE:
                Files.write(fresh(), bytes(random.nextInt(3000)));
                return true;
            case MODIFY:
                Files.write(file(), bytes(1 + random.nextInt(9)), StandardOpenOption.APPEND);
                return true;
            case DELETE:
                Files.delete(file());
                return true;
            case CHMOD:
                Files.setAttribute(random.nextBoolean() ? file() : directory(), "unix:mode", mode());
                return true;
            case CHOWN:
                Path owned = pick(List.of(files, directories, links).get(random.nextInt(3)));
                Files.setAttribute(
                        owned,
                        random.nextBoolean() ? "unix:uid" : "unix:gid",
                        random.nextInt(3) * 1000,
                        LinkOption.NOFOLLOW_LINKS);
                return true;
            case LINK:
                Files.createSymbolicLink(fresh(), Path.of(random.nextBoolean() ? "/bin/busybox" : "../x\u00e9"));
                return true;
            case RETARGET:
                Path link = pick(links);
                Files.delete(link);
                Files.createSymbolicLink(link, Path.of("elsewhere" + random.nextInt(9)));
                return true;
            case MKDIR:
                Files.setAttribute(Files.createDirectory(fresh()), "unix:mode", mode());
                return true;
            case REMOVE_TREE:
                return random.nextInt(3) == 0 && removeTree(directory());
            case FILE_TO_DIRECTORY:
                Path was = file();
                Files.delete(was);
                Files.createDirectory(was);
                return true;
            case DIRECTORY_TO_FILE:
                Path tree = directory();
                if (random.nextInt(3) > 0 || !removeTree(tree)) {
                    return false;
                }
                Files.write(tree, bytes(5));
                return true;
            case PIPE:
                return node("p");
            case DEVICE:
                return node(random.nextBoolean() ? "c" : "b", 1, 3);
            case HARD_LINK:
                Files.createLink(fresh(), file());
                return true;
            case ATTRIBUTE:
                return attribute(file());
            case TOUCH:
                Files.setLastModifiedTime(file(), FileTime.fromMillis(random.nextInt()));
                return true;
            case RENAME:
                Files.move(random.nextInt(3) > 0 ? file() : pick(links), fresh());
                return true;
            case APK_NEW:
                Path model = file();
                Files.write(model.resolveSibling(model.getFileName() + ".apk-new"), bytes(7));
                return true;
            case REWRITE:
                Path same = file();
                byte[] content = Files.readAllBytes(same);
                Files.delete(same);
                Files.write(same, content);
                Files.setAttribute(same, "unix:mode", 0644);
                return true;
            case RULE:
            case RULE_AGAIN:
                rules.add(rule());
                return writeRules();
            case FEWER_RULES:
                if (random.nextInt(4) > 0) {
                    return false;
                }
                rules.removeIf(rule -> random.nextBoolean());
                return writeRules();
            default:
                return socket();
        }
    }

    private byte[] rule() {
        Path path = pick(List.of(files, files, directories, links).get(random.nextInt(4)));
        String[] components = root.relativize(path).toString().split("/");
        int depth = random.nextInt(3) == 0 ? 1 + random.nextInt(components.length) : components.length;
        StringBuilder text = new StringBuilder();
        text.append(List.of("+", "+", "+", "-", "@", "!", "", "# ").get(random.nextInt(8)));
        text.append(random.nextInt(6) == 0 ? "/" : "");
        for (int i = 0; i < depth; i++) {
            text.append(i == 0 ? "" : "/").append(i == 0 ? components[0] : pattern(components[i]));
        }
        return text.append(random.nextInt(6) == 0 ? "/" : "").toString().getBytes(StandardCharsets.UTF_8);
    }

    private String pattern(String name) {
        switch (random.nextInt(8)) {
            case 0:
                return "*";
            case 1:
                return name.substring(0, 1) + "*";
            case 2:
                return "?" + name.substring(1);
            case 3:
                return "[a-m]*";
            case 4:
                return "*[!a-m]";
            case 5:
                return name + "*";
            default:
                return name;
        }
    }

    private boolean writeRules() throws IOException {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        text.writeBytes(firstRules.getBytes(StandardCharsets.UTF_8));
        for (byte[] rule : rules) {
            text.writeBytes(rule);
            text.write('\n');
        }
        Path list = root.resolve(ListedFiles.LIST);
        Files.deleteIfExists(list);
        Files.write(list, text.toByteArray());
        return true;
    }

    private boolean attribute(Path file) throws IOException {
        if (!Files.getFileStore(file).supportsFileAttributeView(UserDefinedFileAttributeView.class)) {
            // Then the change is another one, so that the series has the same length everywhere.
            Files.setAttribute(file, "unix:mode", mode());
            return true;
        }
        Files.getFileAttributeView(file, UserDefinedFileAttributeView.class)
                .write("a" + random.nextInt(3), ByteBuffer.wrap(bytes(1 + random.nextInt(40))));
        return true;
    }

    private boolean socket() throws IOException {
        // The name of a socket is short, wherever it is to lie.
        Path made = Files.createTempDirectory("s").resolve("s");
        try (ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.bind(UnixDomainSocketAddress.of(made));
        }
        Files.move(made, fresh());
        Files.delete(made.getParent());
        return true;
    }

    private boolean node(Object... kind) throws IOException {
        // Programs are given plain names only.
        Path made = root.resolve("made");
        List<Object> arguments = new ArrayList<>(List.of(made));
        arguments.addAll(List.of(kind));
        RealTool.named("mknod").run(arguments.toArray()).succeeded();
        Files.move(made, fresh());
        return true;
    }

    private boolean removeTree(Path tree) throws IOException {
        if (AREAS.contains(root.relativize(tree).toString())
                || KEPT.stream().anyMatch(kept -> root.resolve(kept).startsWith(tree))) {
            return false;
        }
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
        return true;
    }

    private Path fresh() throws IOException {
        String name = "n" + next++ + ENDS[random.nextInt(ENDS.length)];
        if (random.nextInt(12) == 0) {
            return directory().resolve(HostNames.path(root.getFileSystem(), name + "\udcff"));
        }
        return (random.nextInt(12) == 0 ? root : directory()).resolve(name);
    }

    private int mode() {
        return List.of(0644, 0755, 0600, 0700, 0640, 04755, 02755, 01777, 0).get(random.nextInt(9));
    }

    private byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }

    private Path file() throws FileSystemException {
        Path file = pick(files);
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            throw new FileSystemException(file.toString());
        }
        return file;
    }

    private Path directory() throws FileSystemException {
        Path directory = pick(directories);
        if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
            throw new FileSystemException(directory.toString());
        }
        return directory;
    }

    private Path pick(List<Path> paths) {
        return paths.get(random.nextInt(paths.size()));
    }

    private void look() throws IOException {
        directories.clear();
        files.clear();
        links.clear();
        links.add(root.resolve("etc/mtab"));
        for (String area : AREAS) {
            Files.walkFileTree(Files.createDirectories(root.resolve(area)), new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes facts) {
                    if (!KEPT.contains(root.relativize(directory).toString())) {
                        directories.add(directory);
                    }
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes facts) {
                    boolean kept = KEPT.contains(root.relativize(file).toString());
                    if (facts.isSymbolicLink()) {
                        links.add(file);
                    } else if (facts.isRegularFile() && !kept && !file.endsWith(ListedFiles.LIST)) {
                        files.add(file);
                    }
                    return FileVisitResult.CONTINUE;
                }
            });
        }
        // The order of a listing is not the same everywhere; the series is.
        directories.sort(null);
        files.sort(null);
        links.sort(null);
    }
}
