package dev.diskless.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diskless.contract.tool.RealTool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A process with a heap of 64 MiB as judge: no overlay may exhaust it, whatever the program does with it. */
class OverlaySmallHeapTest {

    private static final String TOO_MANY = "too many entries, or too long ones, for the memory there is";

    @TempDir
    Path folder;

    private Path overlay;
    private Path small;
    private Path root;

    @BeforeEach
    void fixture() throws IOException {
        overlay = Files.createDirectory(folder.resolve("medium")).resolve("box.apkovl.tar.gz");
        small = folder.resolve("small.apkovl.tar.gz");
        root = Files.createDirectory(folder.resolve("root"));
        Files.createDirectories(root.resolve("etc/apk"));
        Files.writeString(root.resolve("etc/hostname"), "box\n");
        Files.writeString(root.resolve("etc/apk/arch"), "x86_64\n");
        Files.createFile(Files.createDirectories(root.resolve("lib/apk/db")).resolve("installed"));
        try (HostileOverlay few = HostileOverlay.at(small)) {
            few.directory("etc").file("etc/hostname", "box\n");
        }
    }

    /** What a program did. */
    private record Outcome(int status, long lines, String err) {}

    private List<Outcome> run(String collector, List<List<Object>> commands) throws IOException {
        List<String> lines = new ArrayList<>();
        for (List<Object> command : commands) {
            lines.add(String.join("\t", command.stream().map(Object::toString).toList()));
        }
        Path list = Files.write(folder.resolve("commands"), lines);
        RealTool.Outcome outcome = RealTool.named("java")
                .run(
                        "-Xmx64m",
                        collector,
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        SmallHeap.class.getName(),
                        list);
        assertEquals(0, outcome.status(), outcome.out() + outcome.err());
        List<Outcome> outcomes = new ArrayList<>();
        outcome.out().lines().forEach(line -> {
            String[] parts = line.split("\t", 3);
            outcomes.add(new Outcome(Integer.parseInt(parts[0]), Long.parseLong(parts[1]), parts[2]));
        });
        assertEquals(commands.size(), outcomes.size(), outcome.err());
        return outcomes;
    }

    private List<Object> lbu(String subcommand, Object... more) {
        List<Object> line =
                new ArrayList<>(List.of("lbu", subcommand, "--root", root, "--storage", overlay.getParent()));
        line.addAll(List.of(more));
        return line;
    }

    @Test
    void manyEntriesAreShownAndExtractedAndElseRefused() throws IOException {
        many(200_000);
    }

    @Test
    @Tag("campaign")
    void aMillionEntriesAreShownAndExtractedAndElseRefused() throws IOException {
        many(1_000_000);
    }

    private void many(int count) throws IOException {
        try (HostileOverlay many = HostileOverlay.at(overlay)) {
            for (int i = 1; i < count; i++) {
                many.file("etc/" + i, "");
            }
            many.file("etc/wanted", "here\n");
        }
        Path out = folder.resolve("out");
        List<Outcome> outcomes = run(
                "-XX:+UseSerialGC",
                List.of(
                        List.of("overlay", "show", "--json", overlay),
                        List.of("overlay", "extract", overlay, "etc/wanted", "-o", out),
                        List.of("overlay", "diff", small, overlay),
                        List.of("overlay", "merge", small, small, overlay),
                        List.of("overlay", "layer", small, overlay),
                        List.of("overlay", "diff", overlay, root),
                        List.of("overlay", "edit", overlay, "--remove", "etc/wanted", "--time", "0"),
                        List.of("overlay", "scan", overlay),
                        lbu("status"),
                        lbu("commit")));
        assertEquals(0, outcomes.get(0).status());
        assertTrue(outcomes.get(0).lines() > 10 * count, outcomes::toString);
        assertEquals(0, outcomes.get(1).status(), outcomes::toString);
        assertEquals("here\n", Files.readString(out));
        for (int refused : List.of(2, 3, 4, 5, 6, 8)) {
            Outcome outcome = outcomes.get(refused);
            assertEquals(1, outcome.status(), outcomes::toString);
            assertTrue(outcome.err().contains(TOO_MANY), outcome::err);
            assertTrue(outcome.err().contains("-Xmx1g"), outcome::err);
        }
        assertEquals(0, outcomes.get(7).status(), outcomes::toString);
        assertEquals(0, outcomes.get(9).status(), outcomes::toString);
    }

