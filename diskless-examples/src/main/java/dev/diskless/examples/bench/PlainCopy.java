package dev.diskless.examples.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * Copies trees with the plainest means of Java. Both ways of writing have the same way of reading, so that their difference
 * is that of the writing.
 */
final class PlainCopy {

    private static final int BUFFER = 4 << 20;

    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);

    /** Reads every file below a directory and writes the bytes of all to a new file: the floor of what copying takes. */
    void toOneFile(Path source, Path target) throws IOException {
        try (SeekableByteChannel out =
                Files.newByteChannel(target, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            Files.walkFileTree(source, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes facts) throws IOException {
                    copy(file, out);
                    return FileVisitResult.CONTINUE;
                }
            });
        }
    }

    /** Makes the same tree below a directory. */
    void toTree(Path source, Path target) throws IOException {
        Files.walkFileTree(source, new SimpleFileVisitor<>() {
            private Path place = target;

            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes facts) throws IOException {
                if (!directory.equals(source)) {
                    place = Files.createDirectory(
                            place.resolve(directory.getFileName().toString()));
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path directory, IOException failure) throws IOException {
                if (failure != null) {
                    throw failure;
                }
                Path parent = place.getParent();
                place = parent == null ? place : parent;
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes facts) throws IOException {
                try (SeekableByteChannel out = Files.newByteChannel(
                        place.resolve(file.getFileName().toString()),
                        StandardOpenOption.CREATE_NEW,
                        StandardOpenOption.WRITE)) {
                    copy(file, out);
                }
                return FileVisitResult.CONTINUE;
            }
        });
    }

    /** Reads every file below a directory; gives how many bytes there were. */
    long read(Path source) throws IOException {
        long[] bytes = new long[1];
        Files.walkFileTree(source, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes facts) throws IOException {
                try (SeekableByteChannel in = Files.newByteChannel(file)) {
                    for (int count = in.read(buffer.clear()); count >= 0; count = in.read(buffer.clear())) {
                        bytes[0] += count;
                    }
                }
                return FileVisitResult.CONTINUE;
            }
        });
        return bytes[0];
    }

    private void copy(Path file, WritableByteChannel out) throws IOException {
        try (SeekableByteChannel in = Files.newByteChannel(file)) {
            while (in.read(buffer.clear()) >= 0) {
                buffer.flip();
                while (buffer.hasRemaining()) {
                    out.write(buffer);
                }
            }
        }
    }
}
