package dev.diskless.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A wrong command line ends with status 2 before anything is touched; help ends with 0. */
class UsageTest {

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "no-such-program",
                "build-image",
                "build-image --out",
                "build-image --out a --out b",
                "build-image --out FILE --no-such-option",
                "build-image --out FILE --size 1X",
                "build-image --out FILE --size -1",
                "build-image --out FILE --uuid 1",
                "build-image --out FILE --time now",
                "build-image --out FILE --file etc/motd",
                "build-image --out FILE --file /etc/motd=x",
                "build-image --out FILE stray",
                "inspect",
                "inspect a b",
                "inspect --jason a",
                "block",
                "block no-such-command",
                "block show",
                "block show a --sector-size 1024",
                "block mkpart FILE --size 1X",
                "block mkpart FILE --replace",
                "block rmpart FILE",
                "block rmpart FILE one",
                "block set FILE 1",
                "block set FILE 1 --size 1M --grow",
                "ext4",
                "ext4 no-such-command",
                "ext4 mkfs",
                "ext4 mkfs FILE 1x",
                "ext4 mkfs FILE 99999999999999999t",
                "ext4 mkfs FILE 8m -U 1",
                "ext4 mkfs FILE 8m -b large",
                "ext4 mkfs FILE 8m -E stride=4",
                "ext4 mkfs FILE 8m --owner root",
                "ext4 mkfs FILE 8m stray",
                "ext4 ls",
                "ext4 ls FILE --sector-size 1024",
                "ext4 cat FILE",
                "ext4 extract FILE /",
                "ext4 put FILE x",
                "ext4 rm FILE",
                "ext4 mv FILE x",
                "ext4 mkdir FILE x -m 9",
                "ext4 link FILE x",
                "ext4 check",
                "overlay",
                "overlay no-such-command",
                "overlay show",
                "overlay show a b",
                "overlay diff a",
                "overlay merge a b",
                "overlay merge a b c --resolve both",
                "overlay layer -o FILE",
                "overlay edit a --file /etc/motd=x",
                "overlay edit a --time now",
                "overlay extract a",
                "overlay scan"
            })
    void wrongUsageHasStatus2(String line) {
        Path file = folder.resolve("stick.img");
        Object[] arguments = line.isEmpty()
                ? new Object[0]
                : line.replace("FILE", file.toString()).split(" ");
        Programs.Outcome outcome = Programs.run(arguments);
        assertEquals(2, outcome.status(), outcome::err);
        assertEquals("", outcome.out());
        assertFalse(outcome.err().isEmpty());
        assertFalse(Files.exists(file));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--help",
                "build-image --help",
                "inspect --help",
                "block --help",
                "block set --help",
                "ext4 --help",
                "ext4 mkfs --help"
            })
    void helpGoesToStandardOutput(String line) {
        Programs.Outcome outcome = Programs.run((Object[]) line.split(" "));
        assertEquals(0, outcome.status());
        assertTrue(outcome.out().startsWith("Usage: "), outcome::out);
        assertEquals("", outcome.err());
    }

    @Test
    void helpNamesEveryOptionOfTheStableCommandLine() {
        String help = Programs.run("build-image", "--help").out();
        for (String option :
                "--from --out --size --hostname --keys --repository --add --file --uuid --label --time --replace"
                        .split(" ")) {
            assertTrue(help.contains(option + "=") || help.contains(option + " "), option);
        }
        assertTrue(Programs.run("inspect", "--help").out().contains("--json"));
    }
}
