package dev.diskless.examples;

import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;

/** Writes overlays that nobody would write: the headers are made by hand, and nothing of them is held. */
final class HostileOverlay implements AutoCloseable {

    private static final int BLOCK = 512;

    private final OutputStream out;

    private HostileOverlay(OutputStream out) {
        this.out = out;
    }

    static HostileOverlay at(Path file) throws IOException {
        OutputStream packed = new GZIPOutputStream(Files.newOutputStream(file), 1 << 16) {
            {
                def.setLevel(1);
            }
        };
        return new HostileOverlay(new BufferedOutputStream(packed, 1 << 16));
    }

    HostileOverlay file(String name, String content) {
        byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
        return entry(name, '0', "", bytes);
    }

    HostileOverlay directory(String name) {
        return entry(name, '5', "", new byte[0]);
    }

    HostileOverlay hardLink(String name, String target) {
        return entry(name, '1', target, new byte[0]);
    }

    /** Records for the next entry, or with {@code g} for all that follow. */
    HostileOverlay records(char type, String key, String value, int count) {
        ByteArrayOutputStream records = new ByteArrayOutputStream();
        for (int i = 0; i < count; i++) {
            String rest = " " + (count > 1 ? key + i : key) + "=" + value + "\n";
            int length = rest.length() + 1;
            while (String.valueOf(length).length() + rest.length() != length) {
                length++;
            }
            records.writeBytes((length + rest).getBytes(StandardCharsets.UTF_8));
        }
        return entry("pax", type, "", records.toByteArray());
    }

    private HostileOverlay entry(String name, char type, String target, byte[] content) {
        try {
            longText(name, 'L');
            longText(target, 'K');
            write(header(name, type, target, content.length), content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    private void longText(String text, char type) throws IOException {
        if (text.length() > 99) {
            byte[] content = (text + "\0").getBytes(StandardCharsets.UTF_8);
            write(header("././@LongLink", type, "", content.length), content);
        }
    }

    private void write(byte[] header, byte[] content) throws IOException {
        out.write(header);
        out.write(content);
        out.write(new byte[-content.length & BLOCK - 1]);
    }

    private static byte[] header(String name, char type, String target, long size) {
        byte[] block = new byte[BLOCK];
        put(block, 0, name.substring(0, Math.min(name.length(), 99)));
        put(block, 100, "0000644\0000000000\0000000000\0");
        put(block, 124, octal(size, 11) + "\0" + octal(1_600_000_000L, 11) + "\0        " + type);
        put(block, 157, target.substring(0, Math.min(target.length(), 99)));
        put(block, 257, "ustar  \0");
        int sum = 0;
        for (byte b : block) {
            sum += b & 0xff;
        }
        put(block, 148, octal(sum, 6) + "\0 ");
        return block;
    }

    private static String octal(long value, int digits) {
        String text = Long.toOctalString(value);
        return "0".repeat(digits - text.length()) + text;
    }

    private static void put(byte[] block, int at, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        System.arraycopy(bytes, 0, block, at, bytes.length);
    }

    @Override
    public void close() throws IOException {
        try (out) {
            out.write(new byte[2 * BLOCK]);
        }
    }
}
