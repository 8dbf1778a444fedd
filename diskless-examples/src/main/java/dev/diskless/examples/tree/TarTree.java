package dev.diskless.examples.tree;

import dev.diskless.fault.CorruptInputException;
import dev.diskless.fault.UnsupportedFeatureException;
import dev.diskless.medium.NameBytes;
import dev.diskless.progress.Progress;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;
import org.jspecify.annotations.Nullable;

/**
 * The tree in a tar archive, also one compressed with gzip, in the order of the archive. Directories that it does not name
 * belong to 0:0, have permissions 0755, and the time of what was found in them first. Kept in memory: its directories.
 */
public final class TarTree implements TreeSource {

    private static final int BUFFER = 1 << 16;
    private static final String ATTRIBUTE = "SCHILY.xattr.";

    private final Path archive;

    /** The tree in an archive. */
    public TarTree(Path archive) {
        this.archive = archive;
    }

    @Override
    public void walk(TreeSink sink, Progress progress) throws IOException {
        Map<String, TreeEntry> directories = new LinkedHashMap<>();
        try (PaxTap tap = new PaxTap(open());
                TarArchiveInputStream tar = new TarArchiveInputStream(tap, StandardCharsets.ISO_8859_1.name())) {
            for (TarArchiveEntry next = next(tar); next != null; next = next(tar)) {
                progress.advance(1);
                TreeEntry entry = entry(next, tap.records());
                makeParents(entry, directories, sink);
                sink.add(entry, () -> Channels.newChannel(unclosed(tar)));
                if (entry.type() == TreeEntry.DIRECTORY && entry.sameAs() == null) {
                    directories.put(entry.path(), entry);
                }
            }
        }
        List<TreeEntry> deepestFirst = new ArrayList<>(directories.values());
        for (int i = deepestFirst.size() - 1; i >= 0; i--) {
            sink.leave(deepestFirst.get(i));
        }
    }

    private InputStream open() throws IOException {
        InputStream file = new BufferedInputStream(Files.newInputStream(archive), BUFFER);
        try {
            file.mark(2);
            boolean compressed = file.read() == 0x1F && file.read() == 0x8B;
            file.reset();
            return compressed
                    ? GzipCompressorInputStream.builder()
                            .setInputStream(file)
                            .setDecompressConcatenated(true)
                            .get()
                    : file;
        } catch (IOException | RuntimeException e) {
            try (file) {
                throw e;
            }
        }
    }

    private @Nullable TarArchiveEntry next(TarArchiveInputStream tar) throws IOException {
        try {
            return tar.getNextEntry();
        } catch (IOException | IllegalArgumentException e) {
            throw explained(e);
        }
    }

    // The library tells damage and failures of the host alike; the host names its files.
    private IOException explained(Exception e) {
        return e instanceof FileSystemException host
                ? host
                : damaged("a damaged archive (" + e.getMessage() + ")", "", e);
    }

    private TreeEntry entry(TarArchiveEntry tar, SortedMap<String, byte[]> records) throws IOException {
        String path = clean(text(records, "path", tar.getName()), tar);
        int type = type(tar, path);
        boolean device = type == TreeEntry.BLOCK_DEVICE || type == TreeEntry.CHARACTER_DEVICE;
        String link = text(records, "linkpath", tar.getLinkName());
        return new TreeEntry(
                path,
                type | tar.getMode() & TreeEntry.PERMISSIONS,
                tar.getLongUserId(),
                tar.getLongGroupId(),
                device ? deviceNumber(tar.getDevMajor(), tar.getDevMinor()) : 0,
                type == TreeEntry.REGULAR && !tar.isLink() ? tar.getRealSize() : 0,
                tar.getLastModifiedTime(),
                type == TreeEntry.SYMBOLIC_LINK ? link : null,
                tar.isLink() ? clean(link, tar) : null,
                attributes(records));
    }

    private static String text(SortedMap<String, byte[]> records, String key, String usual) {
        byte[] record = records.get(key);
        return NameBytes.decode(record != null ? record : usual.getBytes(StandardCharsets.ISO_8859_1));
    }

    private int type(TarArchiveEntry tar, String path) throws IOException {
        if (tar.isSymbolicLink()) {
            return TreeEntry.SYMBOLIC_LINK;
        }
        if (tar.isDirectory()) {
            return TreeEntry.DIRECTORY;
        }
        if (tar.isBlockDevice()) {
            return TreeEntry.BLOCK_DEVICE;
        }
        if (tar.isCharacterDevice()) {
            return TreeEntry.CHARACTER_DEVICE;
        }
        if (tar.isFIFO()) {
            return TreeEntry.FIFO;
        }
        if (tar.isLink() || tar.isFile()) {
            return TreeEntry.REGULAR;
        }
        throw new UnsupportedFeatureException(UnsupportedFeatureException.detail("an archive entry of an unknown type")
                .at(archive + ": " + path));
    }

    // As makedev of Linux.
    private static long deviceNumber(long major, long minor) {
        return (minor & 0xFF) | (major & 0xFFF) << 8 | (minor & ~0xFFL) << 12 | (major & ~0xFFFL) << 32;
    }

    private static SortedMap<String, byte[]> attributes(SortedMap<String, byte[]> records) {
        SortedMap<String, byte[]> attributes = new TreeMap<>();
        for (Map.Entry<String, byte[]> record : records.tailMap(ATTRIBUTE).entrySet()) {
            if (!record.getKey().startsWith(ATTRIBUTE)) {
                break;
            }
            byte[] name = record.getKey().substring(ATTRIBUTE.length()).getBytes(StandardCharsets.ISO_8859_1);
            attributes.put(NameBytes.decode(name), record.getValue());
        }
        return attributes;
    }

    private String clean(String name, TarArchiveEntry tar) throws IOException {
        StringBuilder clean = new StringBuilder(name.length());
        for (String part : name.split("/")) {
            if (part.equals("..")) {
                throw damaged("a name in the archive leads out of it", name, null);
            }
            if (!part.isEmpty() && !part.equals(".")) {
                clean.append(clean.isEmpty() ? "" : "/").append(part);
            }
        }
        if (clean.isEmpty() && !tar.isDirectory()) {
            throw damaged("an archive entry without a name", name, null);
        }
        return clean.toString();
    }

    private static void makeParents(TreeEntry entry, Map<String, TreeEntry> directories, TreeSink sink)
            throws IOException {
        for (int slash = entry.path().indexOf('/');
                slash > 0;
                slash = entry.path().indexOf('/', slash + 1)) {
            String path = entry.path().substring(0, slash);
            if (!directories.containsKey(path)) {
                TreeEntry parent = implied(path, entry.modified());
                sink.add(parent, () -> Channels.newChannel(InputStream.nullInputStream()));
                directories.put(path, parent);
            }
        }
    }

    private static TreeEntry implied(String path, FileTime time) {
        return new TreeEntry(path, TreeEntry.DIRECTORY | 0755, 0, 0, 0, 0, time, null, null, new TreeMap<>());
    }

    private InputStream unclosed(InputStream stream) {
        return new java.io.FilterInputStream(stream) {
            @Override
            public int read(byte[] target, int offset, int length) throws IOException {
                try {
                    return in.read(target, offset, length);
                } catch (IOException e) {
                    throw explained(e);
                }
            }

            @Override
            public void close() {
                // The archive goes on.
            }
        };
    }

    private CorruptInputException damaged(String what, String name, @Nullable Throwable cause) {
        String place = name.isEmpty() ? archive.toString() : archive + ": " + name;
        return new CorruptInputException(CorruptInputException.detail(what).at(place), cause);
    }
}
