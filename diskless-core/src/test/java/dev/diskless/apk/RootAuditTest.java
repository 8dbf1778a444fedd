package dev.diskless.apk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.diskless.contract.tool.RealTool;
import dev.diskless.fault.CancelledException;
import dev.diskless.fault.DisklessException;
import dev.diskless.fault.Fault;
import dev.diskless.fault.FaultCode;
import dev.diskless.fault.LimitExceededException;
import dev.diskless.fault.UnsupportedFeatureException;
import dev.diskless.medium.EntryType;
import dev.diskless.medium.HostNames;
import dev.diskless.progress.Progress;
import dev.diskless.progress.ProgressListener;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Audits of small roots, for what the real tool cannot show or has another mind about. */
class RootAuditTest {

    @TempDir
    private Path root;

    @BeforeEach
    void makeRoot() throws Exception {
        Files.createDirectories(root.resolve("etc/apk/protected_paths.d"));
        Files.createDirectories(root.resolve("lib/apk/db"));
        Files.writeString(root.resolve("etc/owned"), "owned");
        long uid = ((Number) Files.getAttribute(root.resolve("etc/owned"), "unix:uid")).longValue() & 0xFFFF_FFFFL;
        long gid = ((Number) Files.getAttribute(root.resolve("etc/owned"), "unix:gid")).longValue() & 0xFFFF_FFFFL;
        for (String directory : List.of("etc", "etc/apk", "etc/apk/protected_paths.d")) {
            Files.setAttribute(root.resolve(directory), "unix:mode", 0755);
        }
        Files.setAttribute(root.resolve("etc/owned"), "unix:mode", 0644);
        String who = uid + ":" + gid;
        database("P:one\nV:1\nF:etc\nM:" + who + ":755\nR:owned\na:" + who + ":644\nZ:" + digest("SHA-1", "owned", 20)
                + "\nF:etc/apk\nM:" + who + ":755\nF:etc/apk/protected_paths.d\nM:" + who + ":755\n\n");
    }

    @Test
    void allNamesAreListedOnceInTheOrderOfTheirBytes() throws IOException {
        assertEquals(List.of(), lines(RootAudit.of(root).backup()));
        Files.createDirectories(root.resolve("etc/a/b"));
        Files.writeString(root.resolve("etc/a/b/new\nline"), "");
        Files.writeString(root.resolve("etc/a-b"), "");
        Files.writeString(root.resolve("etc/\ue000"), "");
        Files.writeString(root.resolve(HostNames.path(root.getFileSystem(), "etc/x\udcff")), "");
        Files.writeString(root.resolve("etc/\ud83d\ude00"), "");
        assertEquals(
                List.of(
                        "d etc/a/",
                        "A etc/a-b",
                        "d etc/a/b/",
                        "A etc/a/b/new\nline",
                        "A etc/x\udcff",
                        "A etc/\ue000",
                        "A etc/\ud83d\ude00"),
                lines(RootAudit.of(root).backup()));
        assertEquals(
                List.of("D etc/a/", "A etc/a-b", "A etc/x\udcff", "A etc/\ue000", "A etc/\ud83d\ude00"),
                lines(RootAudit.of(root).changes()));
    }

    @Test
    void whatWasReadAboutAPathComesWithIt() throws IOException {
        Path file = Files.writeString(root.resolve("etc/f"), "12345");
        Files.setAttribute(file, "unix:mode", 04751);
        Instant time = Instant.ofEpochSecond(1_600_000_000, 123_456_789);
        Files.setLastModifiedTime(file, FileTime.from(time));
        Files.createLink(root.resolve("etc/g"), file);
        Files.createSymbolicLink(root.resolve("etc/l"), Path.of("f"));
        List<AuditedPath> found = RootAudit.of(root).backup();
        assertEquals(List.of("A etc/f", "A etc/g", "A etc/l"), lines(found));
        AuditedPath first = found.get(0);
        assertEquals(04751, first.facts().permissions());
        assertEquals(time, first.facts().modified());
        assertEquals(5, first.facts().size());
        assertEquals(2, first.facts().links());
        assertEquals(file, first.path());
        assertEquals(Optional.of(EntryType.FILE), first.type());
        assertEquals(first.facts().inode(), found.get(1).facts().inode());
        assertEquals(first.facts().device(), found.get(1).facts().device());
        assertEquals(Optional.of(EntryType.SYMLINK), found.get(2).type());
    }

