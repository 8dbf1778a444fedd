package dev.diskless.livehost.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diskless.device.BlockDevice;
import dev.diskless.device.LiveDevice;
import dev.diskless.fault.CorruptInputException;
import dev.diskless.fault.Fault;
import dev.diskless.fault.FaultCode;
import dev.diskless.fault.FaultDetail;
import dev.diskless.fault.UnsupportedFeatureException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a kernel refuses comes out as a fault with its error, and nothing stays open. */
@DisabledOnOs(OS.WINDOWS)
class RefusalTest {

    private static final int SIZE = 1 << 20;

    @TempDir
    Path root;

    private HostTree tree;
    private FakeCalls calls;
    private LinuxHost host;

    @BeforeEach
    void makeHost() throws IOException {
        tree = new HostTree(root).disk("sda", "8:0");
        calls = new FakeCalls(SIZE);
        host = new LinuxHost(root, tree.numbers(), () -> calls);
    }

    @ParameterizedTest
    @CsvSource({
        "1, IO",
        "2, NOT_FOUND",
        "5, IO",
        "6, NOT_FOUND",
        "13, IO",
        "15, INVALID_REQUEST",
        "16, CONFLICT",
        "20, NOT_FOUND",
        "24, IO",
        "30, IO",
        "123, NOT_FOUND",
        "4242, IO"
    })
    void openingIsRefusedWithTheErrorOfTheHost(int error, FaultCode code) {
        calls.openRefused = error;
        for (Executable opening : new Executable[] {this::read, this::write}) {
            FaultDetail detail = fault(code, opening);
            assertEquals(tree.device("sda").toString(), detail.path());
        }
        assertFalse(calls.asked.contains("close"));
    }

    @Test
    void missingRightIsNamed() {
        calls.openRefused = Errno.EACCES;
        IOException thrown = assertThrows(IOException.class, this::write);
        assertInstanceOf(AccessDeniedException.class, thrown.getCause());
        assertEquals(Errno.text(Errno.EACCES), ((Fault) thrown).detail().found());
        assertTrue(((Fault) thrown).cure().isPresent());
    }

    @Test
    void exclusiveOpeningAsksTheKernelForIt() throws IOException {
        write();
        assertEquals("open " + Integer.toHexString(2 | 0x80), calls.asked.get(0));
        assertEquals("close", calls.asked.get(calls.asked.size() - 1));
    }

    @Test
    void busyDeviceIsRefusedWithItsUser() throws IOException {
        tree.table("proc/self/mountinfo", "29 1 8:0 / /mnt rw - ext4 /dev/sda rw\n");
        calls.openRefused = Errno.EBUSY;
        assertTrue(
                String.valueOf(fault(FaultCode.CONFLICT, this::write).found()).contains("/mnt"));
    }

    @Test
    void deviceThatIsUsedThoughTheKernelAllowedItIsClosedAgain() throws IOException {
        tree.disk("loop1", "7:1").value("loop1", "loop/backing_file", "/dev/sda");
        host = new LinuxHost(root, tree.numbers(), () -> calls);
        // The descriptor leads to what was opened, whatever the tree was given last.
        tree.disk("sdb", "8:0");
        fault(FaultCode.CONFLICT, this::write);
        assertEquals("close", calls.asked.get(calls.asked.size() - 1));
    }

    @Test
    void deviceThatWasExchangedIsClosedAgain() throws IOException {
        tree.disk("sdb", "8:16");
        fault(FaultCode.CONFLICT, this::read);
        fault(FaultCode.CONFLICT, this::write);
        assertEquals("close", calls.asked.get(calls.asked.size() - 1));
    }

    @Test
    void writeProtectedDeviceIsOnlyRead() throws IOException {
        calls.writeProtected = true;
        read();
        fault(FaultCode.IO, this::write);
        assertEquals("close", calls.asked.get(calls.asked.size() - 1));
    }

    @ParameterizedTest
    @ValueSource(ints = {1024, 2048, 8192})
    void otherSectorsAreNotWritten(int logical) {
        calls.logical = logical;
        assertThrows(UnsupportedFeatureException.class, this::write);
    }

    @Test
    void opticalMediaAreRead() throws IOException {
        calls.logical = 2048;
        try (BlockDevice device = host.openDevice(tree.device("sda"))) {
            assertEquals(512, device.sectorSize());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -512, 1, 511, 513, 4095})
    void impossibleSectorsAreCorrupt(int logical) {
        calls.logical = logical;
        assertThrows(CorruptInputException.class, this::read);
    }

    @Test
    void deviceOfNoSizeHasNoMedium() {
        calls = new FakeCalls(0);
        fault(FaultCode.NOT_FOUND, this::read);
    }

