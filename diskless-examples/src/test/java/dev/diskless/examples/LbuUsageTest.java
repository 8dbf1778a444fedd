package dev.diskless.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The usage cases of lbu: what is asked for goes to standard output, what is wrong to standard error. */
class LbuUsageTest {

    @TempDir
    Path folder;

    private Programs.Outcome run(String line) {
        List<Object> arguments = new ArrayList<>(List.of("lbu"));
        for (String word : line.split(" ")) {
            if (!word.isEmpty()) {
                arguments.add(word.replace("DIR", folder.toString()));
            }
        }
        return Programs.run(arguments.toArray());
    }

    @ParameterizedTest
    @CsvSource({
        "'',<subcommand>",
        "include,include|inc|add",
        "inc,include|inc|add",
        "add,include|inc|add",
        "commit,commit|ci",
        "ci,commit|ci",
        "exclude,exclude|ex|delete",
        "ex,exclude|ex|delete",
        "delete,exclude|ex|delete",
        "diff,diff",
        "list,list|ls",
        "ls,list|ls",
        "list-backup,list-backup|lb",
        "lb,list-backup|lb",
        "package,package|pkg",
        "pkg,package|pkg",
        "revert,revert",
        "setup,setup",
        "status,status|stat|st",
        "stat,status|stat|st",
        "st,status|stat|st"
    })
    void helpGoesToStandardOutputAndAWrongOptionToStandardError(String subcommand, String usage) {
        Programs.Outcome help = run(subcommand + " -h");
        assertEquals(0, help.status());
        assertTrue(help.out().startsWith("usage: lbu " + usage), help::out);
        assertEquals("", help.err());
        Programs.Outcome wrong = run(subcommand + " -Z");
        assertEquals(1, wrong.status());
        assertEquals("", wrong.out());
        assertTrue(wrong.err().contains("usage: lbu " + usage), wrong::err);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "none",
                "include",
                "exclude",
                "include -l file",
                "include -r",
                "commit a b",
                "commit --root DIR",
                "status --root DIR",
                "diff --root DIR",
                "revert --root DIR",
                "revert --root DIR a.20200101000000.tar.gz",
                "list extra",
                "setup --root DIR --device /dev/sda1",
                "setup --root DIR --backup-limit x"
            })
    void whatLacksIsToldWithTheUsage(String line) {
        Programs.Outcome outcome = run(line);
        assertEquals(1, outcome.status());
        assertEquals("", outcome.out());
        assertTrue(outcome.err().contains("usage: lbu "), outcome::err);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "comit -p secret",
                "-psecret commit",
                "-p secret commit",
                "commit --password=secret",
                "list a -p secret"
            })
    void whatIsNotUnderstoodTellsNoPassword(String line) {
        Programs.Outcome outcome = run(line);
        assertEquals(1, outcome.status());
        assertTrue(outcome.err().startsWith("lbu: "), outcome::err);
        assertFalse((outcome.err() + outcome.out()).contains("secret"), outcome::err);
    }

    @Test
    void listBackupWithoutAMediumShowsItsUsageAsAResult() {
        Programs.Outcome outcome = run("list-backup --root DIR");
        assertEquals(1, outcome.status());
        assertTrue(outcome.out().startsWith("usage: lbu list-backup"), outcome::out);
    }

    @ParameterizedTest
    @ValueSource(strings = {"commit -a", "include -a x", "status -n", "package -n", "revert -n x", "exclude -n x"})
    void optionsThatMeanNothingHereAreNotPassedOver(String line) {
        Programs.Outcome outcome = run(line + " --root DIR");
        assertEquals(2, outcome.status());
        assertEquals("", outcome.out());
        assertFalse(outcome.err().isEmpty());
        assertEquals(0, folder.toFile().list().length);
    }
}