    @Test
    void theListOfLbuAddsFilesAndLinksEvenUnchangedOnes() throws IOException {
        Files.writeString(root.resolve("top"), "");
        Files.writeString(root.resolve("etc/new"), "");
        Files.createDirectories(root.resolve("srv/dir"));
        Files.writeString(root.resolve("srv/dir/excluded"), "");
        Files.createSymbolicLink(root.resolve("srv/link"), Path.of("dir"));
        Files.writeString(root.getParent().resolve("outside"), "");
        rules("+top\n+/top\n+etc/owned\n+etc/new\n+srv/dir\n-srv/dir\n+srv/dir/excluded\n"
                + "-srv/dir/excluded\n+srv/link\n"
                + "+srv/link/excluded\n+missing\n+top/below\n+../outside\n+srv/../top\n"
                + "+\n+/\n# +x\nsrv/dir/x\n+etc/apk/..");
        RootAudit audit = RootAudit.of(root);
        assertEquals(
                List.of(
                        "A etc/apk/protected_paths.d/lbu.list",
                        "A etc/new",
                        "+ etc/owned",
                        "+ srv/dir/excluded",
                        "A srv/link",
                        "+ top"),
                lines(audit.overlayPaths()));
        assertEquals(List.of("srv/link/excluded"), audit.behindLinks());
        Files.delete(root.getParent().resolve("outside"));
    }

    @Test
    void nothingIsReachedThroughALink() throws IOException {
        Path elsewhere = Files.createDirectories(root.resolve("elsewhere/below"));
        Files.writeString(elsewhere.resolve("file"), "");
        Files.createSymbolicLink(root.resolve("etc/link"), Path.of("../elsewhere"));
        rules("+srv/x/below\n");
        Files.createDirectories(root.resolve("srv"));
        Files.createSymbolicLink(root.resolve("srv/x"), Path.of("../elsewhere"));
        assertEquals(
                List.of("A etc/apk/protected_paths.d/lbu.list", "A etc/link"),
                lines(RootAudit.of(root).backup()));
    }

    @Test
    void aPipeInThePlaceOfAFileIsAChangeAndNobodyWaitsForIt() throws IOException {
        Files.delete(root.resolve("etc/owned"));
        RealTool.named("mkfifo").run(root.resolve("etc/owned")).succeeded();
        assertEquals(List.of("U etc/owned"), lines(RootAudit.of(root).backup()));
    }

    @Test
    void digestsOfTheThirdGenerationAreCompared() throws Exception {
        Files.writeString(root.resolve("etc/long"), "long");
        Files.writeString(root.resolve("etc/md5"), "md5");
        String head = Files.readString(root.resolve("lib/apk/db/installed"));
        String access = "a:" + head.substring(head.indexOf("M:") + 2, head.indexOf("755")) + "644\n";
        Files.setAttribute(root.resolve("etc/long"), "unix:mode", 0644);
        Files.setAttribute(root.resolve("etc/md5"), "unix:mode", 0644);
        String md5 = java.util.HexFormat.of()
                .formatHex(MessageDigest.getInstance("MD5").digest("md5".getBytes(StandardCharsets.US_ASCII)));
        String etc = "F:etc\n" + head.substring(head.indexOf("M:"), head.indexOf("755")) + "755\n";
        for (String flag : List.of("f:S\n", "")) {
            database(head + "P:two\nV:1\n" + flag + etc + "R:long\n" + access + "Z:"
                    + digest("SHA-256", "long", flag.isEmpty() ? 32 : 20) + "\nR:md5\n" + access + "Z:" + md5
                    + "\n\n");
            assertEquals(List.of(), lines(RootAudit.of(root).backup()));
        }
        Files.writeString(root.resolve("etc/long"), "song");
        Files.writeString(root.resolve("etc/md5"), "md6");
        assertEquals(
                List.of("U etc/long", "U etc/md5"), lines(RootAudit.of(root).backup()));
    }

    @Test
    void attributesThatTheHostDoesNotShowAreTold() throws Exception {
        Path owned = root.resolve("etc/owned");
        String text = Files.readString(root.resolve("lib/apk/db/installed"));
        database(text.replaceFirst(":644\n", ":644:" + digest("SHA-1", "something", 20) + "\n"));
        RootAudit audit = RootAudit.of(root);
        assertEquals(List.of(), lines(audit.backup()));
        assertEquals(1, audit.attributesNotCompared());
        assumeTrue(
                Files.getFileStore(owned).supportsFileAttributeView(UserDefinedFileAttributeView.class),
                "the file system of temporary files has no extended attributes");
        Files.getFileAttributeView(owned, UserDefinedFileAttributeView.class)
                .write("k", ByteBuffer.wrap("v".getBytes(StandardCharsets.US_ASCII)));
        byte[] hashed = "\0\0\0\6user.k\0\0\0\1v".getBytes(StandardCharsets.ISO_8859_1);
        database(text.replaceFirst(
                ":644\n", ":644:" + digest("SHA-1", new String(hashed, StandardCharsets.ISO_8859_1), 20) + "\n"));
        assertEquals(List.of(), lines(audit.backup()));
        assertEquals(0, audit.attributesNotCompared());
        database(text);
        assertEquals(List.of("x etc/owned"), lines(audit.backup()));
    }

