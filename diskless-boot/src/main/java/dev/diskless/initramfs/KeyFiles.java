package dev.diskless.initramfs;

import dev.diskless.medium.PemPublicKey;
import java.io.IOException;
import java.io.InputStream;
import java.security.PublicKey;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Collects the files of {@code etc/apk/keys} while the entries of an initramfs pass by, with links to them resolved.
 * Remembers at most {@link #MAX_FILES} files of at most {@link #MAX_SIZE} bytes; larger ones are no keys. For one thread.
 */
final class KeyFiles {

    static final int MAX_FILES = 1024;
    static final int MAX_SIZE = 8192;

    private static final String KEYS = "etc/apk/keys/";
    private static final String SHARED_KEYS = "usr/share/apk/keys/";

    private final Map<String, byte[]> files = new HashMap<>();
    private final Map<String, String> links = new HashMap<>();
    private final Map<String, String> namesOfInode = new HashMap<>();

    void see(InitramfsEntry entry, InputStream content) throws IOException {
        String path = entry.path();
        boolean key = path.startsWith(KEYS) || path.startsWith(SHARED_KEYS);
        String inode = entry.archive() + ":" + entry.inode();
        if (entry.isSymlink() && key && links.size() < MAX_FILES) {
            links.put(path, InitramfsEntry.resolve(path.substring(0, path.lastIndexOf('/')), entry.linkTarget()));
            files.remove(path);
        } else if (entry.isFile() && (key || namesOfInode.containsKey(inode))) {
            links.remove(path);
            readFile(entry, path, inode, content);
        }
    }

    // Of several names of one file, only one entry need carry the content, and it may stand anywhere among them.
    private void readFile(InitramfsEntry entry, String path, String inode, InputStream content) throws IOException {
        boolean shared = entry.links() > 1;
        String other = shared ? namesOfInode.get(inode) : null;
        if (other != null && !other.equals(path) && links.size() < MAX_FILES) {
            links.put(path, other);
        }
        String name = other == null ? path : other;
        if (shared && other == null && namesOfInode.size() < MAX_FILES) {
            namesOfInode.put(inode, path);
        }
        boolean known = files.containsKey(name);
        if (entry.size() > MAX_SIZE) {
            files.remove(name);
        } else if ((known || files.size() < MAX_FILES) && (entry.size() > 0 || !shared)) {
            files.put(name, content.readAllBytes());
        }
    }

    /** The keys by file name. */
    Map<String, PublicKey> keys() {
        Map<String, PublicKey> keys = new TreeMap<>();
        for (String path : files.keySet()) {
            add(keys, path, path);
        }
        links.forEach((path, target) -> add(keys, path, follow(target)));
        return keys;
    }

    private String follow(String path) {
        String at = path;
        for (int hops = 0; hops < 8 && links.containsKey(at) && !files.containsKey(at); hops++) {
            at = links.get(at);
        }
        return at;
    }

    private void add(Map<String, PublicKey> keys, String path, String contentOf) {
        byte[] content = files.get(contentOf);
        if (content != null && path.startsWith(KEYS) && path.indexOf('/', KEYS.length()) < 0) {
            Optional<PublicKey> key = PemPublicKey.parse(content);
            key.ifPresent(value -> keys.put(path.substring(KEYS.length()), value));
        }
    }
}
