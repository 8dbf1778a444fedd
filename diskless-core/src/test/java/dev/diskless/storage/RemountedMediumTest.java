package dev.diskless.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diskless.device.BlockDevice;
import dev.diskless.medium.MountedVolume;
import dev.diskless.spi.MountingHost;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RemountedMediumTest {

    private static final String POINT = "/media/usb";

    private final FakeHost host = new FakeHost();

    private static MountedVolume volume(String point, boolean readOnly) {
        return new MountedVolume("/dev/sda1", point, "ext4", List.of("noatime"), readOnly, readOnly);
    }

    @Test
    void aReadOnlyMediumIsWritableForTheWorkAndReadOnlyAgain() throws IOException {
        host.mounts.add(volume(POINT, true));
        try (RemountedMedium medium = RemountedMedium.writable(host, POINT)) {
            assertTrue(medium.isChanged());
            assertEquals(List.of(volume(POINT, false)), host.mounts);
        }
        assertEquals(List.of(volume(POINT, true)), host.mounts);
        assertEquals(List.of("rw", "ro"), host.done);
    }

    @Test
    void itIsPutBackAfterAFailureToo() {
        host.mounts.add(volume(POINT, true));
        assertThrows(IllegalStateException.class, () -> {
            try (RemountedMedium medium = RemountedMedium.writable(host, POINT)) {
                assertTrue(medium.isChanged());
                throw new IllegalStateException("work failed");
            }
        });
        assertEquals(List.of("rw", "ro"), host.done);
    }

    @Test
    void whatIsWritableIsLeftAlone() throws IOException {
        host.mounts.add(volume(POINT, false));
        RemountedMedium medium = RemountedMedium.writable(host, POINT);
        assertFalse(medium.isChanged());
        medium.close();
        assertEquals(List.of(), host.done);
    }

    @Test
    void whatIsNotMountedIsMountedForTheWork() throws IOException {
        host.table = volume(POINT, true);
        try (RemountedMedium medium = RemountedMedium.writable(host, POINT)) {
            assertTrue(medium.isChanged());
        }
        assertEquals(List.of("mount", "rw", "ro", "unmount"), host.done);
        host.done.clear();
        try (RemountedMedium medium = RemountedMedium.mounted(host, POINT)) {
            assertTrue(medium.isChanged());
            assertThrows(IOException.class, () -> RemountedMedium.mounted(host, "/media/other"));
        }
        assertEquals(List.of("mount", "unmount"), host.done);
    }

    @Test
    void aFailureToPutBackIsTold() throws IOException {
        host.table = volume(POINT, true);
        RemountedMedium medium = RemountedMedium.writable(host, POINT);
        host.refusesReadOnly = true;
        IOException failure = assertThrows(IOException.class, medium::close);
        assertEquals("busy", failure.getMessage());
        assertEquals(List.of("mount", "rw", "unmount"), host.done);
        medium.close();
        assertEquals(3, host.done.size());
    }

    @Test
    void whatCannotBeMadeWritableIsUnmountedAgain() {
        host.table = volume(POINT, true);
        host.refusesWriting = true;
        assertThrows(IOException.class, () -> RemountedMedium.writable(host, POINT));
        assertEquals(List.of("mount", "unmount"), host.done);
    }

    @Test
    void theNearestMountAboveADirectoryIsTheOneThatCounts(@TempDir Path folder) throws IOException {
        Path place = Files.createDirectories(folder.toRealPath().resolve("medium/deep"));
        host.mounts.add(volume("/", true));
        host.mounts.add(volume(place.getParent().toString(), true));
        host.mounts.add(volume(place.getParent() + "x", true));
        try (RemountedMedium medium = RemountedMedium.holding(host, place)) {
            assertTrue(medium.isChanged());
            assertTrue(host.mounts.get(1).isWritable());
            assertFalse(host.mounts.get(0).isWritable());
        }
        assertFalse(host.mounts.get(1).isWritable());
    }

    private static final class FakeHost implements MountingHost {

        final List<MountedVolume> mounts = new ArrayList<>();
        final List<String> done = new ArrayList<>();
        MountedVolume table;
        boolean refusesReadOnly;
        boolean refusesWriting;

        @Override
        public String name() {
            return "fake";
        }

        @Override
        public boolean applies() {
            return true;
        }

        @Override
        public BlockDevice openDevice(Path device) throws IOException {
            throw new IOException("no device");
        }

        @Override
        public List<MountedVolume> mounts() {
            return List.copyOf(mounts);
        }

        @Override
        public void remount(MountedVolume wanted) throws IOException {
            if (wanted.isWritable() ? refusesWriting : refusesReadOnly) {
                throw new IOException("busy");
            }
            done.add(wanted.isWritable() ? "rw" : "ro");
            mounts.replaceAll(mount -> mount.mountPoint().equals(wanted.mountPoint()) ? wanted : mount);
        }

        @Override
        public void mount(String mountPoint) throws IOException {
            if (table == null || !table.mountPoint().equals(mountPoint)) {
                throw new IOException("no line");
            }
            done.add("mount");
            mounts.add(table);
        }

        @Override
        public void unmount(String mountPoint) {
            done.add("unmount");
            mounts.removeIf(mount -> mount.mountPoint().equals(mountPoint));
        }
    }
}
