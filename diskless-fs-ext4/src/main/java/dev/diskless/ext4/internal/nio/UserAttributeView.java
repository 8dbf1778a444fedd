package dev.diskless.ext4.internal.nio;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.util.List;

/** The extended attributes of a file that begin with {@code user.}. */
final class UserAttributeView implements UserDefinedFileAttributeView {

    private final Ext4Path path;
    private final ExtendedAttributes attributes;

    UserAttributeView(Ext4Path path, boolean follow) {
        this.path = path;
        this.attributes = ExtendedAttributes.of(path, follow, ExtendedAttributes.USER);
    }

    @Override
    public String name() {
        return ExtendedAttributes.USER;
    }

    @Override
    public List<String> list() throws IOException {
        return attributes.names();
    }

    @Override
    public int size(String name) throws IOException {
        return attributes.value(name).length;
    }

    @Override
    public int read(String name, ByteBuffer target) throws IOException {
        byte[] value = attributes.value(name);
        if (value.length > target.remaining()) {
            throw Faults.invalid(path, "an extended attribute is longer than the room for it");
        }
        target.put(value);
        return value.length;
    }

    @Override
    public int write(String name, ByteBuffer source) throws IOException {
        return attributes.write(name, source);
    }

    @Override
    public void delete(String name) throws IOException {
        attributes.remove(name);
    }
}
