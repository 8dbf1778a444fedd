package dev.diskless.livehost.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.diskless.fault.DisklessException;
import dev.diskless.fault.FaultCode;
import dev.diskless.medium.MountedVolume;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MountChangeTest {

    private static final long STRICTATIME = 1 << 24;

    @TempDir
    Path root;

    private final FakeCalls calls = new FakeCalls(0);

    @BeforeEach
    void tables() throws IOException {
        Files.write(Files.createDirectories(root.resolve("proc/self")).resolve("mountinfo"), """
                22 1 0:20 / / rw,relatime shared:1 - tmpfs tmpfs rw,mode=755
                23 22 8:1 / /media/u\\040s\\011b ro,nosuid,noatime - vfat /dev/sd\\134a1 ro,lazytime,errors=continue
                24 22 8:2 / /media/x rw - ext4 /dev/sda2 rw
                25 22 8:3 / /media/x ro,nodev,relatime - ext4 /dev/sda3 rw,sync
                26 22 8:4 / /media/\u00e9 ro,nodev - ext4 /dev/sda4 ro
                no mount
                """.getBytes(
                        StandardCharsets.ISO_8859_1));
    }

    private MountedVolume at(String place) throws IOException {
        return MountTable.at(root, place);
    }

    private void remount(MountedVolume wanted) throws IOException {
        new MountChange(calls, root).remount(wanted);
    }

    @Test
    void theTableIsReadWithItsEscapes() throws IOException {
        assertEquals(5, MountTable.read(root).size());
        assertEquals(
                new MountedVolume("/dev/sd\\a1", "/media/u s\tb", "vfat", List.of("nosuid", "noatime"), true, true),
                at("/media/u s\tb"));
        assertEquals("/dev/sda3", at("/media/x").source());
        assertEquals("/dev/sda4", at("/media/\udce9").source());
        assertEquals(
                FaultCode.NOT_FOUND,
                assertThrows(DisklessException.class, () -> at("/media/none")).code());
    }

    @Test
    void aRemountTellsTheKernelAllThatIsToStay() throws IOException {
        remount(at("/media/u s\tb").writable());
        assertEquals(List.of("mount - /media/u s\tb - " + (32 | 2 | 1024 | 1 << 25) + " -"), calls.asked);
        calls.asked.clear();
        remount(at("/media/\udce9").writable());
        assertEquals(List.of("mount - /media/\u00e9 - " + (32 | 4 | STRICTATIME) + " -"), calls.asked);
        calls.asked.clear();
        remount(at("/media/u s\tb"));
        assertEquals(List.of(), calls.asked);
    }

    @Test
    void whereOnlyTheMountIsReadOnlyOnlyTheMountIsChanged() throws IOException {
        remount(at("/media/x").writable());
        assertEquals(List.of("mount - /media/x - " + (32 | 4096 | 4 | 1 << 21) + " -"), calls.asked);
    }

    @Test
    void optionsOfALineBecomeNumbersAndTheRestStaysText() {
        MountFlags flags = MountFlags.of(
                List.of("noauto", "ro", "noexec", "errors=continue", "x-gvfs", "users", "", "commit=5", "relatime"));
        assertEquals(1 | 8 | 1 << 21, flags.flags());
        assertEquals("errors=continue,commit=5", flags.data());
    }

    @Test
    void refusalsAreTyped() {
        Map<Integer, FaultCode> codes = Map.of(
                Errno.EPERM, FaultCode.IO,
                Errno.EROFS, FaultCode.IO,
                Errno.EBUSY, FaultCode.CONFLICT,
                Errno.ENOENT, FaultCode.NOT_FOUND,
                Errno.ENODEV, FaultCode.UNSUPPORTED);
        codes.forEach((errno, code) -> {
            calls.mountRefused = errno;
            DisklessException fault = assertThrows(
                    DisklessException.class, () -> remount(at("/media/x").writable()));
            assertEquals(code, fault.code());
            assertEquals("/media/x", fault.detail().path());
        });
    }

    @Test
    void withoutJnaTheFaultSaysWhatToAdd() throws IOException {
        LinuxHost host = new LinuxHost(root, DeviceNumbers.HOST, () -> {
            throw new dev.diskless.fault.UnsupportedFeatureException(
                    dev.diskless.fault.UnsupportedFeatureException.detail("absent"));
        });
        assertEquals(5, host.mounts().size());
        MountedVolume wanted = at("/media/x").writable();
        assertEquals(
                FaultCode.UNSUPPORTED,
                assertThrows(DisklessException.class, () -> host.remount(wanted))
                        .code());
    }
}
