package dev.diskless.examples.tree;

import dev.diskless.medium.UnixFacts;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads extended attributes: of a volume all, of a host those that Java shows, whose names begin with user. */
final class NodeAttributes {

    private static final String USER = "user.";

    private final Losses losses;
    private final Map<Long, Boolean> shown = new HashMap<>();

    NodeAttributes(Losses losses) {
        this.losses = losses;
    }

    SortedMap<String, byte[]> read(Path path, String name, UnixFacts facts) throws IOException {
        if (path.getFileSystem().supportedFileAttributeViews().contains("xattr")) {
            SortedMap<String, byte[]> all = new TreeMap<>();
            Files.readAttributes(path, "xattr:*", LinkOption.NOFOLLOW_LINKS)
                    .forEach((key, value) -> all.put(key, (byte[]) value));
            return all;
        }
        // The JDK opens what it reads attributes of; a FIFO would wait for somebody at its other end.
        if (!facts.is(TreeEntry.REGULAR) && !facts.is(TreeEntry.DIRECTORY)) {
            return Collections.emptySortedMap();
        }
        return hasShown(path, facts) ? ofHost(path, name) : Collections.emptySortedMap();
    }

    private boolean hasShown(Path path, UnixFacts facts) throws IOException {
        Boolean known = shown.get(facts.device());
        if (known == null) {
            known = Files.getFileStore(path).supportsFileAttributeView(UserDefinedFileAttributeView.class);
            shown.put(facts.device(), known);
        }
        return known;
    }

    private SortedMap<String, byte[]> ofHost(Path path, String name) {
        UserDefinedFileAttributeView view = view(path);
        if (view == null) {
            return Collections.emptySortedMap();
        }
        try {
            SortedMap<String, byte[]> all = null;
            for (String key : view.list()) {
                ByteBuffer value = ByteBuffer.allocate(view.size(key));
                view.read(key, value);
                all = all == null ? new TreeMap<>() : all;
                all.put(USER + key, java.util.Arrays.copyOf(value.array(), value.position()));
            }
            return all == null ? Collections.emptySortedMap() : all;
        } catch (IOException e) {
            losses.lost("extended attributes that the host does not let us read", name);
            return Collections.emptySortedMap();
        }
    }

    static @Nullable UserDefinedFileAttributeView view(Path path) {
        return Files.getFileAttributeView(path, UserDefinedFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
    }
}
