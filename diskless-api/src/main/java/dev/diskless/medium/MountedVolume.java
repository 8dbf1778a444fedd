package dev.diskless.medium;

import java.util.List;
import java.util.Objects;

/**
 * A file system at its place in a running machine.
 *
 * @param source what is mounted, as it was named then: a device, or a word for what has none
 * @param mountPoint where it is mounted, an absolute path; bytes that are not UTF-8 stand as {@link NameBytes} says
 * @param type its type, for example {@code ext4}
 * @param options options of this mount but {@code ro} and {@code rw}, for example {@code noatime}
 * @param readOnly whether nothing can be written through this mount
 * @param fileSystemReadOnly whether nothing can be written to the file system at all, through whatever mount
 */
public record MountedVolume(
        String source,
        String mountPoint,
        String type,
        List<String> options,
        boolean readOnly,
        boolean fileSystemReadOnly) {

    public MountedVolume {
        Objects.requireNonNull(source);
        Objects.requireNonNull(mountPoint);
        Objects.requireNonNull(type);
        options = List.copyOf(options);
    }

    /**
     * Whether something can be written here.
     *
     * @return true if neither the mount nor the file system is read-only
     */
    public boolean isWritable() {
        return !readOnly && !fileSystemReadOnly;
    }

    /**
     * The same mount as it would be for writing.
     *
     * @return this mount without both kinds of read-only
     */
    public MountedVolume writable() {
        return new MountedVolume(source, mountPoint, type, options, false, false);
    }
}
