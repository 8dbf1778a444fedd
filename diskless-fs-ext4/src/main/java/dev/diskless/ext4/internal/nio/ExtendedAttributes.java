package dev.diskless.ext4.internal.nio;

import dev.diskless.fault.FaultCode;
import dev.diskless.fault.FaultDetail;
import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The extended attributes of one file in one view: {@code xattr} has all of them by their full names, {@code user} those
 * that begin with {@code user.}, without that.
 */
final class ExtendedAttributes {

    static final String ALL = "xattr";
    static final String USER = "user";

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
                throw Faults.fault(
                        path,
                        FaultDetail.of(FaultCode.NOT_FOUND, "the file has no such extended attribute")
                                .expected(prefix + name),
                        null);
            }
            return value;
        });
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
