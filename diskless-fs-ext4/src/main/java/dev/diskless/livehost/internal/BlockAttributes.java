package dev.diskless.livehost.internal;

import dev.diskless.fault.Printable;
import dev.diskless.medium.DeviceDescription;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** What {@code /sys} says of a block device, without opening it. */
final class BlockAttributes {

    // The kernel counts sizes of devices in these, whatever their sectors are.
    private static final long SIZE_UNIT = 512;
    private static final long LARGEST = Long.MAX_VALUE / SIZE_UNIT;
    private static final long LARGEST_SECTOR = 1 << 30;

    private BlockAttributes() {}

    /** Describes a device; empty if it has no size or is gone. */
    static Optional<DeviceDescription> describe(BlockTable table, BlockNode node) throws IOException {
        Optional<Long> size = HostFile.number(node.directory().resolve("size"));
        if (size.isEmpty() || size.get() == 0 || size.get() > LARGEST) {
            return Optional.empty();
        }
        BlockNode disk = table.disk(node);
        int sector = sector(disk, "queue/logical_block_size", 512);
        return Optional.of(new DeviceDescription(
                table.path(node),
                node.isPartition() ? Optional.of(table.path(disk)) : Optional.empty(),
                size.get() * SIZE_UNIT,
                sector,
                sector(disk, "queue/physical_block_size", sector),
                is(node, "ro"),
                is(disk, "removable"),
                model(disk.directory().resolve("device")),
                table.uses(node)));
    }

    private static int sector(BlockNode disk, String name, int otherwise) throws IOException {
        return HostFile.number(disk.directory().resolve(name))
                .filter(size -> size > 0 && size <= LARGEST_SECTOR)
                .map(Long::intValue)
                .orElse(otherwise);
    }

    private static boolean is(BlockNode node, String name) throws IOException {
        return HostFile.number(node.directory().resolve(name)).orElse(0L) != 0;
    }

    // Cards have a name where others have a model.
    private static String model(Path device) throws IOException {
        Optional<String> model = HostFile.value(device.resolve("model"));
        if (model.isEmpty()) {
            model = HostFile.value(device.resolve("name"));
        }
        return model.map(raw -> Printable.text(HostName.text(raw))).orElse("");
    }
}
