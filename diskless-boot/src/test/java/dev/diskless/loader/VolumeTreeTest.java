package dev.diskless.loader;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diskless.contract.boot.MediumTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VolumeTreeTest {

    @TempDir
    Path directory;

    private Path root;
    private MediumTree files;
    private VolumeTree tree;

    @BeforeEach
    void make() throws IOException {
        root = Files.createDirectory(directory.resolve("root"));
        Files.writeString(directory.resolve("secret"), "x");
        files = new MediumTree(root).file("a/b/file", 1);
        tree = new VolumeTree(root);
    }

    @Test
    void findsFilesAndDirectories() throws IOException {
        assertEquals(Optional.of(root.resolve("a/b/file")), tree.file("a/b/file"));
        assertEquals(Optional.of(root.resolve("a/b/file")), tree.file("/a//./b/../b/file"));
        assertEquals(Optional.of(root.resolve("a/b")), tree.directory("a/b/"));
        assertEquals(Optional.of(root), tree.directory(""));
        assertEquals(Optional.empty(), tree.file("a/b"));
        assertEquals(Optional.empty(), tree.directory("a/b/file"));
        assertEquals(Optional.empty(), tree.file("a/b/file/"));
        assertEquals(Optional.empty(), tree.file("a/b/file/x"));
        assertEquals(Optional.empty(), tree.file("a/B/file"));
    }

    @Test
    void neverLeavesTheRoot() throws IOException {
        files.link("up", "..")
                .link("a/over", "../../../secret")
                .link("absolute", directory.resolve("secret").toString())
                .link("a/b/root", "/");
        for (String name :
                Set.of("../secret", "up/secret", "a/over", "absolute", "a/../../secret", "a/b/root/../secret")) {
            assertEquals(Optional.empty(), tree.file(name), name);
        }
        assertEquals(Optional.of(root.resolve("a/b/file")), tree.file("up/a/b/root/../../a/b/file"));
    }

    @Test
    void linksThatLoopLeadNowhere() throws IOException {
        files.link("self", "self").link("one", "two").link("two", "one/x").link("grow", "grow/grow");
        for (String name : Set.of("self", "one", "two", "grow", "self/a", "grow/x")) {
            assertEquals(Optional.empty(), tree.file(name), name);
            assertEquals(Optional.empty(), tree.directory(name), name);
        }
    }

    @Test
    void chainsOfLinksHaveAnEnd() throws IOException {
        files.link("l0", "a/b/file");
        for (int i = 1; i < 41; i++) {
            files.link("l" + i, "l" + (i - 1));
        }
        assertTrue(tree.file("l39").isPresent());
        assertEquals(Optional.empty(), tree.file("l40"));
    }

    @Test
    void namesThatNoDiskCanHoldAreNotThere() throws IOException {
        for (String name : Set.of(
                "x".repeat(256), "\u65e5".repeat(86), "a/".repeat(600), "a\0b", "\udcff\u00e9", "\ud800", "\n")) {
            assertEquals(Optional.empty(), tree.file(name));
        }
    }

    @Test
    void namesTheWayThroughTheRoot() throws IOException {
        files.link("x", "y/deep").link("y", "a").link("a/deep", "../z").file("z/file", 1);
        assertEquals(Set.of("x", "y", "a", "z"), tree.rootNames("x/file"));
        assertEquals(Set.of("a"), tree.rootNames("a/b/file"));
        assertEquals(Set.of(), tree.rootNames("absent"));
    }

    @Test
    void normalResolvesByNameAndStaysInside() {
        assertEquals("boot/k", VolumeTree.normal("boot/syslinux", "../k"));
        assertEquals("k", VolumeTree.normal("boot", "../../../k"));
        assertEquals("k", VolumeTree.normal("boot", "//./k/"));
        assertEquals("", VolumeTree.normal("boot", ".."));
    }
}
