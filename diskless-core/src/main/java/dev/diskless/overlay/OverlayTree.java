package dev.diskless.overlay;

import dev.diskless.fault.FaultCode;
import dev.diskless.fault.InvalidRequestException;
import dev.diskless.fault.LimitExceededException;
import dev.diskless.medium.EntryType;
import dev.diskless.medium.NameBytes;
import dev.diskless.medium.OverlayEntry;
import dev.diskless.overlay.BaseEntries.Kept;
import dev.diskless.overlay.OverlayPlan.Item;
import dev.diskless.progress.Progress;
import dev.diskless.progress.ProgressUnit;
import dev.diskless.spi.OverlayFormat;
import dev.diskless.spi.OverlayWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What an overlay is to contain: {@code OverlayTree.create(time).text("etc/motd", "hello\n").enable("sshd", "default")},
 * written with {@link #writeTo}. Paths start at the root and have no leading slash.
 *
 * <p>New entries belong to root (0:0) and have the time of the tree. Directories above them need not be named: they are
 * added with mode 0755, {@code root} with 0700; {@code tmp} and {@code var/tmp} must be given with their sticky bit. A
 * tree may start from an existing overlay, whose entries are kept unless they are replaced or removed. Of a file with
 * several names, the next one has the content when the first goes. The order is that of the bytes of the names, so that
 * parents come before what is in them. A base in another order keeps it, with replaced and renamed entries in their
 * place and new ones behind; so does one that would have to be read more than sixteen times, since many entries of it
 * were renamed.
 *
 * <p>Entries are held in memory, about 500 bytes for each; those of a base that would take more than five eighths of the
 * largest heap ({@link Runtime#maxMemory}) are refused with a {@link LimitExceededException}. Contents are not held, except texts and bytes that the caller gives: files and the base are
 * read when the overlay is written, and one that changed since then is a fault with code {@link FaultCode#CONFLICT}.
 *
 * <p>Nothing may be put below {@code dev}, {@code proc}, {@code run} and {@code sys}, and no file or link at the top
 * level, since what apk is told of an overlay ends there. Not thread-safe.
 */
public final class OverlayTree {

    /** Largest file that {@link #text(String)} reads: 1 MiB. */
    public static final int MAX_TEXT_BYTES = 1 << 20;

    final Instant time;
    final @Nullable BaseOverlay base;
    final @Nullable BaseEntries kept;
    final NavigableMap<String, Item> changes = new TreeMap<>(NameBytes.ORDER);
    // New names of the base's entries, which may need directories above them.
    final Set<String> moved = new HashSet<>();

    private OverlayTree(Instant time, @Nullable BaseOverlay base) {
        this.time = Objects.requireNonNull(time);
        this.base = base;
        this.kept = base == null ? null : new BaseEntries(base);
    }

    /**
     * A tree without entries.
     *
     * @param time the time of new entries; kept to whole seconds
     * @return the tree
     */
    public static OverlayTree create(Instant time) {
        return new OverlayTree(time, null);
    }

    /**
     * A tree that starts as an existing overlay.
     *
     * @param overlay its file; read now, again by each call that needs contents, and not kept open
     * @param format its format
     * @param time the time of new entries; kept to whole seconds
     * @return the tree
     * @throws IOException if the overlay is damaged, or reading fails
     */
    public static OverlayTree from(Path overlay, OverlayFormat format, Instant time) throws IOException {
        return from(OverlaySource.of(overlay), format, time);
    }

    /**
     * A tree that starts as an existing overlay, wherever that is kept.
     *
     * @param overlay its bytes; read now, and again by each call that needs contents
     * @param format its format; an encrypted one asks for the password at each reading
     * @param time the time of new entries; kept to whole seconds
     * @return the tree
     * @throws IOException if the overlay is damaged, or reading fails
     */
    public static OverlayTree from(OverlaySource overlay, OverlayFormat format, Instant time) throws IOException {
        return new OverlayTree(time, new BaseOverlay(overlay, format));
    }

    /**
     * Puts a text file, mode 0644, in UTF-8. What stood at the path is replaced.
     *
     * @param path where
     * @param content the text, as it is
     * @return this tree
     * @throws InvalidRequestException if nothing may stand at that path, or the text has half a surrogate pair
     */
    public OverlayTree text(String path, String content) throws InvalidRequestException {
        return bytes(
                path,
                NameBytes.encode(content)
                        .orElseThrow(() -> OverlayPath.refused("the text has half a surrogate pair", path)));
    }

    /**
     * Puts a file, mode 0644. What stood at the path is replaced.
     *
     * @param path where
     * @param content its content; copied
     * @return this tree
     * @throws InvalidRequestException if nothing may stand at that path
     */
    public OverlayTree bytes(String path, byte[] content) throws InvalidRequestException {
        String name = OverlayPath.of(path, false);
        return put(OverlayEntry.file(name, 0644, time, content.length), new Content.Bytes(content.clone()));
    }

    /**
     * Puts a file with the content and the mode of another; 0644 where its file system knows no modes. What stood at
     * the path is replaced.
     *
     * @param path where
     * @param source the file; a link is followed; read when the overlay is written
     * @return this tree
     * @throws InvalidRequestException if nothing may stand at that path, or the source is no regular file
     * @throws IOException if the source cannot be read; code {@link FaultCode#NOT_FOUND} if it is not there
     */
    public OverlayTree file(String path, Path source) throws IOException {
        String name = OverlayPath.of(path, false);
        SourceFile file = SourceFile.of(source);
        return put(OverlayEntry.file(name, file.mode(), time, file.content().size()), file.content());
    }

    /**
     * Puts a directory, or changes the mode of one.
     *
     * @param path where
     * @param mode its twelve permission bits
     * @return this tree
     * @throws InvalidRequestException if nothing may stand at that path, or the mode is out of range
     */
    public OverlayTree directory(String path, int mode) throws InvalidRequestException {
        String name = OverlayPath.of(path, true);
        return put(OverlayEntry.directory(name, OverlayPath.mode(path, mode), time), Content.NONE);
    }

    /**
     * Puts a symbolic link. What stood at the path is replaced.
     *
     * @param path where
     * @param target what it points to, as it is to be written
     * @return this tree
     * @throws InvalidRequestException if nothing may stand at that path, or the target is empty
     */
    public OverlayTree symlink(String path, String target) throws InvalidRequestException {
        String name = OverlayPath.of(path, false);
        if (target.isEmpty()
                || target.indexOf('\0') >= 0
                || NameBytes.encode(target).isEmpty()) {
            throw OverlayPath.refused("the target of the link is empty, or no text of bytes", path);
        }
        return put(OverlayEntry.symlink(name, target, time), Content.NONE);
    }

    /**
     * Starts a service in a runlevel: a link from {@code etc/runlevels} to {@code /etc/init.d}.
     *
     * @param service the service's name, for example {@code sshd}
     * @param runlevel the runlevel's name, for example {@code default}
     * @return this tree
     * @throws InvalidRequestException if one of the names has anything but letters, digits and {@code . _ + -}
     */
    public OverlayTree enable(String service, String runlevel) throws InvalidRequestException {
        return symlink(OverlayPath.ofService(service, runlevel), "/etc/init.d/" + service);
    }

    /**
     * Starts a service no longer in a runlevel. If the overlay does not start it there, nothing happens; what the boot
     * adds by itself is not in the overlay.
     *
     * @param service the service's name
     * @param runlevel the runlevel's name
     * @return this tree
     * @throws InvalidRequestException if one of the names has anything but letters, digits and {@code . _ + -}
     */
    public OverlayTree disable(String service, String runlevel) throws InvalidRequestException {
        return remove(OverlayPath.ofService(service, runlevel));
    }

    /**
     * Puts a directory of the host with all that is in it, as {@link #file} and {@link #directory} would one by one.
     * What stood at their paths is replaced, and what the overlay has beside them stays.
     *
     * @param path where
     * @param source the directory; links in it stay links
     * @return this tree
     * @throws InvalidRequestException if something may not stand at its path, or is no file, directory or link
     * @throws IOException if the source cannot be read
     */
    public OverlayTree directory(String path, Path source) throws IOException {
        SourceTree.put(this, path, source);
        return this;
    }

    /**
     * Gives an entry another path, with everything below it. Hard links to what is moved follow; targets of symbolic
     * links stay as they are.
     *
     * @param from which; may be a directory that only the entries below it show
     * @param to its new path
     * @return this tree
     * @throws InvalidRequestException if nothing is there, something is at the new path or may not stand there, or the
     *     new path is below the old one
     */
    public OverlayTree rename(String from, String to) throws InvalidRequestException {
        String old = OverlayPath.plain(from);
        List<String> names = within(old);
        OverlayEntry entry = current(old);
        String name = OverlayPath.of(to, entry == null || entry.type() == EntryType.DIRECTORY);
        if (names.isEmpty()) {
            throw OverlayPath.refused("there is no such entry in the overlay", from);
        }
        if (isWithin(name, old) || !within(name).isEmpty()) {
            throw OverlayPath.refused("the new path is taken, or below the old one", to);
        }
        for (String each : names) {
            String renamed = OverlayPath.plain(name + each.substring(old.length()));
            Item item = changes.remove(each);
            if (item != null) {
                changes.put(renamed, item.with(item.entry().withName(renamed)));
            } else if (kept != null) {
                kept.rename(each, renamed);
                moved.add(renamed);
            }
        }
        return this;
    }

    private List<String> within(String name) {
        List<String> names = new ArrayList<>(kept == null ? List.of() : kept.within(name));
        if (changes.containsKey(name)) {
            names.add(name);
        }
        names.addAll(changes.subMap(name + "/", true, name + "0", false).keySet());
        return names;
    }

    /**
     * Changes the mode of an entry that is there.
     *
     * @param path which
     * @param mode the twelve permission bits
     * @return this tree
     * @throws InvalidRequestException if there is no such entry, it is a link, or the mode is out of range
     */
    public OverlayTree mode(String path, int mode) throws InvalidRequestException {
        OverlayEntry e = existing(path);
        if (e.type() == EntryType.SYMLINK) {
            throw OverlayPath.refused("a link has no mode of its own", path);
        }
        return adjust(e.withMode(OverlayPath.mode(path, mode)));
    }

    /**
     * Changes the owner of an entry that is there.
     *
     * @param path which
     * @param uid number of the owner, at least 0
     * @param gid number of the group, at least 0
     * @return this tree
     * @throws InvalidRequestException if there is no such entry, it is a hard link, or a number is negative
     */
    public OverlayTree owner(String path, int uid, int gid) throws InvalidRequestException {
        OverlayEntry e = existing(path);
        if (uid < 0 || gid < 0) {
            throw OverlayPath.refused("a negative owner", path);
        }
        return adjust(e.withOwner(uid, gid));
    }

    /**
     * Takes an entry out, and everything below it. If there is none, nothing happens.
     *
     * @param path which
     * @return this tree
     * @throws InvalidRequestException if it is no path from the root
     */
    public OverlayTree remove(String path) throws InvalidRequestException {
        String name = OverlayPath.plain(path);
        for (String each : within(name)) {
            changes.remove(each);
            if (kept != null) {
                kept.take(each);
            }
        }
        return this;
    }

    /**
     * Whether there is an entry, put by the caller or from the base; directories that would be added for others do not
     * count.
     *
     * @param path which
     * @return true if there is
     * @throws InvalidRequestException if it is no path from the root
     */
    public boolean contains(String path) throws InvalidRequestException {
        return current(OverlayPath.plain(path)) != null;
    }

    /**
     * The content of a small file as text; bytes that are not UTF-8 stand as U+DC80 + (byte - 0x80), and
     * {@link #text(String, String)} writes them back as they were.
     *
     * @param path which
     * @return the text; empty if there is no file of that name
     * @throws LimitExceededException if the file is larger than {@link #MAX_TEXT_BYTES}
     * @throws IOException if it is no path from the root, or reading fails
     */
    public Optional<String> text(String path) throws IOException {
        String name = OverlayPath.plain(path);
        OverlayEntry entry = current(name);
        if (entry == null || entry.type() != EntryType.FILE) {
            return Optional.empty();
        }
        Item item = changes.get(name);
        if (item == null) {
            int source = Objects.requireNonNull(Objects.requireNonNull(kept).get(name))
                    .source();
            return Optional.of(NameBytes.decode(Objects.requireNonNull(base).content(source)));
        }
        if (entry.size() > MAX_TEXT_BYTES) {
            throw new LimitExceededException(LimitExceededException.detail("a file too large to be read as text")
                    .at(path)
                    .expected("at most " + MAX_TEXT_BYTES + " bytes")
                    .found(entry.size()));
        }
        try (InputStream content = item.content().open()) {
            return Optional.of(NameBytes.decode(content.readNBytes(MAX_TEXT_BYTES)));
        }
    }

    /**
     * The entries as they would be written, with the directories added for them.
     *
     * @return the entries in their order
     * @throws InvalidRequestException if they contradict each other: one below what is no directory, a directory for all users without its sticky bit
     * @throws LimitExceededException if the directories that have to be added take too much memory
     */
    public List<OverlayEntry> entries() throws InvalidRequestException, LimitExceededException {
        return List.copyOf(new OverlayPlan(this).entries());
    }

    /**
     * Feeds a digest with everything that matters: names, types, modes, owners, targets, devices, contents, in the
     * order of the entries; not the times. Two trees that give the same are the same overlay but for times.
     *
     * @param digest updated, neither reset nor finished
     * @param progress polled for cancellation while contents are read
     * @throws IOException if the entries contradict each other, a source changed, the caller cancelled, or reading fails
     */
    public void addTo(MessageDigest digest, Progress progress) throws IOException {
        EntryDigest target = new EntryDigest(digest);
        new OverlayPlan(this).forEach((entry, content) -> target.add(entry, new CancellableInput(content, progress)));
    }

    /**
     * Writes the overlay.
     *
     * @param format its format
     * @param target receives the bytes; closed in every case. Only when this method returned, the overlay is whole
     * @param progress gets one child that counts entries; polled for cancellation while contents are copied
     * @throws IOException if the entries contradict each other, a source changed, the format refuses an entry, the
     *     caller cancelled, or reading or writing fails
     */
    public void writeTo(OverlayFormat format, OutputStream target, Progress progress) throws IOException {
        try (target) {
            OverlayPlan plan = new OverlayPlan(this);
            try (Progress child =
                    progress.child("overlay", ProgressUnit.FILES, plan.entries().size())) {
                child.check();
                // Closed only on success: closing would write the end of an overlay that is not whole.
                OverlayWriter writer = format.write(target);
                plan.forEach((entry, content) -> {
                    writer.add(entry, new CancellableInput(content, child));
                    child.advance(1);
                });
                writer.close();
            }
        }
    }

    /**
     * Writes the overlay to a file of the host that only its owner can read, for it may hold secrets. It appears under its
     * name only when it was read back to its end, and durably.
     *
     * @param format its format
     * @param target the file; its directory has to be there. It may be the file that this tree came from
     * @param replace whether a regular file that is there may be replaced; a link is never followed or replaced
     * @param progress as above
     * @throws IOException with code {@link dev.diskless.fault.FaultCode#EXISTS} if something is there that may not be
     *     replaced; else as above. Nothing is left behind then, and what was there stays
     */
    public void writeTo(OverlayFormat format, Path target, boolean replace, Progress progress) throws IOException {
        WholeFile.writeOverlay(target, replace, format, out -> writeTo(format, out, progress));
    }

    /** The entry of a name as it stands now, without content; null if there is none. */
    @Nullable
    OverlayEntry current(String name) {
        Item item = changes.get(name);
        if (item != null) {
            return item.entry();
        }
        Kept base = kept == null ? null : kept.get(name);
        return base == null ? null : base.entry();
    }

    private OverlayTree put(OverlayEntry entry, Content content) {
        Kept replaced = kept == null ? null : kept.take(entry.name());
        Item earlier = changes.get(entry.name());
        Item added = Item.added(entry, content);
        changes.put(
                entry.name(),
                replaced != null
                        ? new Item(entry, content, replaced.place())
                        : earlier != null ? new Item(entry, content, earlier.place()) : added);
        return this;
    }

    private OverlayEntry existing(String path) throws InvalidRequestException {
        OverlayEntry entry = current(OverlayPath.plain(path));
        if (entry == null) {
            throw OverlayPath.refused("there is no such entry in the overlay", path);
        }
        if (entry.type() == EntryType.HARD_LINK) {
            throw OverlayPath.refused("a hard link has the mode and owner of its target " + entry.linkTarget(), path);
        }
        return entry;
    }

    private OverlayTree adjust(OverlayEntry entry) {
        Item item = changes.get(entry.name());
        if (item != null) {
            changes.put(entry.name(), item.with(entry));
        } else if (kept != null) {
            kept.replace(entry);
        }
        return this;
    }

    private static boolean isWithin(String name, String directory) {
        return name.equals(directory) || name.startsWith(directory + "/");
    }

    @Override
    public String toString() {
        return "OverlayTree[" + changes.size() + " changes" + (base == null ? "" : " to " + base) + "]";
    }
}
