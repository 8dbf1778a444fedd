package dev.diskless.ext4.internal;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A change of an inode; what is null stays.
 *
 * @param permissions the twelve permission bits
 * @param uid number of the owner
 * @param gid number of the group
 * @param accessed time of the last access
 * @param modified time of the last change of the content
 * @param created time of making
 */
public record InodeChange(
        @Nullable Integer permissions,
        @Nullable Long uid,
        @Nullable Long gid,
        @Nullable Instant accessed,
        @Nullable Instant modified,
        @Nullable Instant created) {}
