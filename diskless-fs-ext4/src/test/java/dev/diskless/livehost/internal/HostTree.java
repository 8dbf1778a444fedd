package dev.diskless.livehost.internal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Tables of a kernel as files of a test. */
final class HostTree {

    final Path root;
    private final Map<String, String> numbers = new TreeMap<>();

    HostTree(Path root) throws IOException {
        this.root = root;
        Files.createDirectories(root.resolve("sys/class/block"));
        Files.createDirectories(root.resolve("sys/devices"));
        table("proc/self/mountinfo", "");
        table("proc/swaps", "Filename\t\t\tType\t\tSize\t\tUsed\t\tPriority\n");
    }

    /** A disk of 2048 units of 512 bytes. */
    HostTree disk(String name, String number) throws IOException {
        add("sys/devices/" + name, name, number);
        return this;
    }

    HostTree partition(String disk, String name, String number) throws IOException {
        add("sys/devices/" + disk + "/" + name, name, number);
        return value(name, "partition", "1");
    }

    private void add(String directory, String name, String number) throws IOException {
        Path created = Files.createDirectories(root.resolve(directory));
        Files.createSymbolicLink(root.resolve("sys/class/block/" + name), created);
        numbers.put("/dev/" + name.replace('!', '/'), number);
        numbers.put("/proc/self/fd/" + FakeCalls.DESCRIPTOR, number);
        value(name, "dev", number);
        value(name, "size", "2048");
    }

    HostTree value(String name, String file, String value) throws IOException {
        Path path = root.resolve("sys/class/block/" + name).toRealPath().resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, value + "\n");
        return this;
    }

    HostTree table(String file, String text) throws IOException {
        Path path = root.resolve(file);
        Files.createDirectories(path.getParent());
        Files.write(path, text.getBytes(StandardCharsets.ISO_8859_1));
        return this;
    }

    Path device(String name) {
        return root.resolve("dev/" + name);
    }

    /** What the paths lead to: those of this tree, and those that its tables name. */
    DeviceNumbers numbers() {
        return path -> {
            Path below = path.startsWith(root) ? Path.of("/").resolve(root.relativize(path)) : path;
            return Optional.ofNullable(numbers.get(below.toString()));
        };
    }

    BlockTable read() throws IOException {
        return BlockTable.read(root, numbers());
    }
}
