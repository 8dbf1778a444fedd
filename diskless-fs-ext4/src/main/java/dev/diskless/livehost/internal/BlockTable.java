package dev.diskless.livehost.internal;

import dev.diskless.medium.DeviceUse;
import dev.diskless.medium.DeviceUse.Kind;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The block devices that the kernel knows at one moment, and who uses them. */
final class BlockTable {

    private static final String DELETED = " (deleted)";

    private final Path root;
    private final DeviceNumbers numbers;
    private final Map<String, BlockNode> byName = new LinkedHashMap<>();
    private @Nullable List<Use> known;

    private BlockTable(Path root, DeviceNumbers numbers) {
        this.root = root;
        this.numbers = numbers;
    }

    /** Reads {@code sys/class/block} below a root. */
    static BlockTable read(Path root, DeviceNumbers numbers) throws IOException {
        BlockTable table = new BlockTable(root, numbers);
        Path all = root.resolve("sys/class/block");
        for (String name : HostFile.names(all)) {
            try {
                Path directory = all.resolve(name).toRealPath();
                Optional<String> number = HostFile.value(directory.resolve("dev"));
                boolean partition = Files.exists(directory.resolve("partition"));
                // Partitions lie in the directories of their disks.
                String disk = partition
                        ? directory
                                .getName(Math.max(0, directory.getNameCount() - 2))
                                .toString()
                        : null;
                number.ifPresent(found -> table.byName.put(name, new BlockNode(name, found, disk, directory)));
            } catch (NoSuchFileException e) {
                // Unplugged meanwhile.
            }
        }
        return table;
    }

    List<BlockNode> nodes() {
        return List.copyOf(byName.values());
    }

    Optional<BlockNode> find(String number) {
        return byName.values().stream()
                .filter(node -> node.number().equals(number))
                .findFirst();
    }

    /** The disk that a device is a partition of, or the device itself. */
    BlockNode disk(BlockNode node) {
        String disk = node.disk();
        return disk == null ? node : byName.getOrDefault(disk, node);
    }

    Path path(BlockNode node) {
        return root.resolve("dev/" + node.name().replace('!', '/'));
    }

    /** Who uses a device, one of its partitions, or the disk it is a partition of. */
    List<DeviceUse> uses(BlockNode node) throws IOException {
        List<DeviceUse> uses = new ArrayList<>();
        List<Use> all = known;
        if (all == null) {
            all = allUses();
            known = all;
        }
        for (Use use : all) {
            if (use.node().touches(node)) {
                uses.add(new DeviceUse(use.kind(), path(use.node()), use.user()));
            }
        }
        return uses;
    }

    /** The loop devices that show a file. */
    List<String> loopsOf(Path file) throws IOException {
        List<String> loops = new ArrayList<>();
        for (BlockNode loop : byName.values()) {
            Optional<Path> backing = backing(loop);
            if (backing.isPresent() && isSame(file, backing.get())) {
                loops.add(path(loop).toString());
            }
        }
        return loops;
    }

    private record Use(Kind kind, BlockNode node, String user) {}

    private List<Use> allUses() throws IOException {
        List<Use> uses = new ArrayList<>();
        for (Mount mount : Mount.parse(HostFile.lines(root.resolve("proc/self/mountinfo")))) {
            Optional<BlockNode> mounted = find(mount.number());
            if (mounted.isEmpty()) {
                // Some file systems have a number of their own; then the source is all there is.
                mounted = at(HostName.path(mount.source()));
            }
            mounted.ifPresent(node -> uses.add(new Use(Kind.MOUNT, node, mount.point())));
        }
        List<String> swaps = HostFile.lines(root.resolve("proc/swaps"));
        for (String line : swaps.subList(Math.min(1, swaps.size()), swaps.size())) {
            Optional<Path> area = HostName.path(HostName.unescape(line.split("[ \t]", 2)[0]));
            at(area).ifPresent(node -> uses.add(new Use(Kind.SWAP, node, "")));
        }
        for (BlockNode node : byName.values()) {
            for (String holder : HostFile.names(node.directory().resolve("holders"))) {
                uses.add(new Use(Kind.LAYER, node, layerName(holder)));
            }
            at(backing(node)).ifPresent(used -> uses.add(new Use(Kind.LAYER, used, node.name())));
        }
        return uses;
    }

    private String layerName(String holder) throws IOException {
        Optional<String> name = HostFile.value(root.resolve("sys/class/block/" + holder + "/dm/name"));
        return name.map(raw -> holder + " (" + HostName.text(raw) + ")").orElse(holder);
    }

    private Optional<Path> backing(BlockNode loop) throws IOException {
        if (loop.isPartition()) {
            return Optional.empty();
        }
        Optional<String> text = HostFile.value(loop.directory().resolve("loop/backing_file"));
        if (text.isEmpty() || text.get().isEmpty() || text.get().endsWith(DELETED)) {
            return Optional.empty();
        }
        return HostName.path(text.get());
    }

    private Optional<BlockNode> at(Optional<Path> path) throws IOException {
        // Other places may lie on file systems that do not answer, and hold no devices.
        if (path.isEmpty() || !path.get().startsWith("/dev")) {
            return Optional.empty();
        }
        try {
            return numbers.of(path.get()).flatMap(this::find);
        } catch (FileSystemException e) {
            return Optional.empty();
        }
    }

    private static boolean isSame(Path file, Path other) {
        try {
            return Files.isSameFile(file, other);
        } catch (IOException e) {
            return false;
        }
    }
}
