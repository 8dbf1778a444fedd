package dev.diskless.ext4.internal.nio;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/** The attributes of a file by view and name, in the types that the JDK uses on Linux. */
final class NamedAttributes {

    private NamedAttributes() {}

    /** The attributes that a list such as {@code posix:owner,size} or {@code unix:*} asks for. */
    static Map<String, Object> select(String request, Ext4FileAttributes attributes) {
        AttributeName list = AttributeName.parse(request);
        Map<String, Object> all = all(list.view(), attributes);
        if (list.name().isEmpty()) {
            throw new IllegalArgumentException("no attribute is named");
        }
        Map<String, Object> selected = new LinkedHashMap<>();
        for (String name : list.name().split(",", -1)) {
            if (name.equals("*")) {
                selected.putAll(all);
            } else if (all.containsKey(name)) {
                selected.put(name, Objects.requireNonNull(all.get(name)));
            } else {
                throw new IllegalArgumentException("view " + list.view() + " has no attribute " + name);
            }
        }
        return selected;
    }

    private static Map<String, Object> all(String view, Ext4FileAttributes attributes) {
        Map<String, Object> all = new LinkedHashMap<>();
        switch (view) {
            case "basic" -> basic(attributes, all);
            case "owner" -> all.put("owner", attributes.owner());
            case "posix" -> posix(attributes, all);
            case "unix" -> unix(attributes, all);
            default -> throw new UnsupportedOperationException("no attribute view " + view);
        }
        return all;
    }

    private static void basic(Ext4FileAttributes attributes, Map<String, Object> all) {
        all.put("size", attributes.size());
        all.put("creationTime", attributes.creationTime());
        all.put("lastAccessTime", attributes.lastAccessTime());
        all.put("lastModifiedTime", attributes.lastModifiedTime());
        all.put("isDirectory", attributes.isDirectory());
        all.put("isRegularFile", attributes.isRegularFile());
        all.put("isSymbolicLink", attributes.isSymbolicLink());
        all.put("isOther", attributes.isOther());
        all.put("fileKey", attributes.fileKey());
    }

    private static void posix(Ext4FileAttributes attributes, Map<String, Object> all) {
        basic(attributes, all);
        all.put("permissions", attributes.permissions());
        all.put("owner", attributes.owner());
        all.put("group", attributes.group());
    }

    private static void unix(Ext4FileAttributes attributes, Map<String, Object> all) {
        posix(attributes, all);
        all.put("mode", attributes.stat().mode());
        all.put("ino", attributes.stat().inode());
        all.put("dev", 0L);
        all.put(
                "rdev",
                DeviceNumber.of(attributes.stat().rdevMajor(), attributes.stat().rdevMinor()));
        all.put("nlink", attributes.stat().links());
        all.put("uid", (int) attributes.stat().uid());
        all.put("gid", (int) attributes.stat().gid());
        all.put("ctime", attributes.changeTime());
    }
}
