package dev.diskless.livehost.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diskless.contract.tool.HostAbility;
import dev.diskless.contract.tool.RealTool;
import dev.diskless.device.BlockDevice;
import dev.diskless.device.LiveDevice;
import dev.diskless.device.PartitionedDevice;
import dev.diskless.ext4.Ext4;
import dev.diskless.medium.FormatOptions;
import dev.diskless.medium.Partition;
import dev.diskless.medium.PartitionTable;
import dev.diskless.partition.MbrScheme;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Partition tables and file systems on real devices; the judges look at the device, not at the file behind it. */
@Tag("kernel-mount")
class LoopMediumTest {

    private static final int SIZE = 64 << 20;
    private static final long MIB = 1 << 20;
    private static final FormatOptions OPTIONS =
            new FormatOptions("live", new UUID(1, 2), new UUID(3, 4), Instant.ofEpochSecond(1_700_000_000));

    @TempDir
    Path folder;

    private final LinuxHost host = new LinuxHost();

    @ParameterizedTest
    @ValueSource(ints = {512, 4096})
    void formattedDeviceIsCleanAndIsMounted(int sector) throws IOException {
        try (LoopDevice loop = loop("--sector-size", sector)) {
            try (LiveDevice device = host.openExclusively(loop.path())) {
                fillWithGarbage(device);
                makeFileSystem(device);
            }
            assertCleanFileSystem(loop.path());
            Path at = Files.createDirectory(folder.resolve("at"));
            RealTool.named("mount").run("-t", "ext4", loop.path(), at).succeeded();
            try {
                assertEquals("hello\n", Files.readString(at.resolve("greeting")));
            } finally {
                RealTool.named("umount").run(at).succeeded();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {512, 4096})
    void writtenTableIsWhatTheRealToolReads(int sector) throws IOException {
        try (LoopDevice loop = loop("--sector-size", sector)) {
            try (LiveDevice device = host.openExclusively(loop.path())) {
                makeMedium(device);
            }
            String dump = RealTool.named("sfdisk")
                    .run("--dump", loop.path())
                    .succeeded()
                    .out()
                    .replace(" ", "");
            assertTrue(dump.contains("label-id:0x0badcafe"), dump);
            assertTrue(
                    dump.contains("start=" + MIB / sector + ",size=" + 32 * MIB / sector + ",type=83,bootable"), dump);
        }
    }

    @Test
    void newPartitionsAreSeenByTheKernel() throws IOException {
        HostAbility.kernelPartitions();
        try (LoopDevice loop = loop("--partscan")) {
            try (LiveDevice device = host.openExclusively(loop.path())) {
                makeMedium(device);
                assertInstanceOf(PartitionedDevice.class, device).rereadPartitions();
            }
            assertCleanFileSystem(loop.partition(1));
            try (BlockDevice partition = host.openDevice(loop.partition(1))) {
                assertEquals(32 * MIB, partition.size());
            }
        }
    }

    @Test
    void partitionThatTheKernelWasToldOfIsFormatted() throws IOException {
        try (LoopDevice loop = loop()) {
            loop.addPartition(1, 2048, 32 * MIB / 512);
            try (LiveDevice partition = host.openExclusively(loop.partition(1))) {
                makeFileSystem(partition);
            }
            assertCleanFileSystem(loop.partition(1));
        }
    }

    private static void makeMedium(LiveDevice device) throws IOException {
        List<Partition> partitions = List.of(new Partition(1, MIB, 32 * MIB, Partition.MBR_LINUX, true, ""));
        new MbrScheme().write(device, new PartitionTable("mbr", "0badcafe", SIZE, device.sectorSize(), partitions));
        try (BlockDevice partition = device.range(MIB, 32 * MIB)) {
            makeFileSystem(partition);
        }
    }

    private static void makeFileSystem(BlockDevice device) throws IOException {
        try (FileSystem files = Ext4.format(device, OPTIONS)) {
            Files.writeString(files.getPath("/greeting"), "hello\n");
        }
        device.flush();
    }

    private static void assertCleanFileSystem(Path device) {
        RealTool.Outcome outcome = RealTool.named("e2fsck").run("-fn", device);
        String text = outcome.out() + outcome.err();
        assertTrue(outcome.status() == 0 && !text.contains("Fix?") && !text.contains("WARNING"), text);
        assertEquals(
                "hello\n",
                RealTool.named("debugfs")
                        .run("-R", "cat /greeting", device)
                        .succeeded()
                        .out());
    }

    private static void fillWithGarbage(BlockDevice device) throws IOException {
        ByteBuffer garbage = ByteBuffer.allocateDirect(1 << 20);
        while (garbage.hasRemaining()) {
            garbage.put((byte) 0xA5);
        }
        for (long at = 0; at < device.size(); at += garbage.capacity()) {
            device.write(at, garbage.clear());
        }
        device.flush();
    }

    private LoopDevice loop(Object... options) throws IOException {
        return LoopDevice.ofSize(folder.resolve("device"), SIZE, options);
    }
}
