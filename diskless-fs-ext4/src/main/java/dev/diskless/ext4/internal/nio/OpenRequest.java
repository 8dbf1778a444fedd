package dev.diskless.ext4.internal.nio;

import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import java.util.Set;

/**
 * The options with which a file is opened.
 *
 * @param read whether it is read
 * @param write whether it is written
 * @param append whether every write goes to the end
 * @param truncate whether what is in it goes first
 * @param create whether it is made if it is not there
 * @param createNew whether it must not be there
 * @param sparse whether gaps become holes
 * @param sync whether every write is made durable
 * @param deleteOnClose whether the name goes, which is as soon as the file was opened
 * @param follow whether a symbolic link at the end of the path is followed
 */
record OpenRequest(
        boolean read,
        boolean write,
        boolean append,
        boolean truncate,
        boolean create,
        boolean createNew,
        boolean sparse,
        boolean sync,
        boolean deleteOnClose,
        boolean follow) {

    static OpenRequest of(Set<? extends OpenOption> options) {
        for (OpenOption option : options) {
            Objects.requireNonNull(option);
            if (!(option instanceof StandardOpenOption) && option != LinkOption.NOFOLLOW_LINKS) {
                throw new UnsupportedOperationException("open option " + option);
            }
        }
        boolean append = options.contains(StandardOpenOption.APPEND);
        boolean write = append || options.contains(StandardOpenOption.WRITE);
        boolean read = options.contains(StandardOpenOption.READ) || !write;
        boolean truncate = write && options.contains(StandardOpenOption.TRUNCATE_EXISTING);
        if (append && options.contains(StandardOpenOption.READ)) {
            throw new IllegalArgumentException("READ + APPEND not allowed");
        }
        if (append && truncate) {
            throw new IllegalArgumentException("APPEND + TRUNCATE_EXISTING not allowed");
        }
        boolean delete = options.contains(StandardOpenOption.DELETE_ON_CLOSE);
        boolean createNew = write && options.contains(StandardOpenOption.CREATE_NEW);
        return new OpenRequest(
                read,
                write,
                append,
                truncate,
                createNew || (write && options.contains(StandardOpenOption.CREATE)),
                createNew,
                options.contains(StandardOpenOption.SPARSE),
                options.contains(StandardOpenOption.SYNC) || options.contains(StandardOpenOption.DSYNC),
                delete,
                !createNew && !delete && !options.contains(LinkOption.NOFOLLOW_LINKS));
    }
}
