package dev.diskless.examples.storage;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diskless.device.BlockDevice;
import dev.diskless.device.RamDevice;
import dev.diskless.ext4.Ext4;
import dev.diskless.medium.WritingOptions;
import dev.diskless.spi.StagedObject;
import dev.diskless.spi.StoredObject;
import dev.diskless.storage.DirectoryStorage;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.FileSystem;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A commit with a backup on an ext4 file system, cut at every write and flush of the device. */
class PartitionPowerCutTest {

    private static final String ACTIVE = "edge-1.apkovl.tar.gz";
    private static final String BACKUP = "edge-1.20260711093000.tar.gz";
    private static final byte[] OLD = random(30_000);
    private static final byte[] NEW = random(50_000);

    private static byte[] random(int size) {
        byte[] content = new byte[size];
        new Random(size).nextBytes(content);
        return content;
    }

    private static FileSystem open(BlockDevice device) throws IOException {
        return Ext4.openWritable(device, WritingOptions.at(StorageImage.TIME));
    }

    private static void commit(DirectoryStorage storage) throws IOException {
        StoredObject seen = storage.list().get(0);
        try (StagedObject staged = storage.stage()) {
            try (OutputStream out = staged.output()) {
                out.write(NEW);
            }
            storage.duplicate(seen, BACKUP);
            staged.replace(seen);
        }
    }

    @Test
    void overlayIsOldOrNewAtEveryCut() throws IOException {
        RamDevice start = new RamDevice(4 << 20);
        StorageImage.format(start, Map.of(ACTIVE, OLD));
        CutDevice device = new CutDevice(start);
        int done;
        try (FileSystem volume = open(device);
                DirectoryStorage storage = DirectoryStorage.of(volume.getPath("/"), new Random(1))) {
            commit(storage);
            done = device.changes();
        }
        int replaced = 0;
        for (int cut = 0; cut <= device.changes(); cut++) {
            for (long seed = 0; seed < 3; seed++) {
                boolean isNew = judge(device.after(cut, seed), "cut " + cut + " of " + done + ", seed " + seed);
                assertTrue(isNew || cut < done, "lost after the commit had returned, cut " + cut);
                replaced += isNew ? 1 : 0;
            }
        }
        assertTrue(done > 5 && replaced > 0, done + " changes");
    }

    private static boolean judge(RamDevice left, String where) throws IOException {
        try (FileSystem volume = open(left);
                DirectoryStorage storage = DirectoryStorage.of(volume.getPath("/"), new Random(2))) {
            storage.stage().close();
            List<String> names = storage.list().stream().map(StoredObject::name).toList();
            byte[] active = content(storage, ACTIVE);
            boolean isNew = active.length == NEW.length;
            assertArrayEquals(isNew ? NEW : OLD, active, where);
            boolean backed = names.contains(BACKUP);
            assertTrue(backed || !isNew, where);
            if (backed) {
                assertArrayEquals(OLD, content(storage, BACKUP), where);
            }
            assertEquals(backed ? List.of(BACKUP, ACTIVE) : List.of(ACTIVE), names, where);
            return isNew;
        }
    }

    private static byte[] content(DirectoryStorage storage, String name) throws IOException {
        try (InputStream in = storage.open(name)) {
            return in.readAllBytes();
        }
    }
}
