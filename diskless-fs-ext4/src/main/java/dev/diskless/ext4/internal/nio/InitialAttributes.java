package dev.diskless.ext4.internal.nio;

import dev.diskless.ext4.internal.NewInode;
import dev.diskless.ext4.internal.Volume;
import java.io.IOException;
import java.nio.file.attribute.FileAttribute;
import org.jspecify.annotations.Nullable;

/**
 * What a new object is to be from its start: {@code unix:mode}, {@code unix:rdev}, and whatever can be set later. Files
 * are made with permissions 0644, directories with 0755, symbolic links with 0777, unless attributes say otherwise; there
 * is no mask.
 */
final class InitialAttributes {

    private static final int FILE_PERMISSIONS = 0644;
    private static final int DIRECTORY_PERMISSIONS = 0755;
    private static final int LINK_PERMISSIONS = 0777;

    private final int type;
    private final int permissions;
    private final long rdev;
    private final AttributeChange rest = new AttributeChange();

    /**
     * Reads the attributes of a request.
     *
     * @param usualType the type where {@code unix:mode} has none
     * @param usualPermissions the permissions where no attribute gives them
     */
    private InitialAttributes(int usualType, int usualPermissions, FileAttribute<?>... attributes) {
        int newType = usualType;
        long newRdev = 0;
        for (FileAttribute<?> attribute : attributes) {
            AttributeName name = AttributeName.parse(attribute.name());
            Object value = attribute.value();
            if (name.is("unix", "rdev")) {
                newRdev = ((Number) value).longValue();
                continue;
            }
            if (name.is("unix", "mode")) {
                int mode = ((Number) value).intValue();
                newType = UnixMode.type(mode) == 0 ? newType : UnixMode.type(mode);
            }
            if (!rest.set(name.view(), name.name(), value)) {
                throw new UnsupportedOperationException("attribute " + attribute.name());
            }
        }
        this.type = newType;
        this.rdev = newRdev;
        Integer given = rest.permissions;
        this.permissions = given == null ? usualPermissions : given;
        rest.permissions = null;
    }

    /** Those of a regular or a special file. */
    static InitialAttributes ofFile(FileAttribute<?>... attributes) {
        return new InitialAttributes(UnixMode.REGULAR, FILE_PERMISSIONS, attributes).forFile();
    }

    static InitialAttributes ofDirectory(FileAttribute<?>... attributes) {
        return new InitialAttributes(UnixMode.DIRECTORY, DIRECTORY_PERMISSIONS, attributes).only(UnixMode.DIRECTORY);
    }

    static InitialAttributes ofLink(FileAttribute<?>... attributes) {
        return new InitialAttributes(UnixMode.SYMBOLIC_LINK, LINK_PERMISSIONS, attributes).only(UnixMode.SYMBOLIC_LINK);
    }

    private InitialAttributes only(int wanted) {
        if (type != wanted) {
            throw new IllegalArgumentException("unix:mode is that of another kind of object");
        }
        return this;
    }

    private InitialAttributes forFile() {
        switch (type) {
            case UnixMode.REGULAR, UnixMode.FIFO, UnixMode.SOCKET, UnixMode.BLOCK_DEVICE, UnixMode.CHARACTER_DEVICE -> {
                return this;
            }
            default -> throw new IllegalArgumentException("unix:mode is that of another kind of object");
        }
    }

    int type() {
        return type;
    }

    /** Makes the object at the name that is missing at the end of a walk, and gives its inode. */
    long make(Volume volume, PathWalk walk, byte @Nullable [] linkTarget) throws IOException {
        long inode = volume.create(walk.directory(), walk.name(), inode(), linkTarget);
        AttributeChange change = afterwards();
        if (!change.isEmpty()) {
            volume.change(inode, change.toInodeChange());
        }
        return inode;
    }

    private NewInode inode() {
        boolean device = UnixMode.isDevice(type);
        Long uid = rest.uid;
        Long gid = rest.gid;
        return new NewInode(
                type | permissions,
                uid == null ? 0 : uid,
                gid == null ? 0 : gid,
                device ? DeviceNumber.major(rdev) : 0,
                device ? DeviceNumber.minor(rdev) : 0);
    }

    /** What is set after the object was made. */
    private AttributeChange afterwards() {
        rest.uid = null;
        rest.gid = null;
        return rest;
    }
}
