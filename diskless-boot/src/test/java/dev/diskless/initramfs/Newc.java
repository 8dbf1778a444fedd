package dev.diskless.initramfs;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.zip.GZIPOutputStream;

/** Makes cpio archives whose fields may lie. */
final class Newc {

    static final int FILE = 0100644;
    static final int DIRECTORY = 0040755;
    static final int SYMLINK = 0120777;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private int inode;

    Newc file(String name, String content) {
        return file(name, content.getBytes(StandardCharsets.UTF_8), ++inode, 1);
    }

    Newc file(String name, byte[] content, long inodeNumber, int links) {
        return raw(header("070701", inodeNumber, FILE, links, content.length, name.length() + 1, 0), name, content);
    }

    Newc directory(String name) {
        return raw(header("070701", ++inode, DIRECTORY, 2, 0, name.length() + 1, 0), name, new byte[0]);
    }

    Newc symlink(String name, String target) {
        byte[] text = target.getBytes(StandardCharsets.UTF_8);
        return raw(header("070701", ++inode, SYMLINK, 1, text.length, name.length() + 1, 0), name, text);
    }

    Newc raw(String header, String name, byte[] content) {
        return raw(header, (name + "\0").getBytes(StandardCharsets.UTF_8), content);
    }

    Newc raw(String header, byte[] name, byte[] content) {
        bytes.writeBytes(header.getBytes(StandardCharsets.ISO_8859_1));
        bytes.writeBytes(name);
        pad();
        bytes.writeBytes(content);
        pad();
        return this;
    }

    byte[] trailer() {
        raw(header("070701", 0, 0, 1, 0, 11, 0), "TRAILER!!!", new byte[0]);
        return bytes.toByteArray();
    }

    byte[] withoutTrailer() {
        return bytes.toByteArray();
    }

    private void pad() {
        while (bytes.size() % 4 != 0) {
            bytes.write(0);
        }
    }

    static String header(String magic, long inode, int mode, int links, long size, long nameSize, long sum) {
        return magic
                + String.format(
                        Locale.ROOT,
                        "%08X%08X%08X%08X%08X%08X%08X%08X%08X%08X%08X%08X%08X",
                        inode,
                        mode,
                        0,
                        0,
                        links,
                        0,
                        size,
                        8,
                        1,
                        0,
                        0,
                        nameSize,
                        sum);
    }

    static byte[] gzip(byte[] content) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (OutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(content);
        }
        return packed.toByteArray();
    }

    static byte[] join(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }
}
