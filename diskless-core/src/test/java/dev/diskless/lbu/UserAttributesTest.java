package dev.diskless.lbu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Extended attributes are not saved, and that is said. */
class UserAttributesTest {

    @TempDir
    Path folder;

    private Machine machine;

    @BeforeEach
    void makeMachine() throws IOException {
        machine = Machine.in(folder);
    }

    private void attribute(String name) throws IOException {
        UserDefinedFileAttributeView view =
                Files.getFileAttributeView(machine.root().resolve(name), UserDefinedFileAttributeView.class);
        try {
            view.write("note", ByteBuffer.wrap(new byte[] {1}));
        } catch (IOException e) {
            assumeTrue(false, "the file system of the test has no attributes of users: " + e.getMessage());
        }
    }

    @Test
    void filesThatHaveSomeAreCounted() throws IOException {
        assertEquals(List.of(), machine.lbu().commit().leftOut());
        attribute("etc/hosts");
        List<String> one = List.of("extended attributes of 1 file (the boot does not bring them back)");
        assertEquals(one, machine.lbu().newCommit().dryRun().call().leftOut());
        assertEquals(one, machine.lbu().commit().leftOut());
        assertTrue(machine.lbu().status().isClean());
        Files.createDirectory(machine.root().resolve("etc/d"));
        attribute("etc/d");
        attribute("lib/apk/db/installed");
        List<String> two = List.of("extended attributes of 2 files (the boot does not bring them back)");
        assertEquals(two, machine.lbu().commit().leftOut());
        assertEquals(
                two, machine.lbu().newPackage().to(new ByteArrayOutputStream()).leftOut());
    }
}
