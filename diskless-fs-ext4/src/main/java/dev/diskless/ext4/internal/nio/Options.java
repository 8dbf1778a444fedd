package dev.diskless.ext4.internal.nio;

import java.nio.file.CopyOption;
import java.nio.file.LinkOption;
import java.nio.file.StandardCopyOption;
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
        Set<CopyOption> set = Set.copyOf(java.util.Arrays.asList(options));
        for (CopyOption option : set) {
            if (option != StandardCopyOption.REPLACE_EXISTING
                    && option != StandardCopyOption.COPY_ATTRIBUTES
                    && option != LinkOption.NOFOLLOW_LINKS) {
                throw new UnsupportedOperationException("copy option " + option);
            }
        }
        return set;
    }
}
