package dev.diskless.ext4.internal.nio;

import dev.diskless.ext4.internal.InodeStat;
import dev.diskless.fault.FaultCode;
import dev.diskless.fault.FaultDetail;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The extended attributes of one file in one view: {@code xattr} has all of them by their full names, {@code user} those
 * that begin with {@code user.}, without that.
 */
final class ExtendedAttributes {

    static final String ALL = "xattr";
    static final String USER = "user";

    // What a system call of Linux takes.
    private static final int MAX_VALUE = 65_536;

    private static final String USER_PREFIX = "user.";

    private final Ext4Path path;
    private final boolean follow;
    private final String prefix;

    private ExtendedAttributes(Ext4Path path, boolean follow, String prefix) {
        this.path = path;
        this.follow = follow;
        this.prefix = prefix;
    }

    static boolean isView(String view) {
        return view.equals(ALL) || view.equals(USER);
    }

    static ExtendedAttributes of(Ext4Path path, boolean follow, String view) {
        return new ExtendedAttributes(path, follow, view.equals(USER) ? USER_PREFIX : "");
    }

    /** The names in the order of their bytes. */
    List<String> names() throws IOException {
        List<byte[]> all = path.getFileSystem()
                .reading(
                        path,
                        volume -> volume.attributeNames(
                                PathWalk.to(volume, path, follow).found().inode()));
        return all.stream()
                .sorted(Arrays::compareUnsigned)
                .map(NameCodec::decode)
                .filter(name -> name.startsWith(prefix))
                .map(name -> name.substring(prefix.length()))
                .toList();
    }

    byte[] value(String name) throws IOException {
        byte[] full = NameCodec.encode(prefix + name);
        return path.getFileSystem().reading(path, volume -> {
            byte[] value =
                    volume.attribute(PathWalk.to(volume, path, follow).found().inode(), full);
            if (value == null) {
                throw missing(name);
            }
            return value;
        });
    }

    /**
     * Sets an attribute.
     *
     * @param value a byte array or a buffer; null, by full name only, removes
     */
    void set(String name, @Nullable Object value) throws IOException {
        path.getFileSystem().checkWritable();
        if (value == null && !prefix.isEmpty()) {
            throw new NullPointerException();
        }
        ByteBuffer bytes = value instanceof byte[] array ? ByteBuffer.wrap(array) : (ByteBuffer) value;
        if (bytes == null) {
            remove(name);
        } else {
            write(name, bytes);
        }
    }

    int write(String name, ByteBuffer source) throws IOException {
        int length = source.remaining();
        if (length > MAX_VALUE) {
            throw Faults.invalid(path, "an extended attribute is longer than " + MAX_VALUE + " bytes");
        }
        byte[] value = new byte[length];
        source.duplicate().get(value);
        change(name, value);
        source.position(source.limit());
        return length;
    }

    void remove(String name) throws IOException {
        change(name, null);
    }

    private void change(String name, byte @Nullable [] value) throws IOException {
        byte[] full = NameCodec.encode(prefix + name);
        if (name.isEmpty() || full.length > PathWalk.MAX_NAME) {
            throw Faults.invalid(
                    path, "the name of an extended attribute is empty or longer than " + PathWalk.MAX_NAME + " bytes");
        }
        path.getFileSystem().changing(path, volume -> {
            InodeStat stat = PathWalk.to(volume, path, follow).found();
            boolean keeper = UnixMode.isRegular(stat.mode()) || UnixMode.isDirectory(stat.mode());
            if (!keeper && (prefix + name).startsWith(USER_PREFIX)) {
                throw Faults.invalid(path, "only files and directories have attributes of users");
            }
            if (value == null && volume.attribute(stat.inode(), full) == null) {
                throw missing(name);
            }
            volume.setAttribute(stat.inode(), full, value);
            return full;
        });
    }

    private IOException missing(String name) {
        return Faults.fault(
                path,
                FaultDetail.of(FaultCode.NOT_FOUND, "the file has no such extended attribute")
                        .expected(prefix + name),
                null);
    }

    /** The values that a list of names such as {@code a,b} or {@code *} asks for. */
    Map<String, Object> select(String list) throws IOException {
        Map<String, Object> selected = new LinkedHashMap<>();
        for (String name : list.equals("*") ? names() : List.of(list.split(",", -1))) {
            selected.put(name, value(name));
        }
        return selected;
    }
}
