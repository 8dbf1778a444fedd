package dev.diskless.examples.tree;

import dev.diskless.medium.HostNames;
import dev.diskless.medium.NameBytes;
import dev.diskless.medium.UnixFacts;
import dev.diskless.progress.Progress;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A tree that paths lead to, on the host or in a volume: the names of each directory in the order of their bytes. Kept in
 * memory: the names of the directories from the top to where it is, and one path for each file with several names.
 */
public final class PathTree implements TreeSource {

    private record Child(Path path, String name, byte[] bytes) {}

    /** Tells files apart. */
    private record FileKey(long device, long inode) {}

    private final Path top;
    private final NodeAttributes attributes;
    private final Map<FileKey, String> linked = new HashMap<>();

    /**
     * The tree below a path, and the path itself.
     *
     * @param top a directory, or another object that is then the whole tree
     * @param losses counts what cannot be read
     */
    public PathTree(Path top, Losses losses) {
        this.top = top;
        this.attributes = new NodeAttributes(losses);
    }

    /** The name that a path ends with, as trees have it. */
    public static String name(Path path) {
        return HostNames.last(path);
    }

    @Override
    public void walk(TreeSink sink, Progress progress) throws IOException {
        linked.clear();
        visit(top, "", sink, progress);
    }

    private void visit(Path path, String name, TreeSink sink, Progress progress) throws IOException {
        progress.advance(1);
        UnixFacts facts = UnixFacts.of(path);
        TreeEntry entry = entry(path, name, facts);
        sink.add(entry, () -> Files.newByteChannel(path, StandardOpenOption.READ));
        if (facts.is(TreeEntry.DIRECTORY)) {
            for (Child child : children(path)) {
                visit(child.path(), name.isEmpty() ? child.name() : name + "/" + child.name(), sink, progress);
            }
            sink.leave(entry);
        }
    }

    private TreeEntry entry(Path path, String name, UnixFacts facts) throws IOException {
        String earlier = null;
        if (facts.links() > 1 && !facts.is(TreeEntry.DIRECTORY)) {
            earlier = linked.putIfAbsent(new FileKey(facts.device(), facts.inode()), name);
        }
        return new TreeEntry(
                name,
                facts.mode(),
                facts.uid(),
                facts.gid(),
                facts.rdev(),
                facts.is(TreeEntry.REGULAR) ? facts.size() : 0,
                FileTime.from(facts.modified()),
                linkTarget(path, facts),
                earlier,
                attributes.read(path, name, facts));
    }

    private static @Nullable String linkTarget(Path path, UnixFacts facts) throws IOException {
        return facts.is(TreeEntry.SYMBOLIC_LINK) ? HostNames.text(Files.readSymbolicLink(path)) : null;
    }

    private static List<Child> children(Path directory) throws IOException {
        List<Child> children = new ArrayList<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory)) {
            for (Path path : stream) {
                String name = HostNames.last(path);
                children.add(new Child(path, name, NameBytes.encode(name).orElseThrow()));
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        children.sort((a, b) -> Arrays.compareUnsigned(a.bytes(), b.bytes()));
        return children;
    }
}
