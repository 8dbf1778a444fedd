package dev.diskless.ext4.powercut;

import dev.diskless.ext4.internal.InodeChange;
import dev.diskless.ext4.internal.NewInode;
import dev.diskless.ext4.internal.Volume;
import dev.diskless.ext4.internal.disk.Mode;
import dev.diskless.ext4.internal.nio.Ext4FileSystemProvider;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Random;

/** Changes of a volume by paths such as {@code a/b}. */
record Work(Volume volume) {

    static byte[] noise(int size, int seed) {
        byte[] bytes = new byte[size];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    /** The volume for {@link java.nio.file.Files}; closing it closes the volume. */
    Path files(String path) throws IOException {
        return Ext4FileSystemProvider.over(volume, null).getPath("/" + path);
    }

    long inode(String path) throws IOException {
        long inode = Volume.ROOT;
        for (String name : path.split("/")) {
            if (!name.isEmpty()) {
                inode = volume.lookup(inode, bytes(name)).orElseThrow(() -> new IOException("no " + path));
            }
        }
        return inode;
    }

    private long parent(String path) throws IOException {
        return inode(path.contains("/") ? path.substring(0, path.lastIndexOf('/')) : "");
    }

    private static byte[] name(String path) {
        return bytes(path.substring(path.lastIndexOf('/') + 1));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private long make(String path, int mode, byte... target) throws IOException {
        int minor = Mode.isDevice(mode) ? 7 : 0;
        NewInode object = new NewInode(mode, 0, 0, minor == 0 ? 0 : 5, minor);
        return volume.create(parent(path), name(path), object, Mode.is(mode, Mode.SYMBOLIC_LINK) ? target : null);
    }

    void file(String path, int size, int seed) throws IOException {
        long inode = make(path, Mode.REGULAR | 0644);
        write(inode, 0, noise(size, seed));
    }

    /** A file at once, with a force of its content. */
    void forcedFile(String path, int size, int seed) throws IOException {
        file(path, size, seed);
        force(path);
    }

    private void write(long inode, long position, byte[] content) throws IOException {
        volume.write(inode, position, ByteBuffer.wrap(content), false);
    }

    void overwrite(String path, long position, int size, int seed) throws IOException {
        write(inode(path), position, noise(size, seed));
    }

    void truncateAndWrite(String path, int size, int seed) throws IOException {
        volume.resize(inode(path), 0, false);
        overwrite(path, 0, size, seed);
    }

    void append(String path, int size, int seed) throws IOException {
        overwrite(path, volume.stat(inode(path)).size(), size, seed);
    }

    void resize(String path, long size) throws IOException {
        volume.resize(inode(path), size, true);
    }

    void directory(String path) throws IOException {
        make(path, Mode.DIRECTORY | 0755);
    }

    void symbolicLink(String path, int length) throws IOException {
        make(path, Mode.SYMBOLIC_LINK | 0777, bytes("t".repeat(length)));
    }

    void special(String path, int type) throws IOException {
        make(path, type | 0600);
    }

    void link(String path, String existing) throws IOException {
        volume.link(parent(path), name(path), inode(existing));
    }

    void unlink(String path) throws IOException {
        volume.unlink(parent(path), name(path));
    }

    void removeDirectory(String path) throws IOException {
        volume.removeDirectory(parent(path), name(path));
    }

    void rename(String from, String to) throws IOException {
        volume.rename(parent(from), name(from), parent(to), name(to), true);
    }

    void mode(String path, int permissions) throws IOException {
        volume.change(inode(path), new InodeChange(permissions, 12L, 34L, null, null, null));
    }

    void modified(String path, long seconds) throws IOException {
        volume.change(inode(path), new InodeChange(null, null, null, null, Instant.ofEpochSecond(seconds, 5), null));
    }

    void attribute(String path, String name, int size, int seed) throws IOException {
        volume.setAttribute(inode(path), bytes(name), noise(size, seed));
    }

    void removeAttribute(String path, String name) throws IOException {
        volume.setAttribute(inode(path), bytes(name), null);
    }

    void hold(String path) throws IOException {
        volume.hold(inode(path));
    }

    void force(String path) throws IOException {
        volume.force(inode(path));
    }
}