    @ParameterizedTest
    @ValueSource(ints = {5, 6, 19, 61, 110, 121, 999})
    void failedTransfersSayWhereAndWhy(int error) throws IOException {
        try (LiveDevice device = host.openExclusively(tree.device("sda"))) {
            calls.readRefused = error;
            calls.writeRefused = error;
            for (Executable transfer : new Executable[] {
                () -> device.read(4097, ByteBuffer.allocate(10)), () -> device.write(4097, ByteBuffer.allocate(10))
            }) {
                FaultDetail detail = fault(FaultCode.IO, transfer);
                assertEquals(OptionalLong.of(4097), detail.position());
                assertEquals(Errno.text(error), detail.found());
            }
            calls.flushRefused = error;
            assertEquals(Errno.text(error), fault(FaultCode.IO, device::flush).found());
        }
    }

    @Test
    void fullHostIsToldApart() throws IOException {
        try (LiveDevice device = host.openExclusively(tree.device("sda"))) {
            calls.writeRefused = Errno.ENOSPC;
            fault(FaultCode.HOST_FULL, () -> device.write(0, ByteBuffer.allocate(10)));
        }
    }

    @Test
    void deviceThatBecameShorterIsToldApart() throws IOException {
        try (BlockDevice device = host.openDevice(tree.device("sda"))) {
            calls = new FakeCalls(0);
            assertEquals(SIZE, device.size());
        }
        FakeCalls shrunk = new FakeCalls(SIZE) {
            @Override
            public int pread(int descriptor, ByteBuffer target, long position) throws Errno {
                return position >= SIZE / 2 ? 0 : super.pread(descriptor, target, position);
            }
        };
        host = new LinuxHost(root, tree.numbers(), () -> shrunk);
        try (BlockDevice device = host.openDevice(tree.device("sda"))) {
            FaultDetail detail = fault(FaultCode.CORRUPT, () -> device.read(0, ByteBuffer.allocate(SIZE)));
            assertTrue(detail.position().orElseThrow() >= SIZE / 2);
        }
    }

    @Test
    void failedTransferLeavesTheLimitOfTheBuffer() throws IOException {
        try (LiveDevice device = host.openExclusively(tree.device("sda"))) {
            calls.writeRefused = Errno.EIO;
            ByteBuffer buffer = ByteBuffer.allocateDirect(SIZE);
            fault(FaultCode.IO, () -> device.write(0, buffer));
            assertEquals(SIZE, buffer.limit());
            calls.readRefused = Errno.EIO;
            fault(FaultCode.IO, () -> device.read(0, buffer.clear()));
            assertEquals(SIZE, buffer.limit());
        }
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "95, 0", "95, 25", "95, 95", "19, 22", "38, 38"})
    void zeroFallsBackUntilItWorks(int punch, int zeroOut) throws IOException {
        try (LiveDevice device = host.openExclusively(tree.device("sda"))) {
            calls.punchRefused = punch;
            calls.ioctlRefused = zeroOut;
            byte[] expected = new byte[SIZE];
            Arrays.fill(expected, (byte) 9);
            calls.device.put(0, expected);
            device.zero(1, 300_000);
            device.zero(400_000, 5);
            Arrays.fill(expected, 1, 300_001, (byte) 0);
            Arrays.fill(expected, 400_000, 400_005, (byte) 0);
            assertArrayEquals(expected, calls.device.array());
        }
    }

    @Test
    void zeroThatFailsIsNoReasonToFallBack() throws IOException {
        try (LiveDevice device = host.openExclusively(tree.device("sda"))) {
            calls.punchRefused = Errno.EIO;
            assertEquals(
                    OptionalLong.of(4096),
                    fault(FaultCode.IO, () -> device.zero(4096, 4096)).position());
        }
    }

    @Test
    void discardIsOnlyAdvice() throws IOException {
        try (LiveDevice device = host.openExclusively(tree.device("sda"))) {
            calls.ioctlRefused = Errno.EOPNOTSUPP;
            device.discard(0, SIZE);
            calls.asked.clear();
            device.discard(1, 1022);
            assertEquals(0, calls.asked.size());
            calls.ioctlRefused = Errno.EIO;
            fault(FaultCode.IO, () -> device.discard(0, SIZE));
        }
    }

    private void read() throws IOException {
        host.openDevice(tree.device("sda")).close();
    }

    private void write() throws IOException {
        host.openExclusively(tree.device("sda")).close();
    }

    private static FaultDetail fault(FaultCode code, Executable work) {
        IOException thrown = assertThrows(IOException.class, work);
        Fault fault = assertInstanceOf(Fault.class, thrown);
        assertEquals(code, fault.code());
        return fault.detail();
    }
}
