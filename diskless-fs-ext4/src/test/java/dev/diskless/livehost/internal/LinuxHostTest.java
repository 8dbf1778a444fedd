package dev.diskless.livehost.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diskless.contract.tool.RealTool;
import dev.diskless.device.BlockDevice;
import dev.diskless.device.LiveDevice;
import dev.diskless.device.PartitionedDevice;
import dev.diskless.fault.DisklessException;
import dev.diskless.fault.FaultCode;
import dev.diskless.medium.DeviceDescription;
import dev.diskless.medium.DeviceUse;
import dev.diskless.medium.DeviceUse.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Real devices of this machine: loop devices, which the kernel treats as it does disks. */
@Tag("kernel-mount")
class LinuxHostTest {

    private static final int SIZE = 16 << 20;

    @TempDir
    Path folder;

    private final LinuxHost host = new LinuxHost();

    @ParameterizedTest
    @ValueSource(ints = {512, 4096})
    void sizesAreThoseOfTheKernel(int sector) throws IOException {
        try (LoopDevice loop = loop("--sector-size", sector)) {
            try (LiveDevice device = host.openExclusively(loop.path())) {
                assertEquals(SIZE, device.size());
                assertEquals(sector, device.sectorSize());
                assertEquals(blockdev("--getpbsz", loop), device.physicalSectorSize());
            }
            try (BlockDevice device = host.openDevice(loop.path())) {
                assertEquals(SIZE, device.size());
                assertEquals(sector, device.sectorSize());
            }
            DeviceDescription listed = listed(loop.path());
            assertEquals(SIZE, listed.size());
            assertEquals(sector, listed.sectorSize());
            assertEquals(blockdev("--getpbsz", loop), listed.physicalSectorSize());
            assertFalse(listed.readOnly());
            assertEquals(Optional.empty(), listed.disk());
        }
    }

    @Test
    void symbolicLinksLeadToDevices() throws IOException {
        try (LoopDevice loop = loop()) {
            Path link = Files.createSymbolicLink(folder.resolve("link"), loop.path());
            try (BlockDevice device = host.openExclusively(link)) {
                assertEquals(SIZE, device.size());
            } finally {
                Files.delete(link);
            }
        }
    }

    @Test
    void mountedDeviceIsRefusedWithItsMountPoint() throws IOException {
        try (LoopDevice loop = loop()) {
            Path at = Files.createDirectory(folder.resolve("a b\\c\nd"));
            mkfs(loop.path());
            whileMounted(loop.path(), at, "rw", () -> {
                assertInUse(loop.path(), at.toString());
                DeviceUse use = new DeviceUse(Kind.MOUNT, loop.path(), at.toString());
                assertEquals(List.of(use), listed(loop.path()).uses());
                host.openDevice(loop.path()).close();
            });
            host.openExclusively(loop.path()).close();
        }
    }

    @Test
    void deviceThatIsMountedForReadingOnlyIsRefusedToo() throws IOException {
        try (LoopDevice loop = loop()) {
            Path at = Files.createDirectory(folder.resolve("at"));
            mkfs(loop.path());
            whileMounted(loop.path(), at, "ro", () -> {
                assertInUse(loop.path(), at.toString());
            });
        }
    }

    @Test
    void diskIsRefusedWhileAPartitionOfItIsMounted() throws IOException {
        try (LoopDevice loop = loop()) {
            loop.addPartition(1, 2048, 8192);
            loop.addPartition(2, 16384, 8192);
            Path at = Files.createDirectory(folder.resolve("at"));
            mkfs(loop.partition(1));
            whileMounted(loop.partition(1), at, "rw", () -> {
                assertInUse(loop.path(), at.toString());
                assertInUse(loop.partition(1), at.toString());
                assertEquals(
                        List.of(new DeviceUse(Kind.MOUNT, loop.partition(1), at.toString())),
                        listed(loop.path()).uses());
                try (LiveDevice other = host.openExclusively(loop.partition(2))) {
                    assertEquals(8192 * 512, other.size());
                    assertFalse(other instanceof PartitionedDevice);
                }
            });
            assertEquals(Optional.of(loop.path()), listed(loop.partition(2)).disk());
            assertEquals(List.of(), listed(loop.partition(2)).uses());
        }
    }

    @Test
    void swapAreaIsRefused() throws IOException {
        try (LoopDevice loop = loop()) {
            RealTool.named("mkswap").run(loop.path()).succeeded();
            RealTool.named("swapon").run(loop.path()).succeeded();
            try {
                assertInUse(loop.path(), "swap");
                assertEquals(
                        List.of(new DeviceUse(Kind.SWAP, loop.path(), "")),
                        listed(loop.path()).uses());
            } finally {
                RealTool.named("swapoff").run(loop.path()).succeeded();
            }
        }
    }

    @Test
    void deviceThatALoopDeviceShowsIsRefused() throws IOException {
        try (LoopDevice loop = loop();
                LoopDevice upper = LoopDevice.of(loop.path())) {
            assertInUse(loop.path(), upper.name());
            host.openExclusively(upper.path()).close();
        }
    }

    @Test
    void writeProtectedDeviceIsRefusedForWritingOnly() throws IOException {
        try (LoopDevice loop = loop("--read-only")) {
            DisklessException thrown = assertThrows(DisklessException.class, () -> host.openExclusively(loop.path()));
            assertEquals(FaultCode.IO, thrown.code());
            assertEquals(loop.path().toString(), thrown.detail().path());
            host.openDevice(loop.path()).close();
            assertTrue(listed(loop.path()).readOnly());
        }
    }

