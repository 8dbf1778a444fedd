package dev.diskless.ext4.internal.nio;

import dev.diskless.ext4.internal.InodeChange;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.UserPrincipal;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Collects changes of an inode by the names and types that callers use. */
final class AttributeChange {

    @Nullable
    Integer permissions;

    @Nullable
    Long uid;

    @Nullable
    Long gid;

    @Nullable
    Instant accessed;

    @Nullable
    Instant modified;

    @Nullable
    Instant created;

    /** Takes one attribute over; false if no attribute of that view can be changed by this name. */
    boolean set(String view, String name, Object value) {
        return switch (view) {
            case "basic" -> setTime(name, value);
            case "owner" -> setOwner(name, value);
            case "posix" -> setTime(name, value) || setOwner(name, value) || setPosix(name, value);
            case "unix" ->
                setTime(name, value) || setOwner(name, value) || setPosix(name, value) || setUnix(name, value);
            default -> throw new UnsupportedOperationException("no attribute view " + view);
        };
    }

    private boolean setTime(String name, Object value) {
        switch (name) {
            case "lastModifiedTime" -> modified = ((FileTime) value).toInstant();
            case "lastAccessTime" -> accessed = ((FileTime) value).toInstant();
            case "creationTime" -> created = ((FileTime) value).toInstant();
            default -> {
                return false;
            }
        }
        return true;
    }

    private boolean setOwner(String name, Object value) {
        if (!name.equals("owner")) {
            return false;
        }
        uid = NumericPrincipal.id((UserPrincipal) value);
        return true;
    }

    private boolean setPosix(String name, Object value) {
        switch (name) {
            case "permissions" -> permissions = UnixMode.bits(permissions(value));
            case "group" -> gid = NumericPrincipal.id((UserPrincipal) value);
            default -> {
                return false;
            }
        }
        return true;
    }

    private boolean setUnix(String name, Object value) {
        switch (name) {
            case "mode" -> permissions = ((Number) value).intValue() & UnixMode.PERMISSIONS;
            case "uid" -> uid = owner(value);
            case "gid" -> gid = owner(value);
            default -> {
                return false;
            }
        }
        return true;
    }

    boolean isEmpty() {
        return permissions == null
                && uid == null
                && gid == null
                && accessed == null
                && modified == null
                && created == null;
    }

    InodeChange toInodeChange() {
        return new InodeChange(permissions, uid, gid, accessed, modified, created);
    }

    /** A number of an owner or a group; a negative {@code Integer} is what the JDK shows for numbers from 2^31 on. */
    static long owner(Object value) {
        long number = value instanceof Integer small ? Integer.toUnsignedLong(small) : ((Number) value).longValue();
        if (number < 0 || number > NumericPrincipal.MAX) {
            throw new IllegalArgumentException("no number of an owner or a group: " + value);
        }
        return number;
    }

    private static Set<PosixFilePermission> permissions(Object value) {
        Set<PosixFilePermission> set = java.util.EnumSet.noneOf(PosixFilePermission.class);
        for (Object permission : (Set<?>) value) {
            set.add((PosixFilePermission) permission);
        }
        return set;
    }
}
