package dev.diskless.contract.livehost;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diskless.fault.Fault;
import dev.diskless.fault.FaultCode;
import dev.diskless.medium.MountedVolume;
import dev.diskless.spi.MountingHost;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The rules of a {@link MountingHost}. Extend it, give the host and a file system that is mounted for this test, writable
 * and with some options, and the tests run against them.
 */
public abstract class MountingHostContract {

    @TempDir
    Path empty;

    /** The plug-in. */
    protected abstract MountingHost create();

    /** Where a file system is mounted for writing; a test may leave it in any state. */
    protected abstract Path mountPoint();

    private MountedVolume mount() throws IOException {
        List<MountedVolume> mounts = create().mounts().stream()
                .filter(mount -> mount.mountPoint().equals(mountPoint().toString()))
                .toList();
        return mounts.get(mounts.size() - 1);
    }

    private static MountedVolume readOnly(MountedVolume mount) {
        return new MountedVolume(mount.source(), mount.mountPoint(), mount.type(), mount.options(), true, true);
    }

    private static FaultCode fault(org.junit.jupiter.api.function.Executable executable) {
        return assertInstanceOf(Fault.class, assertThrows(IOException.class, executable))
                .code();
    }

    @Test
    void whatIsMountedIsListed() throws IOException {
        assertTrue(mount().isWritable());
        assertFalse(mount().type().isEmpty());
        assertTrue(
                create().mounts().stream().anyMatch(mount -> mount.mountPoint().equals("/")));
    }

    @Test
    void aMountBecomesReadOnlyAndWritableAgainAndKeepsItsOptions() throws IOException {
        MountedVolume before = mount();
        create().remount(readOnly(before));
        assertEquals(readOnly(before), mount());
        assertThrows(IOException.class, () -> Files.createFile(mountPoint().resolve("a")));
        create().remount(mount().writable());
        assertEquals(before, mount());
        Files.createFile(mountPoint().resolve("a"));
        create().remount(before);
        assertEquals(before, mount());
    }

    @Test
    void oneMountAloneIsReadOnlyWithoutTheFileSystem() throws IOException {
        MountedVolume before = mount();
        MountedVolume wanted =
                new MountedVolume(before.source(), before.mountPoint(), before.type(), before.options(), true, false);
        create().remount(wanted);
        assertEquals(wanted, mount());
        create().remount(before);
        assertEquals(before, mount());
    }

    @Test
    void aFileThatIsOpenForWritingKeepsItWritable() throws IOException {
        MountedVolume before = mount();
        try (OutputStream open = Files.newOutputStream(mountPoint().resolve("open"))) {
            assertEquals(FaultCode.CONFLICT, fault(() -> create().remount(readOnly(before))));
            assertEquals(before, mount());
            assertEquals(FaultCode.CONFLICT, fault(() -> create().unmount(before.mountPoint())));
            open.write(1);
        }
    }

    @Test
    void itIsUnmountedOnce() throws IOException {
        String place = mountPoint().toString();
        create().unmount(place);
        assertTrue(
                create().mounts().stream().noneMatch(mount -> mount.mountPoint().equals(place)));
        assertEquals(FaultCode.NOT_FOUND, fault(() -> create().unmount(place)));
    }

    @Test
    void whereNothingIsMountedNothingIsFound() throws IOException {
        MountedVolume wanted = new MountedVolume("none", empty.toRealPath().toString(), "ext4", List.of(), true, true);
        assertEquals(FaultCode.NOT_FOUND, fault(() -> create().remount(wanted)));
        assertEquals(FaultCode.NOT_FOUND, fault(() -> create().unmount(wanted.mountPoint())));
        assertEquals(FaultCode.NOT_FOUND, fault(() -> create().mount(wanted.mountPoint())));
    }
}