    /** Ways to be large in memory and small in a file. */
    enum Attack {
        LONG_NAMES {
            @Override
            void write(HostileOverlay to) {
                for (int i = 0; i < 6_000; i++) {
                    to.file("etc/" + ("\u0416".repeat(120) + "/").repeat(15) + i, "x");
                }
            }
        },
        DEEP_NAMES {
            @Override
            void write(HostileOverlay to) {
                for (int i = 0; i < 60; i++) {
                    to.file("etc/" + i + "/a".repeat(2000), "x");
                }
            }
        },
        ATTRIBUTES {
            @Override
            void write(HostileOverlay to) {
                for (int i = 0; i < 20; i++) {
                    to.records('x', "SCHILY.xattr.user.", "", 32_000).file("etc/" + i, "x");
                }
            }
        },
        LINKED_ATTRIBUTES {
            @Override
            void write(HostileOverlay to) {
                to.records('x', "SCHILY.xattr.user.", "", 32_000).file("etc/a", "x");
                for (int i = 0; i < 2000; i++) {
                    to.hardLink("etc/b" + i, "etc/a");
                }
            }
        },
        LONG_OWNERS {
            @Override
            void write(HostileOverlay to) {
                to.records('g', "uname", "u".repeat(1_000_000), 1);
                for (int i = 0; i < 60; i++) {
                    to.file("etc/" + i, "x");
                }
            }
        },
        SMALL_TEXTS {
            @Override
            void write(HostileOverlay to) {
                for (int i = 0; i < 65_000; i++) {
                    to.file("etc/" + i, "x");
                }
            }
        },
        LONG_TEXTS {
            @Override
            void write(HostileOverlay to) {
                StringBuilder text = new StringBuilder();
                for (int i = 0; i < 250_000; i++) {
                    text.append((char) ('a' + i % 7)).append(i % 3 == 0 ? "x\n" : "\n");
                }
                to.file("etc/apk/world", text.toString()).file("etc/hostname", text.toString());
                for (int i = 0; i < 40_000; i++) {
                    to.directory("etc/x/" + i);
                }
            }
        },
        SECRETS {
            @Override
            void write(HostileOverlay to) {
                String secret = "-----BEGIN RSA PRIVATE KEY-----\nMIIE\n";
                for (int i = 0; i < 9_000; i++) {
                    to.file("etc/" + ("\u0416".repeat(100) + "/").repeat(18) + i, secret);
                }
            }
        };

        abstract void write(HostileOverlay to);
    }

    @ParameterizedTest
    @EnumSource(names = {"LINKED_ATTRIBUTES", "DEEP_NAMES"})
    void nothingExhaustsMemory(Attack attack) throws IOException {
        attack("-XX:+UseSerialGC", attack);
    }

    @ParameterizedTest
    @EnumSource
    @Tag("campaign")
    void nothingExhaustsMemoryInAnyWay(Attack attack) throws IOException {
        attack("-XX:+UseSerialGC", attack);
    }

    @ParameterizedTest
    @EnumSource
    @Tag("campaign")
    void nothingExhaustsMemoryWithAnotherCollector(Attack attack) throws IOException {
        attack("-XX:+UseG1GC", attack);
    }

    private void attack(String collector, Attack attack) throws IOException {
        try (HostileOverlay hostile = HostileOverlay.at(overlay)) {
            attack.write(hostile);
        }
        Path copy = Files.copy(overlay, folder.resolve("copy.apkovl.tar.gz"));
        Files.copy(overlay, overlay.resolveSibling("box.20200913122640.tar.gz"));
        List<Outcome> outcomes = run(
                collector,
                List.of(
                        List.of("overlay", "show", "--json", overlay),
                        List.of("overlay", "diff", "--json", "--parents", small, overlay),
                        List.of("overlay", "diff", "--text", small, overlay),
                        List.of(
                                "overlay",
                                "merge",
                                "--resolve",
                                "markers",
                                "-o",
                                folder.resolve("m"),
                                small,
                                small,
                                overlay),
                        List.of("overlay", "edit", copy, "--rename", "etc=usr/etc", "--time", "0"),
                        List.of("overlay", "extract", overlay, "etc/b1", "-o", folder.resolve("e")),
                        List.of("overlay", "scan", "--json", overlay),
                        lbu("status"),
                        lbu("diff", "--json"),
                        lbu("revert", "box.20200913122640.tar.gz"),
                        lbu("commit")));
        for (Outcome outcome : outcomes) {
            assertTrue(outcome.status() <= 2, outcomes::toString);
            assertFalse(outcome.err().contains("Error"), outcomes::toString);
        }
        assertEquals(0, outcomes.get(0).status(), outcomes::toString);
        assertEquals(0, outcomes.get(10).status(), outcomes::toString);
    }
}
