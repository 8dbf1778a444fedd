package dev.diskless.livehost.internal;

import dev.diskless.fault.DisklessException;
import dev.diskless.fault.FaultCode;
import dev.diskless.fault.FaultDetail;
import dev.diskless.medium.MountedVolume;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** What is mounted, and what would be. */
final class MountTable {

    private MountTable() {}

    static List<MountedVolume> read(Path root) throws IOException {
        return Mount.parse(HostFile.lines(root.resolve("proc/self/mountinfo"))).stream()
                .map(Mount::volume)
                .toList();
    }

    /** The mount that is seen at a place: the last one there. */
    static MountedVolume at(Path root, String mountPoint) throws IOException {
        List<MountedVolume> mounts = read(root).stream()
                .filter(mount -> mount.mountPoint().equals(mountPoint))
                .toList();
        if (mounts.isEmpty()) {
            throw new DisklessException(FaultDetail.of(FaultCode.NOT_FOUND, "nothing is mounted there")
                    .at(mountPoint));
        }
        return mounts.get(mounts.size() - 1);
    }

    /** The line of {@code /etc/fstab} for a place. */
    static TableLine line(Path root, String mountPoint) throws IOException {
        Path table = root.resolve("etc/fstab");
        return HostFile.lines(table).stream()
                .map(TableLine::parse)
                .flatMap(Optional::stream)
                .filter(line -> line.mountPoint().equals(mountPoint))
                .findFirst()
                .orElseThrow(() ->
                        new DisklessException(FaultDetail.of(FaultCode.NOT_FOUND, "there is no line for " + mountPoint)
                                .at(table)
                                .cure("add one, or mount the medium there")));
    }
}
