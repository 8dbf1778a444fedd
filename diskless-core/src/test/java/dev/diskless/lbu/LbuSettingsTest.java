package dev.diskless.lbu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diskless.fault.CorruptInputException;
import dev.diskless.fault.DisklessException;
import dev.diskless.fault.FaultCode;
import dev.diskless.fault.InvalidRequestException;
import dev.diskless.fault.LimitExceededException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LbuSettingsTest {

    private static LbuSettings of(String... lines) throws IOException {
        return with(Map.of(), Map.of(), lines);
    }

    private static LbuSettings with(Map<String, String> environment, Map<String, String> options, String... lines)
            throws IOException {
        return LbuSettings.parse(String.join("\n", lines), "lbu.conf", environment, options);
    }

    @Test
    void aRootWithoutTheFileHasTheStandardSettings(@TempDir Path root) throws IOException {
        LbuSettings settings = LbuSettings.read(root);
        assertEquals(Optional.empty(), settings.media());
        assertEquals(Optional.empty(), settings.backupDirectory());
        assertEquals(Optional.empty(), settings.encryption());
        assertEquals(Optional.empty(), settings.password());
        assertEquals("aes-256-cbc", settings.defaultCipher());
        assertEquals(0, settings.backupLimit());
        assertEquals(LbuSettings.standard().toString(), settings.toString());
    }

    @Test
    void theFileIsReadAsAShellWould(@TempDir Path root) throws IOException {
        Files.createDirectories(root.resolve("etc/lbu"));
        Files.writeString(root.resolve("etc/lbu/lbu.conf"), """
            # what cipher to use with -e option
            DEFAULT_CIPHER=aes-256-cbc
            # BACKUP_LIMIT=3
              export LBU_MEDIA='us'"b" # the stick
            ENCRYPTION=$DEFAULT_CIPHER; BACKUP_LIMIT=0\\
            3
            LBU_BACKUPDIR="/media/${LBU_MEDIA}/a \\"b\\" \\$c \\d"
            PASSWORD=se\\ 'c\\r'$
            """);
        LbuSettings settings = LbuSettings.read(root);
        assertEquals(Optional.of("usb"), settings.media());
        assertEquals(Optional.of("aes-256-cbc"), settings.encryption());
        assertEquals(3, settings.backupLimit());
        assertEquals(Optional.of("/media/usb/a \"b\" $c \\d"), settings.backupDirectory());
        assertEquals("se c\\r$", new String(settings.password().orElseThrow()));
        assertEquals(List.of(), settings.notes());
        assertFalse(settings.toString().contains("c\\r"), settings.toString());
    }

    @Test
    void optionsComeBeforeTheFileAndThatBeforeTheEnvironment() throws IOException {
        Map<String, String> environment =
                Map.of("LBU_MEDIA", "env", "BACKUP_LIMIT", "1", "ENCRYPTION", "des3", "HOME", "/root", "PASSWORD", "e");
        LbuSettings settings =
                with(environment, Map.of("LBU_MEDIA", "option", "ENCRYPTION", ""), "LBU_MEDIA=conf", "BACKUP_LIMIT=2");
        assertEquals(Optional.of("option"), settings.media());
        assertEquals(2, settings.backupLimit());
        assertEquals(Optional.empty(), settings.encryption());
        assertEquals("e", new String(settings.password().orElseThrow()));
        assertEquals(
                Optional.of("/root/x"),
                with(environment, Map.of(), "LBU_BACKUPDIR=$HOME/x").backupDirectory());
        assertThrows(InvalidRequestException.class, () -> with(Map.of(), Map.of("ROOT", "/")));
    }

    @Test
    void theDefaultCipherOfTheEnvironmentDoesNotCount() throws IOException {
        Map<String, String> environment = Map.of("DEFAULT_CIPHER", "des3");
        assertEquals("aes-256-cbc", with(environment, Map.of()).defaultCipher());
        assertEquals(
                "aria-128-ctr",
                with(environment, Map.of(), "DEFAULT_CIPHER=aria-128-ctr").defaultCipher());
        assertEquals(
                "sm4-cbc",
                with(environment, Map.of("DEFAULT_CIPHER", "sm4-cbc")).defaultCipher());
        assertEquals(
                Optional.of("aria-128-ctr"),
                of("DEFAULT_CIPHER=aria-128-ctr").encrypted().encryption());
        assertEquals(Optional.of("des3"), of("ENCRYPTION=des3").encrypted().encryption());
    }

    @Test
    void whatOnlyAShellCouldTellIsRefusedWhereItCounts() throws IOException {
        for (String text : List.of(
                "LBU_MEDIA=$(cat /x)",
                "LBU_MEDIA=`cat /x`",
                "LBU_MEDIA=\"$(cat '/x)')\"",
                "LBU_MEDIA=$((1 + 1))",
                "LBU_MEDIA=${X:-usb}",
                ": ${LBU_MEDIA:=usb}",
                "LBU_MEDIA=$X",
                "LBU_MEDIA=$1",
                "LBU_MEDIA=~root",
                "X=$(hostname)\nLBU_MEDIA=$X",
                "if true; then LBU_MEDIA=usb; fi",
                "if false\nthen\nLBU_MEDIA=usb\nfi",
                "true && LBU_MEDIA=usb",
                "true ||\n\nLBU_MEDIA=usb",
                "LBU_MEDIA=usb command",
                "LBU_MEDIA=usb >/x",
                "LBU_MEDIA=usb | cat",
                "read LBU_MEDIA </x",
                "for LBU_MEDIA in a b; do :; done",
                "cat <<E\nLBU_MEDIA=usb\nE",
                "f() {\nLBU_MEDIA=usb\n}",
                "case $X in\na) LBU_MEDIA=usb;;\nesac",
                "(\nLBU_MEDIA=usb\n)",
                "exit\nLBU_MEDIA=usb",
                "{ return; }\nLBU_MEDIA=usb",
                "set -u\nLBU_MEDIA=usb",
                "LBU_MEDIA+=usb",
                "export LBU_MEDIA=*",
                "A='a b'\nexport LBU_MEDIA=$A",
                "readonly LBU_MEDIA=usb",
                "; LBU_MEDIA=usb",
                "X=$'\\''\nLBU_MEDIA=usb",
                "eval \"LBU_ME\\\nDIA=usb\"")) {
            DisklessException fault = assertThrows(DisklessException.class, () -> of(text), text);
            assertEquals(FaultCode.UNSUPPORTED, fault.code(), text);
            assertTrue(String.valueOf(fault.detail().path()).contains("line "), text);
            assertEquals(
                    Optional.of("o"),
                    with(Map.of(), Map.of("LBU_MEDIA", "o"), text).media(),
                    text);
        }
    }

    @Test
    void whatConcernsNoSettingIsPassedOverWithANote() throws IOException {
        LbuSettings settings = of(
                "HOST=$(hostname -f)",
                "[ -f /x ] && . /x",
                "if [ -n \"$LBU_MEDIA\" ]; then",
                "  echo ${LBU_MEDIA}; fi",
                "while read x; do if a; then b; fi; done </y",
                "PASSWORD='$(x)'",
                "LBU_MEDIA=usb",
                "unset BACKUP_LIMIT",
                "echo secret");
        assertEquals(Optional.of("usb"), settings.media());
        assertEquals(
                List.of(1, 2, 3, 4, 5, 9),
                settings.notes().stream()
                        .map(note -> lineOf(note.message()))
                        .distinct()
                        .toList());
        assertFalse(settings.notes().toString().contains("secret"));
        assertEquals("$(x)", new String(settings.password().orElseThrow()));
    }

    private static int lineOf(String message) {
        return Integer.parseInt(message.replaceAll("(?s).*line ([0-9]+).*", "$1"));
    }

    @Test
    void aLaterAssignmentMakesItClearAgain() throws IOException {
        assertEquals(
                Optional.of("b"),
                of("LBU_MEDIA=$(x)", "LBU_MEDIA=a", "LBU_MEDIA=b").media());
        assertEquals(Optional.empty(), of("LBU_MEDIA=$(x)", "unset LBU_MEDIA").media());
        assertEquals(Optional.empty(), of("LBU_MEDIA=a", "export LBU_MEDIA=").media());
    }

    @Test
    void exportTakesTheValuesFromBeforeIt() throws IOException {
        LbuSettings settings = of("LBU_MEDIA=a", "export LBU_MEDIA=b LBU_BACKUPDIR=/$LBU_MEDIA");
        assertEquals(Optional.of("b"), settings.media());
        assertEquals(Optional.of("/a"), settings.backupDirectory());
        assertEquals(
                Optional.of("/b"), of("LBU_MEDIA=b LBU_BACKUPDIR=/$LBU_MEDIA").backupDirectory());
    }

    @Test
    void namesThatAreValuesMayMeanAnySetting() throws IOException {
        for (String text : List.of("X=LBU_MEDIA=\nexport ${X}usb", "X=LBU_MEDIA\nunset $X")) {
            DisklessException fault = assertThrows(DisklessException.class, () -> of(text), text);
            assertEquals(FaultCode.UNSUPPORTED, fault.code(), text);
        }
    }

    @Test
    void valuesThatNoSettingHasAreRefusedWithoutShowingThem() {
        for (String text : List.of(
                "BACKUP_LIMIT=three-secret",
                "BACKUP_LIMIT=-1",
                "BACKUP_LIMIT=1000001",
                "BACKUP_LIMIT=99999999999999999999",
                "LBU_MEDIA=../secret",
                "LBU_MEDIA=usb\r",
                "LBU_MEDIA='a\nb'",
                "LBU_BACKUPDIR='a\tb'",
                "ENCRYPTION=../secret",
                "DEFAULT_CIPHER='a b'")) {
            InvalidRequestException fault = assertThrows(InvalidRequestException.class, () -> of(text), text);
            assertFalse(fault.getMessage().contains("secret"), fault.getMessage());
        }
    }

    @Test
    void damagedFilesAreTyped(@TempDir Path root) throws IOException {
        for (String text : List.of("LBU_MEDIA='usb", "a\nX=\"$(b)", "X=\"\\\"", "A=b\0c")) {
            assertThrows(CorruptInputException.class, () -> of(text), text);
        }
        String doubling = "A=xxxxxxxx\n" + "A=$A$A\n".repeat(64);
        assertThrows(LimitExceededException.class, () -> of(doubling));
        Files.createDirectories(root.resolve("etc/lbu"));
        Files.write(root.resolve("etc/lbu/lbu.conf"), new byte[RootFile.LIMIT + 1]);
        assertThrows(LimitExceededException.class, () -> LbuSettings.read(root));
    }

    @Test
    void noLinkLeadsOutOfTheRoot(@TempDir Path folder) throws IOException {
        Path root = Files.createDirectories(folder.resolve("root/etc")).getParent();
        Files.writeString(Files.createDirectory(folder.resolve("lbu")).resolve("lbu.conf"), "PASSWORD=x\n");
        Files.createSymbolicLink(root.resolve("etc/lbu"), Path.of("../../lbu"));
        assertThrows(DisklessException.class, () -> LbuSettings.read(root));
        Files.delete(root.resolve("etc/lbu"));
        Files.createSymbolicLink(
                Files.createDirectory(root.resolve("etc/lbu")).resolve("lbu.conf"), folder.resolve("lbu/lbu.conf"));
        assertThrows(DisklessException.class, () -> LbuSettings.read(root));
    }
}
