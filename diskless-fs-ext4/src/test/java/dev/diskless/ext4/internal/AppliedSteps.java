package dev.diskless.ext4.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.NoSuchElementException;

/** Carries out {@link TreeSteps} on a volume. */
final class AppliedSteps {

    private static final int PIECE = 4096;

    private final Volume volume;

    AppliedSteps(Volume volume) {
        this.volume = volume;
    }

    void run(TreeSteps steps) throws IOException {
        for (String line : steps.lines()) {
            run(line);
        }
    }

    static byte[] content(int seed, int length) {
        byte[] bytes = new byte[length];
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (int at = 0; at < length; at += PIECE) {
                byte[] part = digest.digest(Sample.bytes(seed + ":" + at / PIECE));
                for (int i = at; i < Math.min(length, at + PIECE); i++) {
                    bytes[i] = part[i % part.length];
                }
            }
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
        return bytes;
    }

    private void run(String line) throws IOException {
        String[] words = line.split(" ");
        byte[] path = HexFormat.of().parseHex(words[1]);
        switch (words[0]) {
            case "file" -> create(path, Sample.FILE | number(words[2]), 0, 0, null);
            case "directory" -> create(path, Sample.DIRECTORY | number(words[2]), 0, 0, null);
            case "symlink" ->
                create(path, Sample.LINK | 0777, 0, 0, HexFormat.of().parseHex(words[2]));
            case "special" -> create(path, number(words[2]), number(words[3]), number(words[4]), null);
            case "link" -> {
                byte[] name = HexFormat.of().parseHex(words[2]);
                volume.link(parent(name), last(name), find(path));
            }
            case "write" -> {
                byte[] content = content(number(words[3]), number(words[4]));
                volume.write(find(path), Long.parseLong(words[2]), ByteBuffer.wrap(content), true);
            }
            case "resize" -> volume.resize(find(path), Long.parseLong(words[2]), true);
            case "unlink" -> volume.unlink(parent(path), last(path));
            case "rmdir" -> volume.removeDirectory(parent(path), last(path));
            case "rename" -> {
                byte[] name = HexFormat.of().parseHex(words[2]);
                volume.rename(parent(path), last(path), parent(name), last(name), true);
            }
            case "mode" -> change(path, new InodeChange(number(words[2]), null, null, null, null, null));
            case "owner" ->
                change(
                        path,
                        new InodeChange(null, Long.parseLong(words[2]), Long.parseLong(words[3]), null, null, null));
            case "time" -> {
                long nanoseconds = Long.parseLong(words[2]);
                Instant time = Instant.ofEpochSecond(
                        Math.floorDiv(nanoseconds, 1_000_000_000L), Math.floorMod(nanoseconds, 1_000_000_000L));
                change(path, new InodeChange(null, null, null, time, time, null));
            }
            case "set" ->
                volume.setAttribute(
                        find(path),
                        HexFormat.of().parseHex(words[2]),
                        HexFormat.of().parseHex(words[3].substring(1)));
            case "remove" -> volume.setAttribute(find(path), HexFormat.of().parseHex(words[2]), null);
            case "sync" -> volume.force(Volume.ROOT);
            case "list" -> {}
            default -> throw new IllegalArgumentException(line);
        }
    }

    private void create(byte[] path, int mode, int major, int minor, byte[] target) throws IOException {
        volume.create(parent(path), last(path), new NewInode(mode, 0, 0, major, minor), target);
    }

    private void change(byte[] path, InodeChange change) throws IOException {
        volume.change(find(path), change);
    }

    private static int number(String word) {
        return Integer.parseInt(word);
    }

    long find(String path) throws IOException {
        return find(path.getBytes(StandardCharsets.ISO_8859_1));
    }

    private long find(byte[] path) throws IOException {
        long inode = Volume.ROOT;
        for (int at = 0; at < path.length; ) {
            int end = at;
            while (end < path.length && path[end] != '/') {
                end++;
            }
            byte[] name = Arrays.copyOfRange(path, at, end);
            inode = volume.lookup(inode, name)
                    .orElseThrow(() -> new NoSuchElementException(new String(path, StandardCharsets.ISO_8859_1)));
            at = end + 1;
        }
        return inode;
    }

    private static int slash(byte[] path) {
        int slash = path.length - 1;
        while (slash >= 0 && path[slash] != '/') {
            slash--;
        }
        return slash;
    }

    private long parent(byte[] path) throws IOException {
        return find(Arrays.copyOf(path, Math.max(0, slash(path))));
    }

    private static byte[] last(byte[] path) {
        return Arrays.copyOfRange(path, slash(path) + 1, path.length);
    }
}
