package dev.diskless.initramfs;

import dev.diskless.fault.InvalidRequestException;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.zip.GZIPOutputStream;

/**
 * Writes an initramfs: one cpio archive in the format "newc", packed with gzip. The same entries in the same order give
 * the same bytes: all times are 0, owner and group are 0, and inodes are numbered from 1. Directories that an entry
 * needs above it and that were not written yet are written before it, with mode 0755. For one thread.
 *
 * <p>Source: the kernel's {@code Documentation/driver-api/early-userspace/buffer-format.rst}. Does not write devices,
 * hard links, or files of 4 GiB and more.
 */
public final class InitramfsWriter implements Closeable {

    private static final int DIRECTORY = 0040000;
    private static final int FILE = 0100000;
    private static final int SYMLINK = 0120000;

    private final GZIPOutputStream output;
    private final Set<String> written = new HashSet<>();
    private long inode;
    private boolean closed;

    /**
     * Starts an initramfs.
     *
     * @param target receives the bytes; closed by {@link #close}
     * @throws IOException if writing fails
     */
    public InitramfsWriter(OutputStream target) throws IOException {
        this.output = new GZIPOutputStream(target, 1 << 16);
    }

    /**
     * Adds a directory.
     *
     * @param path its path from the root, without leading slash
     * @param mode the twelve permission bits
     * @return this writer
     * @throws InvalidRequestException if the path is malformed or was written before
     * @throws IOException if writing fails
     */
    public InitramfsWriter directory(String path, int mode) throws IOException {
        return add(path, DIRECTORY, mode, new byte[0]);
    }

    /**
     * Adds a file.
     *
     * @param path its path from the root, without leading slash
     * @param mode the twelve permission bits
     * @param content its content
     * @return this writer
     * @throws InvalidRequestException if the path is malformed or was written before
     * @throws IOException if writing fails
     */
    public InitramfsWriter file(String path, int mode, byte[] content) throws IOException {
        return add(path, FILE, mode, content);
    }

    /**
     * Adds a symbolic link.
     *
     * @param path its path from the root, without leading slash
     * @param linkTarget what it points to
     * @return this writer
     * @throws InvalidRequestException if the path is malformed or was written before, or the target is empty or too long
     * @throws IOException if writing fails
     */
    public InitramfsWriter symlink(String path, String linkTarget) throws IOException {
        byte[] text = linkTarget.getBytes(StandardCharsets.UTF_8);
        if (text.length == 0 || text.length >= CpioHeader.MAX_NAME || linkTarget.indexOf('\0') >= 0) {
            throw invalid("target of a link is empty or too long", path);
        }
        return add(path, SYMLINK, 0777, text);
    }

    private InitramfsWriter add(String path, int type, int mode, byte[] content) throws IOException {
        Objects.requireNonNull(content);
        if ((mode & ~07777) != 0) {
            throw new InvalidRequestException(InvalidRequestException.detail("mode has more than twelve bits")
                    .at(path)
                    .found("0" + Integer.toOctalString(mode)));
        }
        byte[] name = path.getBytes(StandardCharsets.UTF_8);
        if (path.isEmpty()
                || path.equals("TRAILER!!!")
                || path.indexOf('\0') >= 0
                || name.length >= CpioHeader.MAX_NAME
                || !InitramfsEntry.resolve("", path).equals(path)) {
            throw invalid("not a path for an entry of an initramfs", path);
        }
        for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
            String parent = path.substring(0, slash);
            if (written.add(parent)) {
                write(parent.getBytes(StandardCharsets.UTF_8), DIRECTORY | 0755, new byte[0]);
            }
        }
        if (!written.add(path)) {
            throw new InvalidRequestException(InvalidRequestException.detail("entry of an initramfs was written before")
                    .at(path)
                    .cure("give each path once, and directories before what is in them"));
        }
        write(name, type | mode, content);
        return this;
    }

    private static InvalidRequestException invalid(String what, String path) {
        return new InvalidRequestException(InvalidRequestException.detail(what)
                .at(path)
                .expected("a relative path of at most " + (CpioHeader.MAX_NAME - 1) + " bytes, without . and .."));
    }

    private void write(byte[] name, int mode, byte[] content) throws IOException {
        boolean trailer = mode == 0;
        long links = (mode & 0170000) == DIRECTORY ? 2 : 1;
        String header = String.format(
                Locale.ROOT,
                "070701%08X%08X%08X%08X%08X%08X%08X%08X%08X%08X%08X%08X%08X",
                trailer ? 0 : ++inode,
                mode,
                0,
                0,
                links,
                0,
                content.length,
                0,
                0,
                0,
                0,
                name.length + 1,
                0);
        output.write(header.getBytes(StandardCharsets.US_ASCII));
        output.write(name);
        output.write(0);
        pad(CpioHeader.LENGTH + name.length + 1);
        output.write(content);
        pad(content.length);
    }

    private void pad(int length) throws IOException {
        for (int i = length; i % 4 != 0; i++) {
            output.write(0);
        }
    }

    /** Writes the end of the archive and closes the target. The initramfs is whole only when this returned. */
    @Override
    public void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        try (output) {
            write("TRAILER!!!".getBytes(StandardCharsets.US_ASCII), 0, new byte[0]);
        }
    }
}
