package dev.diskless.ext4.internal.nio;

import java.io.IOException;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.UserPrincipal;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The basic, owner and posix views of a file, which differ in nothing but their name. */
final class Ext4FileAttributeView implements PosixFileAttributeView {

    private final Ext4Path path;
    private final boolean follow;
    private final String name;

    Ext4FileAttributeView(Ext4Path path, boolean follow, String name) {
        this.path = path;
        this.follow = follow;
        this.name = name;
    }

    /** The name of the view that a class of the JDK stands for; null if there is none here. */
    static @Nullable String nameOf(Class<? extends FileAttributeView> type) {
        return switch (type.getName()) {
            case "java.nio.file.attribute.BasicFileAttributeView" -> "basic";
            case "java.nio.file.attribute.FileOwnerAttributeView" -> "owner";
            case "java.nio.file.attribute.PosixFileAttributeView" -> "posix";
            default -> null;
        };
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public PosixFileAttributes readAttributes() throws IOException {
        return path.getFileSystem().attributes(path, follow);
    }

    @Override
    public UserPrincipal getOwner() throws IOException {
        return readAttributes().owner();
    }

    @Override
    public void setTimes(
            @Nullable FileTime lastModifiedTime, @Nullable FileTime lastAccessTime, @Nullable FileTime createTime)
            throws IOException {
        AttributeChange change = new AttributeChange();
        change.modified = lastModifiedTime == null ? null : lastModifiedTime.toInstant();
        change.accessed = lastAccessTime == null ? null : lastAccessTime.toInstant();
        change.created = createTime == null ? null : createTime.toInstant();
        if (!change.isEmpty()) {
            path.getFileSystem().change(path, follow, change);
        }
    }

    @Override
    public void setPermissions(Set<PosixFilePermission> permissions) throws IOException {
        set("posix", "permissions", permissions);
    }

    @Override
    public void setOwner(UserPrincipal owner) throws IOException {
        set("posix", "owner", owner);
    }

    @Override
    public void setGroup(GroupPrincipal group) throws IOException {
        set("posix", "group", group);
    }

    private void set(String view, String attribute, Object value) throws IOException {
        AttributeChange change = new AttributeChange();
        change.set(view, attribute, value);
        path.getFileSystem().change(path, follow, change);
    }
}
