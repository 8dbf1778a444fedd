package dev.diskless.ext4.internal.disk;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Lists are written as entries of tag, permissions and, for named ones, a number. */
class PosixAclTest {

    private static byte[] list(String text) {
        String[] entries = text.isEmpty() ? new String[0] : text.split(" ");
        byte[] list = new byte[4 + 8 * entries.length];
        LittleEndian.put32(list, 0, 2);
        for (int i = 0; i < entries.length; i++) {
            String[] parts = entries[i].split(":");
            int tag = switch (parts[0]) {
                case "u" -> parts.length == 2 ? 1 : 2;
                case "g" -> parts.length == 2 ? 4 : 8;
                case "m" -> 16;
                case "o" -> 32;
                default -> 64;
            };
            LittleEndian.put16(list, 4 + 8 * i, tag);
            LittleEndian.put16(list, 6 + 8 * i, Integer.parseInt(parts[parts.length - 1]));
            LittleEndian.put32(list, 8 + 8 * i, parts.length == 2 ? -1 : Long.parseLong(parts[1]));
        }
        return list;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "u:6 g:4 o:0",
                "u:6 g:4 m:7 o:0",
                "u:6 u:1:7 g:4 m:7 o:0",
                "u:6 g:4 g:5:1 m:7 o:0",
                "u:6 u:9:7 u:1:7 u:1:7 g:4 g:5:1 g:5:1 m:7 o:0",
                "u:6 u:4294967294:7 g:4 m:7 o:0"
            })
    void listIsTakenAndReadBack(String text) {
        assertTrue(PosixAcl.isValid(list(text)));
        assertArrayEquals(list(text), PosixAcl.toPrograms(PosixAcl.toStored(list(text))));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "u:6",
                "u:6 g:4",
                "g:4 o:0",
                "u:6 o:0",
                "u:6 u:6 g:4 o:0",
                "g:4 u:6 o:0",
                "u:6 g:4 o:0 m:7",
                "u:6 g:4 o:0 o:0",
                "u:6 g:4 m:7 m:7 o:0",
                "u:6 u:1:7 g:4 o:0",
                "u:6 g:4 g:1:7 o:0",
                "u:6 g:4 u:1:7 m:7 o:0",
                "u:6 g:1:7 g:4 m:7 o:0",
                "u:8 g:4 o:0",
                "u:6 x:4 g:4 o:0",
                "u:6 u:4294967295:7 g:4 m:7 o:0"
            })
    void malformedListIsNotTaken(String text) {
        assertFalse(PosixAcl.isValid(list(text)));
    }

    @Test
    void otherVersionsAndPartsOfEntriesAreNotTaken() {
        byte[] list = list("u:6 g:4 o:0");
        for (int length = 0; length < list.length; length++) {
            assertFalse(PosixAcl.isValid(Arrays.copyOf(list, length)));
        }
        list[0] = 1;
        assertFalse(PosixAcl.isValid(list));
        assertFalse(PosixAcl.isEmpty(Arrays.copyOf(list, 4)));
        assertTrue(PosixAcl.isEmpty(list("")));
    }

    @ParameterizedTest
    @CsvSource({"u:6 g:4 o:1,0641,true", "u:7 u:1:7 g:4 m:1 o:0,0710,false", "u:6 g:4 m:4 o:0,0640,false"})
    void maskIsThePermissionOfTheGroup(String text, String mode, boolean same) {
        assertEquals(0107000 | Integer.parseInt(mode, 8), PosixAcl.mode(0107777, list(text)));
        assertEquals(same, PosixAcl.isMode(list(text)));
    }

    @ParameterizedTest
    @CsvSource({
        "u:6 g:4 o:1,0752,u:7 g:5 o:2",
        "u:6 u:1:7 g:4 m:7 o:1,0752,u:7 u:1:7 g:4 m:5 o:2",
        "u:6 g:4 m:7 o:1,0000,u:0 g:4 m:0 o:0"
    })
    void changeOfPermissionsChangesTheMask(String before, String mode, String after) {
        assertArrayEquals(list(after), PosixAcl.withMode(list(before), Integer.parseInt(mode, 8)));
    }

    @ParameterizedTest
    @CsvSource({
        "u:6 g:4 o:1,0752,u:6 g:4 o:0",
        "u:7 u:1:7 g:6 m:7 o:5,0640,u:6 u:1:7 g:6 m:4 o:0",
        "u:7 g:5 g:2:7 m:7 o:5,0777,u:7 g:5 g:2:7 m:7 o:5"
    })
    void newFileInheritsWhatItsModeAllows(String parent, String mode, String made) {
        assertArrayEquals(list(made), PosixAcl.inherited(list(parent), Integer.parseInt(mode, 8)));
    }
}
