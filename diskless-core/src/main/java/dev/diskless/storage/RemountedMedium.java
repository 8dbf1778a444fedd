package dev.diskless.storage;

import dev.diskless.medium.MountedVolume;
import dev.diskless.spi.LiveHost;
import dev.diskless.spi.MountingHost;
import dev.diskless.spi.Registry;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A medium of the running machine for the time of some work: what is not mounted is mounted, what is read-only is made
 * writable, and {@link #close} puts both back, whatever became of the work. Not thread-safe.
 */
public final class RemountedMedium implements Closeable {

    private final @Nullable MountingHost host;
    private final @Nullable MountedVolume before;
    private final @Nullable String mounted;
    private boolean closed;

    private RemountedMedium(@Nullable MountingHost host, @Nullable MountedVolume before, @Nullable String mounted) {
        this.host = host;
        this.before = before;
        this.mounted = mounted;
    }

    /**
     * The host that can change mounts here.
     *
     * @param registry where plug-ins are found
     * @return the first that knows this machine; empty if there is none
     */
    public static Optional<MountingHost> host(Registry registry) {
        return registry.all(LiveHost.class).stream()
                .filter(MountingHost.class::isInstance)
                .map(MountingHost.class::cast)
                .filter(MountingHost::applies)
                .findFirst();
    }

    /**
     * Sees to it that a place is mounted, as {@code /etc/fstab} says.
     *
     * @param host the host
     * @param mountPoint the place, an absolute path such as {@code /media/usb}
     * @return the medium; closing it unmounts what was mounted here
     * @throws IOException if the host does not mount it
     */
    public static RemountedMedium mounted(MountingHost host, String mountPoint) throws IOException {
        if (at(host, mountPoint).isPresent()) {
            return new RemountedMedium(null, null, null);
        }
        host.mount(mountPoint);
        return new RemountedMedium(host, null, mountPoint);
    }

    /**
     * Sees to it that a place is mounted, and can be written to.
     *
     * @param host the host
     * @param mountPoint the place, an absolute path such as {@code /media/usb}
     * @return the medium; closing it makes read-only and unmounts what was so
     * @throws IOException if the host does not mount it or does not make it writable; all is then as it was
     */
    public static RemountedMedium writable(MountingHost host, String mountPoint) throws IOException {
        RemountedMedium medium = mounted(host, mountPoint);
        try {
            Optional<MountedVolume> volume = at(host, mountPoint);
            if (volume.isEmpty() || volume.get().isWritable()) {
                return medium;
            }
            host.remount(volume.get().writable());
            return new RemountedMedium(host, volume.get(), medium.mounted);
        } catch (IOException | RuntimeException e) {
            try {
                medium.close();
            } catch (IOException another) {
                e.addSuppressed(another);
            }
            throw e;
        }
    }

    /**
     * Sees to it that a directory that is there can be written to: makes writable the mount that it lies on.
     *
     * @param host the host
     * @param directory the directory; links are followed
     * @return the medium; closing it makes read-only what was so
     * @throws IOException if the directory is not there, or the host does not make its mount writable
     */
    public static RemountedMedium holding(MountingHost host, Path directory) throws IOException {
        String place = directory.toRealPath().toString();
        MountedVolume found = null;
        for (MountedVolume mount : host.mounts()) {
            String point = mount.mountPoint();
            boolean holds = point.equals("/") || place.equals(point) || place.startsWith(point + "/");
            if (holds && (found == null || point.length() >= found.mountPoint().length())) {
                found = mount;
            }
        }
        return found == null ? new RemountedMedium(null, null, null) : writable(host, found.mountPoint());
    }

    private static Optional<MountedVolume> at(MountingHost host, String mountPoint) throws IOException {
        List<MountedVolume> mounts = host.mounts().stream()
                .filter(mount -> mount.mountPoint().equals(mountPoint))
                .toList();
        return mounts.isEmpty() ? Optional.empty() : Optional.of(mounts.get(mounts.size() - 1));
    }

    /**
     * Whether something was changed, and will be put back.
     *
     * @return true if the medium was mounted or made writable
     */
    public boolean isChanged() {
        return !closed && (before != null || mounted != null);
    }

    /**
     * Puts everything back as it was, once.
     *
     * @throws IOException if the medium stays writable or mounted; what was written is safe all the same
     */
    @Override
    public void close() throws IOException {
        if (closed || host == null) {
            return;
        }
        closed = true;
        IOException failure = null;
        if (before != null) {
            try {
                host.remount(before);
            } catch (IOException e) {
                failure = e;
            }
        }
        if (mounted != null) {
            try {
                host.unmount(mounted);
            } catch (IOException e) {
                if (failure == null) {
                    failure = e;
                } else {
                    failure.addSuppressed(e);
                }
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    @Override
    public String toString() {
        return "RemountedMedium[" + (before != null ? before.mountPoint() : mounted) + "]";
    }
}
