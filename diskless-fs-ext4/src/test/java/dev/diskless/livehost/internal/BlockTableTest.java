package dev.diskless.livehost.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.diskless.fault.CorruptInputException;
import dev.diskless.fault.LimitExceededException;
import dev.diskless.medium.DeviceDescription;
import dev.diskless.medium.DeviceUse;
import dev.diskless.medium.DeviceUse.Kind;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The kernel's tables are read as they are written, and nothing in them can do harm. */
@DisabledOnOs(OS.WINDOWS)
class BlockTableTest {

    @TempDir
    Path root;

    private HostTree tree;

    @BeforeEach
    void makeTree() throws IOException {
        tree = new HostTree(root)
                .disk("sda", "8:0")
                .partition("sda", "sda1", "8:1")
                .partition("sda", "sda2", "8:2")
                .disk("dm-0", "252:0")
                .disk("cciss!c0d0", "104:0");
    }

    @Test
    void mountsAreFoundByNumberWhateverTheSourceIsCalled() throws IOException {
        mount("29 1 8:1 /sub /mnt/a\\040b\\134c rw,relatime shared:1 master:2 - ext4 /dev/root rw");
        assertEquals(List.of(use(Kind.MOUNT, "sda1", "/mnt/a b\\c")), uses("8:0"));
        assertEquals(List.of(use(Kind.MOUNT, "sda1", "/mnt/a b\\c")), uses("8:1"));
        assertEquals(List.of(), uses("8:2"));
    }

    @Test
    void mountsOfFileSystemsWithNumbersOfTheirOwnAreFoundBySource() throws IOException {
        mount("29 1 0:42 / /mnt rw - btrfs /dev/sda2 rw,subvol=/");
        assertEquals(List.of(use(Kind.MOUNT, "sda2", "/mnt")), uses("8:0"));
    }

    @Test
    void mountOfTheWholeDiskIsAUseOfItsPartitions() throws IOException {
        mount("29 1 8:0 / /mnt rw - vfat /dev/sda rw");
        assertEquals(List.of(use(Kind.MOUNT, "sda", "/mnt")), uses("8:2"));
    }

    @Test
    void namesThatAreNoTextAreKept() throws IOException {
        mount("29 1 8:1 / /mnt/\u00ff\\012x rw - ext4 /dev/sda1 rw");
        assertEquals(List.of(use(Kind.MOUNT, "sda1", "/mnt/\udcff\nx")), uses("8:1"));
    }

    @Test
    void linesThatAreNoMountsAreLeftOut() throws IOException {
        mount("\n-\n29 1 8:1\n29 1 8:1 / /mnt rw shared:1\n29 1 8:1 / /mnt rw -\n29 1 8:1 / /mnt rw - ext4\n");
        assertEquals(List.of(), uses("8:0"));
    }

    @Test
    void swapAreasAreFound() throws IOException {
        tree.table(
                "proc/swaps",
                "Filename Type Size Used Priority\n/swap\\040file file 1 0 -2\n/dev/sda2   partition\t16380\t0\t-2\n");
        assertEquals(List.of(use(Kind.SWAP, "sda2", "")), uses("8:0"));
    }

    @Test
    void holdersAreNamed() throws IOException {
        tree.value("sda1", "holders/dm-0", "").value("dm-0", "dm/name", "crypt root");
        assertEquals(List.of(use(Kind.LAYER, "sda1", "dm-0 (crypt root)")), uses("8:0"));
        assertEquals(List.of(), uses("252:0"));
    }

    @Test
    void loopDevicesOnADeviceAreFound() throws IOException {
        tree.disk("loop3", "7:3").value("loop3", "loop/backing_file", "/dev/sda1");
        assertEquals(List.of(use(Kind.LAYER, "sda1", "loop3")), uses("8:1"));
    }

    @Test
    void tableThatIsTooLongIsRefused() throws IOException {
        mount("x".repeat(HostFile.TABLE_LIMIT + 1));
        assertThrows(LimitExceededException.class, () -> uses("8:0"));
    }

    @Test
    void devicesAreDescribed() throws IOException {
        tree.value("sda", "queue/logical_block_size", "4096")
                .value("sda", "queue/physical_block_size", "8192")
                .value("sda", "removable", "1")
                .value("sda2", "ro", "1")
                .value("sda", "device/model", "Stick\u0007 3.0   ");
        DeviceDescription disk = described("8:0").orElseThrow();
        assertEquals(
                new DeviceDescription(
                        tree.device("sda"),
                        Optional.empty(),
                        1 << 20,
                        4096,
                        8192,
                        false,
                        true,
                        "Stick\\u0007 3.0",
                        List.of()),
                disk);
        DeviceDescription partition = described("8:2").orElseThrow();
        assertEquals(Optional.of(disk.path()), partition.disk());
        assertEquals(List.of(4096, 8192), List.of(partition.sectorSize(), partition.physicalSectorSize()));
        assertEquals(List.of(true, true), List.of(partition.readOnly(), partition.removable()));
    }

    @Test
    void slashesInNamesAreDirectories() throws IOException {
        assertEquals(tree.device("cciss/c0d0"), described("104:0").orElseThrow().path());
    }

    @Test
    void devicesWithoutSizeAreLeftOut() throws IOException {
        tree.value("sda", "size", "0");
        assertEquals(Optional.empty(), described("8:0"));
        tree.value("sda", "size", Long.toString(Long.MAX_VALUE));
        assertEquals(Optional.empty(), described("8:0"));
    }

    @Test
    void sizeThatIsNoNumberIsCorrupt() throws IOException {
        for (String text : new String[] {"", "-1", "12x", "99999999999999999999"}) {
            tree.value("sda", "size", text);
            assertThrows(CorruptInputException.class, () -> described("8:0"));
        }
    }

    private void mount(String lines) throws IOException {
        tree.table("proc/self/mountinfo", lines + "\n");
    }

    private List<DeviceUse> uses(String number) throws IOException {
        BlockTable table = tree.read();
        return table.uses(table.find(number).orElseThrow());
    }

    private Optional<DeviceDescription> described(String number) throws IOException {
        BlockTable table = tree.read();
        return BlockAttributes.describe(table, table.find(number).orElseThrow());
    }

    private DeviceUse use(Kind kind, String device, String user) {
        return new DeviceUse(kind, tree.device(device), user);
    }
}
