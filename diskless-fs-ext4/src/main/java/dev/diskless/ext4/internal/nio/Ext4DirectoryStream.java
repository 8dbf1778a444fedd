package dev.diskless.ext4.internal.nio;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/** The names of a directory as they were when it was opened, in the order of their bytes. */
final class Ext4DirectoryStream implements DirectoryStream<Path> {

    private final Ext4Path directory;
    private final List<byte[]> names;
    private final Filter<? super Path> filter;
    private boolean iterating;
    private volatile boolean closed;

    Ext4DirectoryStream(Ext4Path directory, List<byte[]> names, Filter<? super Path> filter) {
        this.directory = directory;
        this.names = names;
        this.filter = filter;
    }

    @Override
    public synchronized Iterator<Path> iterator() {
        if (closed || iterating) {
            throw new IllegalStateException(closed ? "the stream is closed" : "the iterator was taken before");
        }
        iterating = true;
        return new Entries();
    }

    @Override
    public void close() {
        closed = true;
        directory.getFileSystem().forget(this);
    }

    private final class Entries implements Iterator<Path> {

        private int at;
        private @Nullable Path ahead;

        @Override
        public synchronized boolean hasNext() {
            while (ahead == null && !closed && at < names.size()) {
                Path candidate = directory.child(names.get(at++));
                try {
                    if (filter.accept(candidate)) {
                        ahead = candidate;
                    }
                } catch (IOException e) {
                    throw new DirectoryIteratorException(e);
                }
            }
            return ahead != null;
        }

        @Override
        public synchronized Path next() {
            if (!hasNext() || ahead == null) {
                throw new NoSuchElementException();
            }
            Path next = ahead;
            ahead = null;
            return next;
        }
    }
}
