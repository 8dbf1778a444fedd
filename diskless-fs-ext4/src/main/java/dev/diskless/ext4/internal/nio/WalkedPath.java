package dev.diskless.ext4.internal.nio;

import dev.diskless.ext4.internal.InodeStat;
import dev.diskless.ext4.internal.Volume;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A path that was walked without symbolic links and dots, so that walks to its neighbours need not go the whole way again.
 * Facts of directories in it may be out of date; that they are directories, and their numbers, hold as long as no name
 * went away. Immutable.
 *
 * @param names those of the path; at least one
 * @param root facts of the root
 * @param trail what the names stand for; the last may be missing
 * @param departures those of the volume at that time
 */
record WalkedPath(List<byte[]> names, InodeStat root, List<PathWalk.Step> trail, long departures) {

    /** Whether other names lead through the same directory, to a name in it. */
    boolean leadsTo(List<byte[]> others, Volume volume) {
        int last = names.size() - 1;
        if (others.size() != names.size() || volume.departures() != departures) {
            return false;
        }
        for (int i = last - 1; i >= 0; i--) {
            if (!Arrays.equals(names.get(i), others.get(i))) {
                return false;
            }
        }
        byte[] name = others.get(last);
        return name.length > 0 && !Arrays.equals(name, Ext4Path.HERE) && !Arrays.equals(name, Ext4Path.UP);
    }

    /** The directories on the way. */
    List<PathWalk.Step> directories() {
        return trail.subList(0, names.size() - 1);
    }

    /** What the path ends at, if that has this name and is no symbolic link. */
    PathWalk.@Nullable Step end(byte[] name) {
        int last = names.size() - 1;
        if (trail.size() <= last || !Arrays.equals(names.get(last), name)) {
            return null;
        }
        InodeStat stat = trail.get(last).stat();
        return UnixMode.isSymbolicLink(stat.mode()) ? null : trail.get(last);
    }
}