    @Test
    void flushedBytesAreInTheFileBehind() throws IOException {
        try (LoopDevice loop = loop()) {
            byte[] bytes = new byte[700_001];
            Arrays.fill(bytes, (byte) 7);
            try (LiveDevice device = host.openExclusively(loop.path())) {
                device.write(12_345, ByteBuffer.wrap(bytes));
                device.flush();
                byte[] file = Files.readAllBytes(loop.file());
                assertArrayEquals(bytes, Arrays.copyOfRange(file, 12_345, 12_345 + bytes.length));
                assertEquals(0, file[12_344]);
            }
        }
    }

    @Test
    void discardAndZeroGiveRoomBack() throws IOException {
        try (LoopDevice loop = loop()) {
            ByteBuffer ones = ByteBuffer.allocateDirect(SIZE);
            while (ones.hasRemaining()) {
                ones.put((byte) 1);
            }
            try (LiveDevice device = host.openExclusively(loop.path())) {
                device.write(0, ones.flip());
                device.flush();
                assertTrue(loop.allocated() >= SIZE);
                device.discard(1, SIZE / 2);
                device.flush();
                assertTrue(loop.allocated() <= SIZE * 5L / 8);
                ByteBuffer first = ByteBuffer.allocate(1);
                device.read(0, first);
                assertEquals(1, first.get(0));
                device.zero(0, SIZE);
                device.flush();
                assertTrue(loop.allocated() <= SIZE / 8);
            }
            assertArrayEquals(new byte[SIZE], Files.readAllBytes(loop.file()));
        }
    }

    @Test
    void zeroInAnImageGivesRoomBack() throws IOException {
        Path image = Files.write(folder.resolve("image"), "x".repeat(SIZE).getBytes("US-ASCII"));
        LoopDevice file = new LoopDevice(image, image);
        try (BlockDevice device = host.openImage(image, 512)) {
            device.flush();
            assertTrue(file.allocated() >= SIZE);
            device.zero(3, SIZE - 6);
            device.flush();
            assertTrue(file.allocated() <= SIZE / 8);
        }
        byte[] expected = new byte[SIZE];
        Arrays.fill(expected, 0, 3, (byte) 'x');
        Arrays.fill(expected, SIZE - 3, SIZE, (byte) 'x');
        assertArrayEquals(expected, Files.readAllBytes(image));
    }

    @Test
    void imageThatALoopDeviceShowsIsRefused() throws IOException {
        try (LoopDevice loop = loop()) {
            DisklessException thrown = assertThrows(DisklessException.class, () -> host.openImage(loop.file(), 512));
            assertEquals(FaultCode.CONFLICT, thrown.code());
            assertEquals(loop.path().toString(), thrown.detail().found());
        }
    }

    @Test
    void rereadDropsPartitionsThatTheTableDoesNotHave() throws IOException {
        try (LoopDevice loop = loop("--partscan")) {
            loop.addPartition(1, 2048, 8192);
            assertTrue(Files.exists(sys(loop.partition(1))));
            try (LiveDevice device = host.openExclusively(loop.path())) {
                assertInstanceOf(PartitionedDevice.class, device).rereadPartitions();
            }
            assertFalse(Files.exists(sys(loop.partition(1))));
        }
    }

    @Test
    void rereadIsRefusedWhileAPartitionIsOpen() throws IOException {
        try (LoopDevice loop = loop("--partscan")) {
            loop.addPartition(1, 2048, 8192);
            try (LiveDevice device = host.openExclusively(loop.path());
                    BlockDevice user = host.openDevice(loop.partition(1))) {
                DisklessException thrown =
                        assertThrows(DisklessException.class, ((PartitionedDevice) device)::rereadPartitions);
                assertEquals(FaultCode.CONFLICT, thrown.code());
                assertTrue(user.size() > 0);
            }
        }
    }

    @Test
    void interruptedThreadsGoOnTransferring() throws IOException {
        try (LoopDevice loop = loop();
                LiveDevice device = host.openExclusively(loop.path())) {
            Thread.currentThread().interrupt();
            try {
                device.write(5, ByteBuffer.wrap(new byte[] {1}));
                device.flush();
            } finally {
                assertTrue(Thread.interrupted());
            }
            ByteBuffer read = ByteBuffer.allocate(1);
            device.read(5, read);
            assertEquals(1, read.get(0));
        }
    }

    private LoopDevice loop(Object... options) throws IOException {
        return LoopDevice.ofSize(folder.resolve("device"), SIZE, options);
    }

    private void assertInUse(Path device, String by) {
        DisklessException thrown = assertThrows(DisklessException.class, () -> host.openExclusively(device));
        assertEquals(FaultCode.CONFLICT, thrown.code());
        String shown = by.replace("\n", "\\u000a");
        assertTrue(String.valueOf(thrown.detail().found()).contains(shown), thrown::toString);
    }

    private DeviceDescription listed(Path device) throws IOException {
        return host.devices().stream()
                .filter(one -> one.path().equals(device))
                .findFirst()
                .orElseThrow();
    }

    private static int blockdev(String option, LoopDevice loop) {
        return Integer.parseInt(RealTool.named("blockdev")
                .run(option, loop.path())
                .succeeded()
                .out()
                .strip());
    }

    private static Path sys(Path device) {
        return Path.of("/sys/class/block").resolve(device.getFileName());
    }

    private static void mkfs(Path device) {
        RealTool.named("mke2fs").run("-q", "-t", "ext4", device).succeeded();
    }

    private interface Use {
        void run() throws IOException;
    }

    private static void whileMounted(Path device, Path at, String options, Use use) throws IOException {
        RealTool.named("mount").run("-t", "ext4", "-o", options, device, at).succeeded();
        try {
            use.run();
        } finally {
            RealTool.named("umount").run(at).succeeded();
        }
    }
}
