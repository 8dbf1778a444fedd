package dev.diskless.livehost.internal;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Options as the kernel takes them: numbers of mount(2) for those that every file system has, text for the others. */
record MountFlags(long flags, String data) {

    static final long RDONLY = 1;
    static final long REMOUNT = 32;
    static final long BIND = 4096;

    private static final long RELATIME = 1 << 21;
    private static final long STRICTATIME = 1 << 24;

    private static final Map<String, Long> NUMBERS = Map.ofEntries(
            Map.entry("ro", RDONLY),
            Map.entry("nosuid", 2L),
            Map.entry("nodev", 4L),
            Map.entry("noexec", 8L),
            Map.entry("sync", 16L),
            Map.entry("mand", 64L),
            Map.entry("dirsync", 128L),
            Map.entry("nosymfollow", 256L),
            Map.entry("noatime", 1024L),
            Map.entry("nodiratime", 2048L),
            Map.entry("relatime", RELATIME),
            Map.entry("strictatime", STRICTATIME),
            Map.entry("lazytime", 1L << 25));

    // Words for programs that read the table, and those that say what is so anyway.
    private static final Set<String> IGNORED = Set.of(
            "defaults",
            "rw",
            "auto",
            "noauto",
            "nofail",
            "user",
            "users",
            "nouser",
            "owner",
            "group",
            "_netdev",
            "suid",
            "dev",
            "exec",
            "async",
            "nomand",
            "atime",
            "diratime",
            "loud",
            "");

    /** Those of a line of a table. */
    static MountFlags of(List<String> options) {
        String data = options.stream()
                .filter(option -> !NUMBERS.containsKey(option) && !IGNORED.contains(option))
                .filter(option -> !option.startsWith("x-") && !option.startsWith("comment="))
                .collect(Collectors.joining(","));
        return new MountFlags(numbers(options), data);
    }

    /** What a mount has now and must be told again when it is changed, since what is not told is taken away. */
    static long kept(List<String> options) {
        long flags = numbers(options);
        boolean strict = !options.contains("noatime") && !options.contains("relatime");
        return strict ? flags | STRICTATIME : flags;
    }

    private static long numbers(List<String> options) {
        return options.stream()
                .mapToLong(option -> NUMBERS.getOrDefault(option, 0L))
                .reduce(0, (a, b) -> a | b);
    }
}
