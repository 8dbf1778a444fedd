package dev.diskless.lbu;

import dev.diskless.fault.DisklessException;
import dev.diskless.fault.FaultCode;
import dev.diskless.fault.FaultDetail;
import dev.diskless.fault.InvalidRequestException;
import dev.diskless.internal.HostSources;
import dev.diskless.medium.NameBytes;
import dev.diskless.storage.DirectoryStorage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * What overlays hold beside what {@code apk} protects by itself, and what they leave out:
 * {@code etc/apk/protected_paths.d/lbu.list}, as {@code lbu include} and {@code lbu exclude} change it. A line is a
 * {@code +} or {@code -} and a path; lines are compared as they are, and all others, comments too, stay.
 *
 * <p>Changes are made in memory; {@link #write} puts the list in its place whole and durably, and never over a change
 * that somebody else made since it was read. Not thread-safe.
 */
public final class IncludeList {

    /** Where the list is below a root. */
    public static final String PATH = "etc/apk/protected_paths.d/lbu.list";

    private final boolean exists;
    // What was read below a root; empty for a list that comes from elsewhere.
    private Optional<String> seen;
    private final List<String> lines;

    private IncludeList(boolean exists, String text, Optional<String> seen) {
        this.exists = exists;
        this.seen = seen;
        this.lines = new ArrayList<>(Arrays.asList(text.split("\n", -1)));
        // What follows the last line feed is a line only if it is not empty.
        if (lines.get(lines.size() - 1).isEmpty()) {
            lines.remove(lines.size() - 1);
        }
    }

    /**
     * Reads the list of a root.
     *
     * @param root the root of a machine
     * @return the list; empty if there is none
     * @throws IOException if it is no regular file, too large, behind a link, or reading fails
     */
    public static IncludeList read(Path root) throws IOException {
        Optional<String> text = RootFile.of(root, PATH).text();
        return new IncludeList(text.isPresent(), text.orElse(""), Optional.of(text.orElse("")));
    }

    /**
     * Takes a text as the list.
     *
     * @param text the text; bytes that are not UTF-8 stand as {@link NameBytes} says
     * @return the list
     */
    public static IncludeList parse(String text) {
        return new IncludeList(true, text, Optional.empty());
    }

    /**
     * Whether there was a list to be read.
     *
     * @return true if there was, be it empty
     */
    public boolean exists() {
        return exists;
    }

    /**
     * The paths to include.
     *
     * @return the paths of the lines that begin with {@code +}, in their order
     */
    public List<String> included() {
        return entries("+");
    }

    /**
     * The paths to exclude.
     *
     * @return the paths of the lines that begin with {@code -}, in their order
     */
    public List<String> excluded() {
        return entries("-");
    }

    private List<String> entries(String sign) {
        return lines.stream()
                .filter(line -> line.startsWith(sign))
                .map(line -> line.substring(1))
                .toList();
    }

    /**
     * Includes paths: adds them, then takes them out of what is excluded.
     *
     * @param paths paths from the root; slashes at their beginning do not count, everything else does
     * @return what became of each line
     * @throws InvalidRequestException if a path is empty, or has a line feed or a zero byte; nothing is changed then
     */
    public List<IncludeChange> include(Collection<String> paths) throws InvalidRequestException {
        List<String> names = names(paths);
        List<IncludeChange> changes = new ArrayList<>(add("+", names));
        changes.addAll(remove("-", names));
        return changes;
    }

    /**
     * Excludes paths: takes them out of what is included, then adds them to what is excluded.
     *
     * @param paths as for {@link #include}
     * @return what became of each line
     * @throws InvalidRequestException as {@link #include}
     */
    public List<IncludeChange> exclude(Collection<String> paths) throws InvalidRequestException {
        List<String> names = names(paths);
        // Nothing is taken out of a list that is not there, and lbu does not speak of it.
        List<IncludeChange> changes = new ArrayList<>(exists ? remove("+", names) : List.of());
        changes.addAll(add("-", names));
        return changes;
    }

    /**
     * Takes paths out of what is included; nothing is excluded by that.
     *
     * @param paths as for {@link #include}
     * @return what became of each line
     * @throws InvalidRequestException as {@link #include}
     */
    public List<IncludeChange> removeIncluded(Collection<String> paths) throws InvalidRequestException {
        return remove("+", names(paths));
    }

    /**
     * Takes paths out of what is excluded; nothing is included by that.
     *
     * @param paths as for {@link #include}
     * @return what became of each line
     * @throws InvalidRequestException as {@link #include}
     */
    public List<IncludeChange> removeExcluded(Collection<String> paths) throws InvalidRequestException {
        return remove("-", names(paths));
    }

    private List<IncludeChange> add(String sign, List<String> names) {
        List<IncludeChange> changes = new ArrayList<>();
        for (String name : names) {
            boolean there = lines.contains(sign + name);
            if (!there) {
                lines.add(sign + name);
            }
            changes.add(
                    new IncludeChange(there ? IncludeChange.Action.ALREADY_THERE : IncludeChange.Action.ADDED, name));
        }
        return changes;
    }

    private List<IncludeChange> remove(String sign, List<String> names) {
        List<IncludeChange> changes = new ArrayList<>();
        for (String name : names) {
            boolean removed = lines.removeIf((sign + name)::equals);
            changes.add(
                    new IncludeChange(removed ? IncludeChange.Action.REMOVED : IncludeChange.Action.NOT_THERE, name));
        }
        return changes;
    }

    private static List<String> names(Collection<String> paths) throws InvalidRequestException {
        List<String> names = new ArrayList<>();
        for (String path : paths) {
            String name = path.replaceFirst("^/+", "");
            if (name.isEmpty()
                    || name.indexOf('\n') >= 0
                    || name.indexOf('\0') >= 0
                    || NameBytes.encode(name).isEmpty()) {
                throw new InvalidRequestException(
                        InvalidRequestException.detail("a path that no line of the list can name")
                                .at(path)
                                .expected("a path from the root without line feeds"));
            }
            names.add(name);
        }
        return names;
    }

    /**
     * The list as text.
     *
     * @return each line with a line feed
     */
    public String text() {
        return lines.isEmpty() ? "" : String.join("\n", lines) + "\n";
    }

    /**
     * Puts the list in its place below a root, whole and durably, and the directories that lack. Owner and mode of the
     * list that is there stay; a new one has mode 0644.
     *
     * @param root the root of a machine
     * @throws IOException with code {@link FaultCode#CONFLICT} if this list was read, and somebody else changed the one
     *     below the root since; if something else is in its place, or writing fails; the list is then as it was
     */
    public void write(Path root) throws IOException {
        RootFile file = RootFile.of(root, PATH);
        String text = text();
        if (file.text().filter(text::equals).isEmpty()) {
            try (DirectoryStorage place = DirectoryStorage.of(file.directory(), HostSources.random())) {
                place.exclusively(() -> replace(file, text));
            }
        }
        seen = seen.map(old -> text);
    }

    private boolean replace(RootFile file, String text) throws IOException {
        Optional<String> now = file.text();
        if (seen.isPresent() && now.isPresent() && !now.equals(seen)) {
            throw new DisklessException(FaultDetail.of(FaultCode.CONFLICT, "somebody else changed the list meanwhile")
                    .at(file)
                    .cure("read it again, and make the change again"));
        }
        file.write(text);
        return true;
    }

    @Override
    public String toString() {
        return "IncludeList[" + included().size() + " included, " + excluded().size() + " excluded]";
    }
}
