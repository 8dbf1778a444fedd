package dev.diskless.examples.bench;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;

/** Files of which overlays are made, the same every time: texts, tables of numbers, and what cannot be compressed. */
final class OverlaySource {

    private static final long SEED = 20260711;
    private static final int PER_DIRECTORY = 100;
    private static final int TINY_BYTES = 1000;
    private static final int CHUNK = 1 << 16;

    private final Random random = new Random(SEED);
    private final byte[][] words = new byte[3000][];

    private OverlaySource() {
        for (int i = 0; i < words.length; i++) {
            StringBuilder word = new StringBuilder();
            for (int letters = 2 + random.nextInt(9); letters > 0; letters--) {
                word.append((char) ('a' + random.nextInt(26)));
            }
            words[i] = word.append(i % 12 == 0 ? '\n' : ' ').toString().getBytes(StandardCharsets.US_ASCII);
        }
    }

    /** Files from some bytes to some MiB. */
    static Path mixed(Path directory, long bytes) throws IOException {
        OverlaySource source = new OverlaySource();
        long made = 0;
        for (int i = 0; made < bytes; i++) {
            long size = (long) Math.exp(6 + source.random.nextDouble() * 9);
            source.write(place(directory, i), Math.min(size, bytes - made), source.random.nextInt(10));
            made += size;
        }
        return directory;
    }

    /** Very many tiny files. */
    static Path tiny(Path directory, int count) throws IOException {
        OverlaySource source = new OverlaySource();
        for (int i = 0; i < count; i++) {
            source.write(place(directory, i), source.random.nextInt(TINY_BYTES), 0);
        }
        return directory;
    }

    /** One file. */
    static Path single(Path directory, long bytes) throws IOException {
        new OverlaySource().write(place(directory, 0), bytes, 0);
        return directory;
    }

    private static Path place(Path directory, int number) throws IOException {
        Path below = directory.resolve(Sources.name("etc/directory", number / PER_DIRECTORY));
        Files.createDirectories(below);
        return below.resolve(Sources.name("file", number));
    }

    private void write(Path file, long size, int kind) throws IOException {
        try (OutputStream out = Files.newOutputStream(file)) {
            byte[] chunk = new byte[CHUNK];
            for (long left = size; left > 0; left -= chunk.length) {
                fill(chunk, kind);
                out.write(chunk, 0, (int) Math.min(left, chunk.length));
            }
        }
    }

    private void fill(byte[] chunk, int kind) {
        if (kind == 9) {
            random.nextBytes(chunk);
            return;
        }
        for (int i = 0; i < chunk.length; ) {
            if (kind >= 6) {
                chunk[i++] = (byte) (i % 4 < 2 ? 0 : random.nextInt(1 << i % 4 * 2));
                continue;
            }
            // Some words are more frequent than others.
            byte[] word = words[(int) (words.length * Math.pow(random.nextDouble(), 3))];
            int count = Math.min(word.length, chunk.length - i);
            System.arraycopy(word, 0, chunk, i, count);
            i += count;
        }
    }
}
