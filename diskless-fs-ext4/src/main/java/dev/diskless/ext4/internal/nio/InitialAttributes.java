package dev.diskless.ext4.internal.nio;

import dev.diskless.ext4.internal.NewInode;
import java.nio.file.attribute.FileAttribute;

/**
 * What a new object is to be from its start: {@code unix:mode}, {@code unix:rdev}, and whatever can be set later.
 */
final class InitialAttributes {

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
    InitialAttributes(int usualType, int usualPermissions, FileAttribute<?>... attributes) {
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

    InitialAttributes only(int wanted) {
        if (type != wanted) {
            throw new IllegalArgumentException("unix:mode is that of another kind of object");
        }
        return this;
    }

    /** These, if they are for a regular or a special file. */
    InitialAttributes forFile() {
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

    NewInode inode() {
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
    AttributeChange afterwards() {
        rest.uid = null;
        rest.gid = null;
        return rest;
    }
}
