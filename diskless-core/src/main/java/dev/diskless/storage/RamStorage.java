package dev.diskless.storage;

import dev.diskless.spi.StagedObject;
import dev.diskless.spi.StoredObject;
import dev.diskless.spi.WritableStorage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Objects in memory, up to a capacity: what is stored and what is staged, in pieces of 64 KiB, counts; content that has two
 * names counts once. Everything is gone when the storage is closed or the program ends. Thread-safe.
 */
public final class RamStorage implements WritableStorage {

    /** The capacity where none is given: 256 MiB. */
    public static final long DEFAULT_CAPACITY = 256L << 20;

    private static final int LONGEST_NAME = 255;

    private record Entry(RamContent content, Instant modified, long number) {

        StoredObject object(String name) {
            return new StoredObject(name, content.size(), modified, String.valueOf(number));
        }
    }

    private final InstantSource clock;
    private final long capacity;
    private final Map<String, Entry> entries = new TreeMap<>();
    private final Map<RamContent, Integer> names = new IdentityHashMap<>();
    private final Set<RamStaged> staged = new HashSet<>();
    private long held;
    private long numbers;
    private boolean closed;

    private RamStorage(InstantSource clock, long capacity) {
        this.clock = clock;
        this.capacity = capacity;
    }

    /**
     * An empty storage of the default capacity.
     *
     * @param clock gives the times of what is stored
     * @return the storage
     */
    public static RamStorage create(InstantSource clock) {
        return create(clock, DEFAULT_CAPACITY);
    }

    /**
     * An empty storage.
     *
     * @param clock gives the times of what is stored
     * @param capacity bytes of content at most, not negative; memory is taken as content comes
     * @return the storage
     */
    public static RamStorage create(InstantSource clock, long capacity) {
        if (capacity < 0) {
            throw new IllegalArgumentException("negative capacity " + capacity);
        }
        return new RamStorage(clock, capacity);
    }

    @Override
    public String identity() {
        return "memory";
    }

    synchronized void checkOpen() throws IOException {
        if (closed) {
            throw StorageFaults.closed(identity());
        }
    }

    private static String place(String name) {
        return "memory/" + name;
    }

    private static void checkName(String name) throws IOException {
        ObjectName.checked(name);
        if (name.getBytes(StandardCharsets.UTF_8).length > LONGEST_NAME) {
            throw StorageFaults.tooLong(place(name), null);
        }
    }

    @Override
    public synchronized List<StoredObject> list() throws IOException {
        checkOpen();
        return entries.entrySet().stream()
                .map(entry -> entry.getValue().object(entry.getKey()))
                .sorted(ObjectName.ORDER)
                .toList();
    }

    @Override
    public synchronized InputStream open(String name) throws IOException {
        checkOpen();
        ObjectName.checked(name);
        Entry entry = entries.get(name);
        if (entry == null) {
            throw StorageFaults.notFound(place(name));
        }
        return entry.content().open();
    }

    @Override
    public synchronized OptionalLong usableBytes() throws IOException {
        checkOpen();
        return OptionalLong.of((capacity - held) / RamContent.PIECE * RamContent.PIECE);
    }

    @Override
    public synchronized StagedObject stage() throws IOException {
        checkOpen();
        RamStaged object = new RamStaged(this);
        staged.add(object);
        return object;
    }

    /** Takes memory for one more piece. */
    synchronized void grow(RamContent content) throws IOException {
        checkOpen();
        if (capacity - held < RamContent.PIECE) {
            throw StorageFaults.full(identity(), null);
        }
        content.addPiece();
        held += RamContent.PIECE;
    }

    synchronized void discard(RamStaged object) {
        if (staged.remove(object)) {
            held -= object.content().held();
        }
    }

    synchronized StoredObject create(RamStaged object, String name) throws IOException {
        checkOpen();
        checkFree(name);
        return publish(object, name);
    }

    synchronized StoredObject replace(RamStaged object, StoredObject seen) throws IOException {
        checkOpen();
        check(seen);
        return publish(object, seen.name());
    }

    private StoredObject publish(RamStaged object, String name) {
        staged.remove(object);
        return put(name, object.content(), clock.instant());
    }

    private StoredObject put(String name, RamContent content, Instant modified) {
        Entry entry = new Entry(content, modified, ++numbers);
        names.merge(content, 1, Integer::sum);
        letGo(entries.put(name, entry));
        return entry.object(name);
    }

    private void letGo(@Nullable Entry entry) {
        if (entry != null && names.merge(entry.content(), -1, Integer::sum) == 0) {
            names.remove(entry.content());
            held -= entry.content().held();
        }
    }

    private void checkFree(String name) throws IOException {
        checkName(name);
        if (entries.containsKey(name)) {
            throw StorageFaults.conflict(place(name), "there is an object of that name already");
        }
    }

    private Entry check(StoredObject seen) throws IOException {
        checkName(seen.name());
        Entry entry = entries.get(seen.name());
        if (entry == null || !entry.object(seen.name()).version().equals(seen.version())) {
            throw StorageFaults.conflict(
                    place(seen.name()), entry == null ? "the object is gone" : "the object was replaced");
        }
        return entry;
    }

    @Override
    public synchronized StoredObject duplicate(StoredObject seen, String as) throws IOException {
        checkOpen();
        Entry entry = check(seen);
        checkFree(as);
        return put(as, entry.content(), entry.modified());
    }

    @Override
    public synchronized void delete(StoredObject seen) throws IOException {
        checkOpen();
        check(seen);
        letGo(entries.remove(seen.name()));
    }

    @Override
    public synchronized void close() {
        closed = true;
        entries.clear();
        names.clear();
        staged.clear();
        held = 0;
    }

    @Override
    public String toString() {
        return identity();
    }
}
