package dev.diskless.ext4.internal;

import static dev.diskless.ext4.internal.disk.LittleEndian.put16;
import static dev.diskless.ext4.internal.disk.LittleEndian.put32;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.diskless.ext4.internal.disk.Inode;
import dev.diskless.fault.CorruptInputException;
import dev.diskless.medium.WritingOptions;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Damage of extent trees that is met where a file grows. */
class ExtentDamageTest {

    private static final int ROOT_ENTRIES = Inode.BLOCK_ARRAY + 2;
    private static final int FIRST_ENTRY = Inode.BLOCK_ARRAY + 12;

    private Patient patient;

    @BeforeEach
    void makePatient() throws IOException {
        patient = new Patient();
    }

    @Test
    void firstNodeIsCheckedWhenSomethingIsWrittenBeforeIt() throws IOException {
        patient.inode(patient.scattered, bytes -> {
            put32(bytes, FIRST_ENTRY, 100);
            put32(bytes, FIRST_ENTRY + 4, 0x7FFFFFFF);
        });
        assertUnwritable();
    }

    @Test
    void nodeWithoutRoomForEntriesIsRefused() throws IOException {
        patient.inode(patient.scattered, bytes -> put32(bytes, FIRST_ENTRY, 100));
        patient.extentNode(bytes -> {
            put16(bytes, 2, 0);
            put16(bytes, 4, 0);
        });
        assertUnwritable();
    }

    @Test
    void innerNodeWithoutEntriesIsRefused() throws IOException {
        patient.inode(patient.scattered, bytes -> put16(bytes, ROOT_ENTRIES, 0));
        assertUnwritable();
        assertThrows(CorruptInputException.class, () -> patient.open().read(patient.scattered, 0, buffer()));
    }

    private void assertUnwritable() throws IOException {
        Volume volume = Volumes.openWritable(patient.device, WritingOptions.at(Sample.TIME));
        assertThrows(CorruptInputException.class, () -> volume.write(patient.scattered, 0, buffer(), true));
    }

    private static ByteBuffer buffer() {
        return ByteBuffer.allocate(10);
    }
}
