package dev.diskless.ext4.internal.nio;

import java.nio.file.CopyOption;
import java.nio.file.LinkOption;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.Objects;
import java.util.Set;

/** The options of requests. */
final class Options {

    private Options() {}

    /** Whether a symbolic link at the end of a path is followed. */
    static boolean follow(LinkOption... options) {
        boolean follow = true;
        for (LinkOption option : options) {
            follow &= Objects.requireNonNull(option) != LinkOption.NOFOLLOW_LINKS;
        }
        return follow;
    }

    static Set<CopyOption> copy(CopyOption... options) {
        return only(
                options,
                StandardCopyOption.REPLACE_EXISTING,
                StandardCopyOption.COPY_ATTRIBUTES,
                LinkOption.NOFOLLOW_LINKS);
    }

    static Set<CopyOption> move(CopyOption... options) {
        return only(
                options,
                StandardCopyOption.REPLACE_EXISTING,
                StandardCopyOption.ATOMIC_MOVE,
                LinkOption.NOFOLLOW_LINKS);
    }

    private static Set<CopyOption> only(CopyOption[] options, CopyOption... known) {
        Set<CopyOption> set = Set.copyOf(Arrays.asList(options));
        for (CopyOption option : set) {
            if (!Arrays.asList(known).contains(option)) {
                throw new UnsupportedOperationException("copy option " + option);
            }
        }
        return set;
    }
}