    @Test
    void whatCannotBeReadIsAFaultAndNotAShorterList() throws IOException {
        Path deep = Files.createTempDirectory("deep");
        try {
            Files.createDirectories(deep.resolve("etc"));
            // Deeper than any path can be.
            RealTool.named("sh")
                    .run(
                            "-c",
                            "cd '" + deep + "/etc' && n=" + "x".repeat(240)
                                    + " && for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18;"
                                    + " do mkdir $n && cd -P $n || exit 1; done")
                    .succeeded();
            IOException fault =
                    assertThrows(IOException.class, () -> RootAudit.of(deep).backup());
            assertEquals(
                    FaultCode.IO,
                    assertInstanceOf(DisklessException.class, fault).code());
            assertFalse(assertInstanceOf(Fault.class, fault).detail().cure() == null);
            assertThrows(
                    DisklessException.class,
                    () -> RootAudit.of(deep.resolve("missing")).backup());
        } finally {
            RealTool.named("rm").run("-rf", deep);
        }
    }

    @Test
    void rulesThatCannotBeTrustedToBeWholeAreRefused() throws IOException {
        Path list = root.resolve(ListedFiles.LIST);
        Files.write(list, new byte[ProtectedPaths.FILE_LIMIT + 1]);
        assertThrows(LimitExceededException.class, () -> RootAudit.of(root).backup());
        Files.writeString(list, "+x\n".repeat(ProtectedPaths.RULE_LIMIT + 1));
        assertThrows(LimitExceededException.class, () -> RootAudit.of(root).backup());
        Files.delete(list);
        for (String name : List.of("1.list", "2.list", "3.list")) {
            Files.write(list.resolveSibling(name), new byte[ProtectedPaths.FILE_LIMIT]);
        }
        assertThrows(LimitExceededException.class, () -> RootAudit.of(root).backup());
        for (String name : List.of("1.list", "2.list", "3.list")) {
            Files.delete(list.resolveSibling(name));
        }
        Files.createSymbolicLink(list, Path.of("../world"));
        assertThrows(UnsupportedFeatureException.class, () -> RootAudit.of(root).backup());
        Files.delete(list);
        Files.createDirectory(list);
        assertEquals(1, RootAudit.of(root).overlayPaths().size());
    }

    @Test
    void anyBytesAreRules() throws IOException {
        Files.writeString(root.resolve("etc/a"), "");
        byte[] whole =
                "+etc/[[:alpha:]-x]*\n-etc/\\*/?\n@a[]-z]/b\n!etc/[!a\nplain/\n#x\n".getBytes(StandardCharsets.UTF_8);
        for (int seed = 0; seed < 2000; seed++) {
            Files.write(root.resolve(ListedFiles.LIST), Mutations.of(whole, new Random(seed)));
            ProtectedPaths rules = ProtectedPaths.of(root);
            Protection ofDirectory = rules.ofDirectory("etc");
            assertTrue(ofDirectory != Protection.NONE, "the built-in rules are there");
            rules.ofFile("etc/a");
        }
        Files.writeString(
                root.resolve(ListedFiles.LIST), "+srv/" + "*a".repeat(300_000) + "\n+srv/" + "[a]".repeat(60_000));
        assertEquals(Protection.NONE, ProtectedPaths.of(root).ofFile("srv/" + "a".repeat(255)));
    }

    @Test
    void rulesAreReadInTheOrderOfTheNamesOfTheirFiles() throws IOException {
        Files.writeString(root.resolve("etc/apk/protected_paths.d/b.list"), "-srv/x\n");
        Files.writeString(root.resolve("etc/apk/protected_paths.d/a.list"), "+srv/x\n@srv/y");
        Files.writeString(root.resolve("etc/apk/protected_paths.d/.c.list"), "!srv/x\n");
        Files.writeString(root.resolve("etc/apk/protected_paths.d/c.list~"), "!srv/x\n");
        ProtectedPaths rules = ProtectedPaths.of(root);
        assertEquals(Protection.IGNORED, rules.ofFile("srv/x"));
        assertEquals(Protection.IGNORED, rules.ofFile("srv/x/deeper"));
        assertEquals(Protection.SYMLINKS, rules.ofDirectory("srv/y"));
        assertEquals(Protection.NONE, rules.ofFile("etc"));
        assertEquals(Protection.CHANGED, rules.ofDirectory("etc"));
        assertEquals(Protection.ALL, rules.ofFile("etc/apk/keys/x"));
    }

    @Test
    void cancellingEndsTheAudit() {
        Progress cancelled = Progress.root("", 0, ProgressListener.NONE, () -> true);
        assertThrows(
                CancelledException.class,
                () -> RootAudit.of(root).progress(cancelled).backup());
        assertThrows(IllegalArgumentException.class, () -> RootAudit.of(root).threads(0));
    }

    private void database(String text) throws IOException {
        Files.writeString(root.resolve("lib/apk/db/installed"), text);
    }

    private void rules(String text) throws IOException {
        Path list = Files.writeString(root.resolve(ListedFiles.LIST), text);
        Files.setAttribute(list, "unix:mode", 0644);
    }

    private static List<String> lines(List<AuditedPath> paths) {
        return paths.stream().map(AuditedPath::line).toList();
    }

    private static String digest(String algorithm, String content, int length) throws Exception {
        byte[] digest = MessageDigest.getInstance(algorithm).digest(content.getBytes(StandardCharsets.ISO_8859_1));
        return "Q1" + Base64.getEncoder().encodeToString(Arrays.copyOf(digest, length));
    }
}
