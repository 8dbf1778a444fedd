package dev.diskless.examples.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.Random;

/**
 * Files to copy, the same every time.
 *
 * @param nested small files in several directories
 * @param flat the same in one directory
 * @param large one large file in a directory of its own
 */
record Sources(Path nested, Path flat, Path large) {

    private static final long SEED = 20260711;
    private static final int CHUNK = 1 << 20;

    static Sources make(Path directory, Scale scale) throws IOException {
        Random random = new Random(SEED);
        byte[] bytes = new byte[scale.fileBytes()];
        Path nested = Files.createDirectory(directory.resolve("nested"));
        Path flat = Files.createDirectory(directory.resolve("flat"));
        Path below = nested;
        for (int i = 0; i < scale.files(); i++) {
            if (i % scale.perDirectory() == 0) {
                below = Files.createDirectory(nested.resolve(name("directory", i / scale.perDirectory())));
            }
            random.nextBytes(bytes);
            Files.write(below.resolve(name("file", i)), bytes);
            Files.write(flat.resolve(name("file", i)), bytes);
        }
        Path large = Files.createDirectory(directory.resolve("large"));
        try (FileChannel channel =
                FileChannel.open(large.resolve("large"), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            byte[] chunk = new byte[CHUNK];
            for (long at = 0; at < scale.largeBytes(); at += CHUNK) {
                random.nextBytes(chunk);
                channel.write(ByteBuffer.wrap(chunk, 0, (int) Math.min(CHUNK, scale.largeBytes() - at)));
            }
        }
        return new Sources(nested, flat, large);
    }

    static String name(String kind, int number) {
        return String.format(Locale.ROOT, "%s-%06d", kind, number);
    }
}
