package dev.diskless.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diskless.contract.device.BlockDeviceContract;
import dev.diskless.fault.CorruptInputException;
import dev.diskless.fault.FaultCode;
import dev.diskless.fault.InvalidRequestException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.NonWritableChannelException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageFileTest extends BlockDeviceContract {

    @TempDir
    Path directory;

    @Override
    protected BlockDevice create() throws IOException {
        return ImageFile.create(directory.resolve("contract.img"), SIZE);
    }

    @Test
    void newFileHasItsSizeFromTheStart() throws IOException {
        Path file = directory.resolve("new.img");
        ImageFile.create(file, 1 << 20).close();
        assertEquals(1 << 20, Files.size(file));
    }

    @Test
    void existingFileIsNeverReplaced() throws IOException {
        Path file = Files.write(directory.resolve("old.img"), new byte[512]);
        assertThrows(FileAlreadyExistsException.class, () -> ImageFile.create(file, 1024));
        assertEquals(512, Files.size(file));
    }

    @Test
    void sizeOfPartsOfSectorsIsRefusedWithoutAFile() {
        Path file = directory.resolve("odd.img");
        for (long size : new long[] {0, -512, 513}) {
            InvalidRequestException fault =
                    assertThrows(InvalidRequestException.class, () -> ImageFile.create(file, size));
            assertEquals(FaultCode.INVALID_REQUEST, fault.code());
        }
        assertFalse(Files.exists(file));
    }

    @Test
    void bytesBehindTheLastWholeSectorAreLeftOut() throws IOException {
        Path file = Files.write(directory.resolve("tail.img"), new byte[1024 + 7]);
        try (ImageFile device = ImageFile.open(file)) {
            assertEquals(1024, device.size());
        }
    }

    @Test
    void absentFileIsNotMade() {
        Path file = directory.resolve("absent.img");
        assertThrows(NoSuchFileException.class, () -> ImageFile.open(file));
        assertThrows(NoSuchFileException.class, () -> ImageFile.openReadOnly(file));
        assertFalse(Files.exists(file));
    }

    @Test
    void readOnlyFileRefusesChanges() throws IOException {
        Path file = Files.write(directory.resolve("ro.img"), new byte[1024]);
        try (ImageFile device = ImageFile.openReadOnly(file)) {
            assertTrue(device.isReadOnly());
            assertThrows(NonWritableChannelException.class, () -> device.write(0, ByteBuffer.allocate(1)));
            assertThrows(NonWritableChannelException.class, () -> device.zero(0, 1));
            device.flush();
        }
    }

    @Test
    void zeroReachesBytesThatOthersWroteBeforeOpening() throws IOException {
        Path file = directory.resolve("used.img");
        byte[] bytes = new byte[4096];
        java.util.Arrays.fill(bytes, (byte) 1);
        Files.write(file, bytes);
        try (ImageFile device = ImageFile.open(file)) {
            device.zero(512, 3584);
        }
        byte[] after = Files.readAllBytes(file);
        assertEquals(1, after[511]);
        assertEquals(0, after[512]);
        assertEquals(0, after[4095]);
    }

    @Test
    void fileThatBecameShorterIsCorrupt() throws IOException {
        Path file = Files.write(directory.resolve("cut.img"), new byte[4096]);
        try (ImageFile device = ImageFile.openReadOnly(file);
                FileChannel other = FileChannel.open(file, StandardOpenOption.WRITE)) {
            other.truncate(1000);
            CorruptInputException fault =
                    assertThrows(CorruptInputException.class, () -> device.read(512, ByteBuffer.allocate(1024)));
            assertEquals(1000, fault.detail().offset());
        }
    }

    @Test
    void sectorSizeIsWhatTheCallerSays() throws IOException {
        Path file = Files.write(directory.resolve("tail.img"), new byte[8192 + 512]);
        try (ImageFile device = ImageFile.open(file, 4096);
                ImageFile other = ImageFile.openReadOnly(file, 4096)) {
            assertEquals(4096, device.sectorSize());
            assertEquals(8192, device.size());
            assertEquals(8192, other.size());
        }
        assertThrows(IllegalArgumentException.class, () -> ImageFile.open(file, 1024));
        Path absent = directory.resolve("absent.img");
        assertThrows(IllegalArgumentException.class, () -> ImageFile.create(absent, 8192, 2048));
        assertThrows(InvalidRequestException.class, () -> ImageFile.create(absent, 4096 + 512, 4096));
        assertFalse(Files.exists(absent));
    }
}
