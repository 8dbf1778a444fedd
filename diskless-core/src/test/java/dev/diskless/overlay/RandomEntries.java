package dev.diskless.overlay;

import dev.diskless.medium.EntryType;
import dev.diskless.medium.NameBytes;
import dev.diskless.medium.OverlayEntry;
import dev.diskless.spi.OverlayFormat;
import dev.diskless.spi.OverlayWriter;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * Trees of entries from a seed: every type, odd names, owners, modes and times; with names and owners that fit into the
 * oldest headers if the longest name is to be below 100 bytes.
 */
final class RandomEntries {

    private static final EntryType[] TYPES = EntryType.values();

    private final Random random;
    private final int longestName;
    private final boolean plain;
    private final List<OverlayEntry> entries = new ArrayList<>();
    private final List<byte[]> contents = new ArrayList<>();
    private final List<String> directories = new ArrayList<>();
    private final List<String> files = new ArrayList<>();
    private final Set<String> names = new HashSet<>();

    RandomEntries(long seed, int count, int longestName) {
        this.random = new Random(seed);
        this.longestName = longestName;
        this.plain = longestName < 100;
        add("etc", EntryType.DIRECTORY);
        while (entries.size() < count) {
            String parent = directories.get(random.nextInt(directories.size()));
            String name = parent + "/" + component();
            if (NameBytes.encode(name).orElseThrow().length < longestName && names.add(name)) {
                add(name, random.nextInt(4) == 0 ? EntryType.DIRECTORY : TYPES[random.nextInt(TYPES.length)]);
            }
        }
    }

    List<OverlayEntry> entries() {
        return entries;
    }

    void write(OverlayFormat format, Path file) throws IOException {
        try (OverlayWriter writer = format.write(Files.newOutputStream(file))) {
            for (int i = 0; i < entries.size(); i++) {
                writer.add(entries.get(i), new ByteArrayInputStream(contents.get(i)));
            }
        }
    }

    private void add(String name, EntryType wanted) {
        EntryType type = wanted == EntryType.HARD_LINK && files.isEmpty() ? EntryType.FILE : wanted;
        byte[] content = new byte[type == EntryType.FILE ? size() : 0];
        random.nextBytes(content);
        boolean device = type == EntryType.CHARACTER_DEVICE || type == EntryType.BLOCK_DEVICE;
        String target = switch (type) {
            case SYMLINK -> random.nextInt(5) == 0 ? "/" + "t".repeat(random.nextInt(longestName)) : "../x y";
            case HARD_LINK -> files.get(random.nextInt(files.size()));
            default -> "";
        };
        entries.add(new OverlayEntry(
                name,
                type,
                type == EntryType.SYMLINK ? 0777 : random.nextInt(010000),
                random.nextInt(3) == 0 ? random.nextInt(plain ? 2_000_000 : 3_000_000) : 0,
                random.nextInt(3) == 0 ? random.nextInt(plain ? 2_000_000 : 3_000_000) : 0,
                Instant.ofEpochSecond(random.nextInt(1_600_000_000)),
                content.length,
                target,
                device ? random.nextInt(4095) : 0,
                device ? random.nextInt(1 << 20) : 0));
        contents.add(content);
        if (type == EntryType.FILE) {
            files.add(name);
        } else if (type == EntryType.DIRECTORY) {
            directories.add(name);
        }
    }

    private int size() {
        return switch (random.nextInt(5)) {
            case 0 -> 0;
            case 1 -> 512 * random.nextInt(4);
            case 2 -> random.nextInt(200_000);
            default -> random.nextInt(1000);
        };
    }

    private String component() {
        int length = random.nextInt(8) == 0 ? 1 + random.nextInt(250) : 1 + random.nextInt(12);
        byte[] bytes = new byte[Math.min(length, longestName)];
        for (int i = 0; i < bytes.length; i++) {
            do {
                bytes[i] = (byte) (random.nextInt(6) == 0 ? random.nextInt(256) : 'a' + random.nextInt(26));
            } while (bytes[i] == '/' || (bytes[i] >= 0 && bytes[i] < ' ') || bytes[i] == '.' || bytes[i] == 0x7f);
        }
        return NameBytes.decode(bytes);
    }
}
