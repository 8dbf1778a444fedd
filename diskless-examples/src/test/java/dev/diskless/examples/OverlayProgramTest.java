package dev.diskless.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diskless.contract.tool.RealTool;
import dev.diskless.overlay.ApkovlFormat;
import dev.diskless.overlay.OverlayTree;
import dev.diskless.progress.Progress;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class OverlayProgramTest {

    private static final Instant TIME = Instant.ofEpochSecond(1_700_000_000);

    @TempDir
    Path directory;

    private Path base;
    private Path host;

    @BeforeEach
    void makeOverlays() throws IOException {
        base = overlay(
                "base.apkovl.tar.gz",
                Map.of("etc/motd", "hello\n", "etc/hostname", "base\n", "etc/apk/world", "openssh\n"));
        host = overlay(
                "host.apkovl.tar.gz",
                Map.of("etc/motd", "moin\n", "etc/hostname", "base\n", "etc/apk/world", "chrony\n"));
    }

    @Test
    void showListsEntries() {
        Programs.Outcome outcome = Programs.run("overlay", "show", base).succeeded();
        assertTrue(outcome.out().contains("-0644 0:0          6 2023-11-14T22:13:20Z etc/motd\n"), outcome.out());
        JsonNode json = json(Programs.run("overlay", "show", "--json", base).succeeded());
        assertEquals(1, json.get("format").asInt());
        assertEquals("directory", json.get("entries").get(0).get("type").asString());
        assertEquals("0755", json.get("entries").get(0).get("mode").asString());
    }

    @Test
    void diffTellsWhatDiffersAndPatchAppliesIt() throws IOException {
        Programs.Outcome lines = Programs.run("overlay", "diff", base, host);
        assertEquals(1, lines.status());
        assertEquals("U etc/apk/world\nU etc/motd\n", lines.out());
        assertEquals(0, Programs.run("overlay", "diff", base, base).status());
        JsonNode json = json(Programs.run("overlay", "diff", "--json", base, host));
        assertEquals("changed", json.get("differences").get(0).get("kind").asString());
        Programs.Outcome text = Programs.run("overlay", "diff", "-u", base, host);
        assertEquals(1, text.status());
        Path root = Files.createDirectory(directory.resolve("root"));
        RealTool.named("tar").run("-xzf", base, "-C", root).succeeded();
        Path patch = Files.write(directory.resolve("patch"), text.bytes());
        RealTool.named("patch").run(Map.of(), root, "-p1", "-s", "-i", patch).succeeded();
        assertEquals(0, Programs.run("overlay", "diff", "-u", host, root).status());
        assertEquals(
                2, Programs.run("overlay", "diff", "-u", "--json", base, host).status());
    }

    @Test
    void layerJoinsAndTellsWhereFrom() {
        Path out = directory.resolve("all.apkovl.tar.gz");
        Programs.Outcome outcome = Programs.run("overlay", "layer", "base=" + base, "host=" + host, "-o", out)
                .succeeded();
        assertTrue(outcome.out().contains("etc/motd: host, over base\n"), outcome.out());
        assertTrue(outcome.out().contains("etc/apk/world: base + host\n"), outcome.out());
        assertEquals(
                "moin\n",
                Programs.run("overlay", "extract", out, "/etc/motd").succeeded().bytesText());
        assertEquals(
                "chrony\nopenssh\n",
                Programs.run("overlay", "extract", out, "etc/apk/world").bytesText());
        assertEquals(1, Programs.run("overlay", "layer", base, "-o", out).status());
        JsonNode json =
                json(Programs.run("overlay", "layer", "--json", base, host).succeeded());
        assertEquals("etc", json.get("entries").get(0).get("path").asString());
    }

    @Test
    void mergeWritesNothingWhileThereAreConflicts() throws IOException {
        Path other = overlay("other.apkovl.tar.gz", Map.of("etc/motd", "salut\n", "etc/hostname", "other\n"));
        Path out = directory.resolve("merged.apkovl.tar.gz");
        Programs.Outcome refused = Programs.run("overlay", "merge", base, host, other, "-o", out);
        assertEquals(1, refused.status());
        assertEquals("""
            conflict: etc/apk/world: removed: removed on one side and changed on the other
            conflict: etc/motd: content: changed on both sides
            """, refused.out());
        assertFalse(Files.exists(out));
        Programs.run("overlay", "merge", base, host, other, "-o", out, "--resolve", "theirs")
                .succeeded();
        assertEquals(
                "salut\n", Programs.run("overlay", "extract", out, "etc/motd").bytesText());
        assertEquals(
                "other\n",
                Programs.run("overlay", "extract", out, "etc/hostname").bytesText());
        JsonNode json = json(Programs.run("overlay", "merge", "--json", base, host, other));
        assertFalse(json.get("whole").asBoolean());
    }

    @Test
    void editChangesOnlyWhatIsNamed() throws IOException {
        Path source = Files.writeString(directory.resolve("banner"), "banner\n");
        Programs.run(
                        "overlay",
                        "edit",
                        host,
                        "--remove",
                        "etc/motd",
                        "--file",
                        "etc/issue=" + source,
                        "--text",
                        "etc/hostname=edge",
                        "--link",
                        "etc/localtime=/usr/share/zoneinfo/UTC",
                        "--enable",
                        "sshd=default",
                        "--mode",
                        "etc/issue=600",
                        "--owner",
                        "etc/issue=5:6")
                .succeeded();
        Programs.Outcome diff = Programs.run("overlay", "diff", base, host);
        assertEquals("""
            U etc/apk/world
            U etc/hostname
            A etc/issue
            A etc/localtime
            D etc/motd
            A etc/runlevels
            A etc/runlevels/default
            A etc/runlevels/default/sshd
            """, diff.out());
        String listing = Programs.run("overlay", "show", host).out();
        assertTrue(listing.contains("-0600 5:6          7 "), listing);
        assertEquals(
                1, Programs.run("overlay", "edit", host, "--remove", "etc/none").status());
        assertEquals(
                2,
                Programs.run("overlay", "edit", host, "--mode", "etc/issue=9").status());
        Path copy = directory.resolve("copy.apkovl.tar.gz");
        Programs.run("overlay", "edit", host, "-o", copy, "--text", "etc/motd=x")
                .succeeded();
        assertEquals("A etc/motd\n", Programs.run("overlay", "diff", host, copy).out());
        assertEquals(1, Programs.run("overlay", "edit", host, "-o", copy).status());
    }

    @Test
    void scanHasStatus1ForWhatMustNotBeShipped() throws IOException {
        assertEquals(0, Programs.run("overlay", "scan", base).status());
        Path leaky = overlay("leaky.apkovl.tar.gz", Map.of("root/.netrc", "machine x login y password zzz\n"));
        Programs.Outcome found = Programs.run("overlay", "scan", leaky);
        assertEquals(1, found.status());
        assertEquals("error: root/.netrc:1: password: stored login, readable for everybody\n", found.out());
        assertFalse(found.out().contains("zzz"));
        assertEquals(
                0, Programs.run("overlay", "scan", "--allow", "root/**", leaky).status());
        JsonNode json = json(Programs.run("overlay", "scan", "--json", leaky));
        assertEquals("error", json.get("findings").get(0).get("severity").asString());
        assertEquals("password", json.get("findings").get(0).get("kind").asString());
    }

    @Test
    void encryptedOverlaysOpenWithThePasswordOfAFile() throws IOException {
        Path password = Files.writeString(directory.resolve("password"), "correct horse\n");
        Path locked = directory.resolve("edge.apkovl.tar.gz.aes-256-cbc");
        Programs.run("overlay", "layer", base, "-o", locked, "--password-file", password)
                .succeeded();
        assertEquals(
                0,
                Programs.run("overlay", "diff", base, locked, "--password-file", password)
                        .status());
        Path copy = Files.copy(locked, directory.resolve("edge.20260101000000.tar.gz.aes-256-cbc"));
        assertEquals(
                0,
                Programs.run("overlay", "show", copy, "--password-file", password)
                        .status());
        Programs.Outcome refused = Programs.run(
                "overlay", "show", locked, "--password-file", Files.writeString(directory.resolve("wrong"), "no\n"));
        assertEquals(1, refused.status());
        Path plain = directory.resolve("plain.tar.gz");
        RealTool.named("openssl")
                .run("enc", "-d", "-aes-256-cbc", "-pass", "file:" + password, "-in", locked, "-out", plain)
                .succeeded();
        assertEquals(0, Programs.run("overlay", "diff", base, plain).status());
    }

    @Test
    void damageAndStrangersAreOneLine() throws IOException {
        Path text = Files.writeString(directory.resolve("text"), "hello\n");
        for (String command : new String[] {"show", "scan"}) {
            Programs.Outcome outcome = Programs.run("overlay", command, text);
            assertEquals(1, outcome.status());
            assertEquals(1, outcome.err().lines().count(), outcome.err());
        }
        assertEquals(
                1, Programs.run("overlay", "show", directory.resolve("none")).status());
        assertEquals(1, Programs.run("overlay", "extract", base, "etc/../x").status());
        assertEquals(1, Programs.run("overlay", "extract", base, "etc/none").status());
    }

    private static JsonNode json(Programs.Outcome outcome) {
        return JsonMapper.shared().readTree(outcome.out());
    }

    private Path overlay(String name, Map<String, String> texts) throws IOException {
        OverlayTree tree = OverlayTree.create(TIME);
        for (Map.Entry<String, String> text : new TreeMap<>(texts).entrySet()) {
            tree.text(text.getKey(), text.getValue());
        }
        Path file = directory.resolve(name);
        tree.writeTo(new ApkovlFormat(), Files.newOutputStream(file), Progress.silent());
        return file;
    }

    @Test
    void whatGrowsVeryMuchIsReadWhenThatIsAskedFor() throws IOException {
        Path grown = directory.resolve("zeros.apkovl.tar.gz");
        try (RandomAccessFile zeros =
                new RandomAccessFile(directory.resolve("zeros").toFile(), "rw")) {
            zeros.setLength(300L << 20);
        }
        RealTool.named("sh")
                .run(
                        "-c",
                        "cd \"$0\" && mkdir etc && mv zeros etc && tar -c etc/zeros | gzip -9 >\"$1\"",
                        directory,
                        grown)
                .succeeded();
        Programs.Outcome refused = Programs.run("overlay", "show", grown);
        assertEquals(1, refused.status());
        assertTrue(refused.err().contains("--max-ratio"), refused.err());
        for (Object command : List.of("show", "diff", "scan")) {
            Object[] line = command.equals("diff")
                    ? new Object[] {"overlay", command, "--max-ratio", "1032", grown, grown}
                    : new Object[] {"overlay", command, "--max-ratio", "1032", grown};
            Programs.run(line).succeeded();
        }
        assertEquals(
                2, Programs.run("overlay", "show", "--max-ratio", "0", base).status());
        assertTrue(Programs.run("overlay", "show", "--help").out().contains("--max-ratio=N"));
    }
}
