package dev.diskless.overlay;

import dev.diskless.fault.DisklessException;
import dev.diskless.fault.FaultCode;
import dev.diskless.fault.FaultDetail;
import dev.diskless.medium.EntryType;
import dev.diskless.medium.HostNames;
import dev.diskless.medium.NameBytes;
import dev.diskless.medium.OverlayEntry;
import dev.diskless.medium.UnixFacts;
import dev.diskless.overlay.internal.FileReference;
import dev.diskless.overlay.internal.FileState;
import dev.diskless.overlay.internal.RootPacker;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotLinkException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a root looks like at some names: entries for an overlay, without the contents of files, which are read when
 * {@link OverlayPacker} writes them.
 *
 * <p>The order is that of the bytes of the names, and names without a slash that are no directories come last, since
 * apk takes nothing of an overlay behind them. The second name of a file and every later one become hard links to the
 * first. Sockets are left out and named in {@link #omitted()}. Modes, owners, times and device numbers come from the
 * {@code unix} view; where a file system has none, owners are 0:0 and modes the usual ones. No link is followed.
 *
 * <p>Extended attributes are not read: {@link ApkovlFormat#keepXattrs} could keep them, but the boot skips them when it
 * unpacks an overlay, Alpine's lbu writes none, and Java shows only those of {@code user.}, no access control lists and
 * no capabilities.
 *
 * <p>Immutable, thread-safe. Held in memory: every entry.
 */
public final class RootCapture {

    private final Path root;
    private final Instant captured;
    private final List<RootPacker.Item> items;
    private final List<String> omitted;

    private RootCapture(Path root, Instant captured, List<RootPacker.Item> items, List<String> omitted) {
        this.root = root;
        this.captured = captured;
        this.items = List.copyOf(items);
        this.omitted = List.copyOf(omitted);
    }

    /**
     * Looks at the objects of some names.
     *
     * @param root the top of a tree, of the host or of an image
     * @param names paths from there without leading or trailing slash, as {@link NameBytes} shows them; each only once,
     *     in any order
     * @param clock the clock of the host, to tell files that are being written from those that are not
     * @return what was found
     * @throws IOException code {@link FaultCode#CONFLICT} if one of them is gone, or a directory on the way is a link; if
     *     a name is no path from the root, or reading fails
     */
    public static RootCapture of(Path root, Collection<String> names, InstantSource clock) throws IOException {
        return of(root, names, Map.of(), clock);
    }

    /**
     * Takes over what is known of some objects already, without asking again. What went away since is noticed when files
     * and links are read; of the rest the overlay has what was known.
     *
     * @param root the top of a tree, of the host or of an image
     * @param known by paths from there as {@link #of(Path, Collection, InstantSource)} has them, all facts of each
     * @param clock the clock of the host
     * @return what is known, with the targets of links
     * @throws IOException as {@link #of(Path, Collection, InstantSource)}
     */
    public static RootCapture of(Path root, Map<String, UnixFacts> known, InstantSource clock) throws IOException {
        return of(root, known.keySet(), known, clock);
    }

    // A change after this time shows in the facts, or the content that is read later has it.
    private static RootCapture of(
            Path root, Collection<String> names, Map<String, UnixFacts> known, InstantSource clock) throws IOException {
        Instant captured = clock.instant();
        List<String> sorted = new ArrayList<>(names);
        sorted.sort(NameBytes.ORDER);
        Capture capture = new Capture(root, known);
        for (String name : sorted) {
            capture.add(name);
        }
        capture.items.addAll(capture.last);
        return new RootCapture(root, captured, capture.items, capture.omitted);
    }

    /**
     * The entries in the order in which they will stand in the overlay.
     *
     * @return the entries
     */
    public List<OverlayEntry> entries() {
        return items.stream().map(RootPacker.Item::entry).toList();
    }

    /**
     * The names that an overlay cannot hold, because they are sockets.
     *
     * @return the names in their order
     */
    public List<String> omitted() {
        return omitted;
    }

    Path root() {
        return root;
    }

    Instant captured() {
        return captured;
    }

    List<RootPacker.Item> items() {
        return items;
    }

    @Override
    public String toString() {
        return "RootCapture[" + root + ", " + items.size() + " entries]";
    }

    /** One file, whatever its names. */
    private record FileKey(long device, long inode) {}

    /** The work of capturing. */
    private static final class Capture {

        private final Path root;
        private final Map<String, UnixFacts> known;
        private final List<RootPacker.Item> items = new ArrayList<>();
        private final List<RootPacker.Item> last = new ArrayList<>();
        private final List<String> omitted = new ArrayList<>();
        private final Map<FileKey, String> linked = new HashMap<>();
        private @Nullable Path parent;

        Capture(Path root, Map<String, UnixFacts> known) {
            this.root = root;
            this.known = known;
        }

        void add(String name) throws IOException {
            Path relative = HostNames.path(root.getFileSystem(), OverlayPath.plain(name));
            Path path = root.resolve(relative);
            checkParent(relative.getParent());
            UnixFacts given = known.get(name);
            UnixFacts facts = given == null ? facts(path) : given;
            EntryType type = facts.type().orElse(null);
            if (type == null) {
                omitted.add(name);
                return;
            }
            String earlier = facts.links() > 1 && type != EntryType.DIRECTORY
                    ? linked.putIfAbsent(new FileKey(facts.device(), facts.inode()), name)
                    : null;
            OverlayEntry entry = entry(name, path, facts, type, earlier);
            boolean file = entry.type() == EntryType.FILE;
            List<RootPacker.Item> list = type != EntryType.DIRECTORY && name.indexOf('/') < 0 ? last : items;
            list.add(new RootPacker.Item(entry, file ? new FileReference(entry.name(), FileState.of(facts)) : null));
        }

        private static OverlayEntry entry(
                String name, Path path, UnixFacts facts, EntryType type, @Nullable String earlier) throws IOException {
            try {
                return earlier == null
                        ? RootEntry.of(name, path, facts, type)
                        : RootEntry.link(name, path, facts, earlier);
            } catch (NoSuchFileException | NotLinkException e) {
                throw conflict("what was to be captured is gone", path);
            }
        }

        // Names come sorted, so each directory is looked at about once.
        private void checkParent(@Nullable Path directory) throws IOException {
            if (directory == null || directory.equals(parent)) {
                return;
            }
            for (int i = 1; i <= directory.getNameCount(); i++) {
                Path above = root.resolve(directory.subpath(0, i));
                if (!facts(above).is(UnixFacts.DIRECTORY)) {
                    throw conflict("what was a directory is none any more", above);
                }
            }
            parent = directory;
        }

        private static UnixFacts facts(Path path) throws IOException {
            try {
                return UnixFacts.of(path);
            } catch (NoSuchFileException e) {
                throw conflict("what was to be captured is gone", path);
            }
        }

        private static DisklessException conflict(String what, Path path) {
            return new DisklessException(
                    FaultDetail.of(FaultCode.CONFLICT, what).at(path).cure("try again when nothing changes the tree"));
        }
    }
}
