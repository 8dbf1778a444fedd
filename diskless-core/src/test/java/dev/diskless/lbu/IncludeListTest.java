package dev.diskless.lbu;

import static dev.diskless.lbu.IncludeChange.Action.ADDED;
import static dev.diskless.lbu.IncludeChange.Action.ALREADY_THERE;
import static dev.diskless.lbu.IncludeChange.Action.NOT_THERE;
import static dev.diskless.lbu.IncludeChange.Action.REMOVED;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diskless.fault.DisklessException;
import dev.diskless.fault.FaultCode;
import dev.diskless.fault.InvalidRequestException;
import dev.diskless.fault.LimitExceededException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IncludeListTest {

    @TempDir
    Path root;

    @Test
    void whatIsAddedAndDeletedStaysAsExcluded() throws IOException {
        IncludeList list = IncludeList.read(root);
        assertFalse(list.exists());
        assertEquals(
                List.of(new IncludeChange(ADDED, "root/.ssh"), new IncludeChange(NOT_THERE, "root/.ssh")),
                list.include(List.of("root/.ssh")));
        list.write(root);
        assertEquals("+root/.ssh\n", Files.readString(root.resolve(IncludeList.PATH)));

        list = IncludeList.read(root);
        assertTrue(list.exists());
        assertEquals(
                List.of(new IncludeChange(REMOVED, "root/.ssh"), new IncludeChange(ADDED, "root/.ssh")),
                list.exclude(List.of("/root/.ssh")));
        list.write(root);
        assertEquals("-root/.ssh\n", Files.readString(root.resolve(IncludeList.PATH)));
    }

    @Test
    void linesAreComparedAsTheyAreAndAllOthersStay() throws IOException {
        String text = "# mine\n\n+a/\n-b\n +c\n+d\r\n@e\nf\n+a/\n+\\x";
        IncludeList list = IncludeList.parse(text);
        assertEquals(List.of("a/", "d\r", "a/", "\\x"), list.included());
        assertEquals(List.of("b"), list.excluded());
        assertEquals(List.of(new IncludeChange(REMOVED, "a/")), list.removeIncluded(List.of("//a/")));
        assertEquals(List.of(new IncludeChange(NOT_THERE, "d")), list.removeIncluded(List.of("d")));
        assertEquals(List.of(new IncludeChange(NOT_THERE, "c")), list.removeIncluded(List.of("c")));
        assertEquals(
                List.of(new IncludeChange(ADDED, "../ b"), new IncludeChange(NOT_THERE, "../ b")),
                list.include(List.of("../ b")));
        assertEquals("# mine\n\n-b\n +c\n+d\r\n@e\nf\n+\\x\n+../ b\n", list.text());
    }

    @Test
    void aPathIsIncludedOrExcludedButNotBoth() throws IOException {
        IncludeList list = IncludeList.parse("-a\n+b\n");
        assertEquals(
                List.of(
                        new IncludeChange(ADDED, "a"),
                        new IncludeChange(ALREADY_THERE, "b"),
                        new IncludeChange(REMOVED, "a"),
                        new IncludeChange(NOT_THERE, "b")),
                list.include(List.of("a", "b")));
        assertEquals("+b\n+a\n", list.text());
        list.exclude(List.of("b"));
        assertEquals("+a\n-b\n", list.text());
        assertEquals(List.of(new IncludeChange(REMOVED, "b")), list.removeExcluded(List.of("b")));
        list.removeIncluded(List.of("a"));
        assertEquals("", list.text());
        list.write(root);
        assertTrue(IncludeList.read(root).exists());
    }

    @Test
    void messagesAreThoseOfLbu() {
        assertEquals("Adding a to l.", new IncludeChange(ADDED, "a").message("l"));
        assertEquals("a is already in l.", new IncludeChange(ALREADY_THERE, "a").message("l"));
        assertEquals("Removing a from l.", new IncludeChange(REMOVED, "a").message("l"));
        assertEquals("a is not in l", new IncludeChange(NOT_THERE, "a").message("l"));
    }

    @Test
    void pathsThatNoLineCanNameAreRefusedAndNothingIsChanged() {
        IncludeList list = IncludeList.parse("+x\n");
        for (String path : List.of("", "/", "///", "a\nb", "a\n", "a\0b", "\ud800")) {
            assertThrows(InvalidRequestException.class, () -> list.include(List.of("ok", path)), path);
            assertThrows(InvalidRequestException.class, () -> list.exclude(List.of("ok", path)), path);
        }
        assertEquals("+x\n", list.text());
    }

    @Test
    void bytesThatAreNoUtf8StayAsTheyAre() throws IOException {
        Path file = root.resolve(IncludeList.PATH);
        Files.createDirectories(file.getParent());
        byte[] bytes = {'+', (byte) 0xe9, 'x', '\n', '#', (byte) 0xff, '\n'};
        Files.write(file, bytes);
        IncludeList list = IncludeList.read(root);
        list.include(List.of("y"));
        list.removeIncluded(List.of("y"));
        Files.delete(file);
        list.write(root);
        assertArrayEquals(bytes, Files.readAllBytes(file));
    }

    @Test
    void modeAndOwnerStayAndNothingIsLeftBehind() throws IOException {
        Path file = root.resolve(IncludeList.PATH);
        IncludeList list = IncludeList.parse("+x\n");
        list.write(root);
        assertEquals(0644, mode(file));
        Files.setAttribute(file, "unix:mode", 0640);
        list.include(List.of("y"));
        list.write(root);
        assertEquals(0640, mode(file));
        assertEquals("+x\n+y\n", Files.readString(file));
        try (Stream<Path> files = Files.list(file.getParent())) {
            assertEquals(List.of(file), files.toList());
        }
    }

    private static int mode(Path file) throws IOException {
        return (Integer) Files.getAttribute(file, "unix:mode") & 07777;
    }

    @Test
    void whatIsNoSmallRegularFileOfTheRootIsRefused() throws IOException {
        Path file = root.resolve(IncludeList.PATH);
        Files.createDirectories(file);
        assertThrows(DisklessException.class, () -> IncludeList.read(root));
        Files.delete(file);
        Files.write(file, new byte[RootFile.LIMIT + 1]);
        assertThrows(LimitExceededException.class, () -> IncludeList.read(root));
        Files.delete(file);
        Path outside = Files.createDirectory(root.resolve("outside"));
        Files.createSymbolicLink(file, outside.resolve("list"));
        assertThrows(DisklessException.class, () -> IncludeList.read(root));
        assertThrows(DisklessException.class, () -> IncludeList.parse("+x\n").write(root));
        assertEquals(0, outside.toFile().list().length);
    }

    @Test
    void aListThatSomebodyElseChangedIsNotReplaced() throws IOException {
        Path file = root.resolve(IncludeList.PATH);
        for (String before : new String[] {null, "+x\n"}) {
            Files.deleteIfExists(file);
            if (before != null) {
                Files.writeString(file, before);
            }
            IncludeList mine = IncludeList.read(root);
            mine.include(List.of("mine"));
            IncludeList other = IncludeList.read(root);
            other.include(List.of("other"));
            other.write(root);
            String after = Files.readString(file);
            DisklessException fault = assertThrows(DisklessException.class, () -> mine.write(root));
            assertEquals(FaultCode.CONFLICT, fault.code());
            assertEquals(after, Files.readString(file));
            other.include(List.of("more"));
            other.write(root);
            assertEquals(after + "+more\n", Files.readString(file));
        }
    }

    @Test
    void changesAtOnceAllCount() throws Exception {
        int threads = 4;
        int each = 25;
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        List<Future<Integer>> work = new ArrayList<>();
        for (int t = 0; t < threads; t++) {
            int thread = t;
            work.add(pool.submit(() -> {
                Lbu lbu = Lbu.of(root);
                for (int i = 0; i < each; i++) {
                    lbu.include("t" + thread + "-" + i);
                }
                return each;
            }));
        }
        for (Future<Integer> one : work) {
            one.get();
        }
        pool.shutdown();
        assertEquals(
                threads * each, Set.copyOf(IncludeList.read(root).included()).size());
        try (Stream<Path> files = Files.list(root.resolve(IncludeList.PATH).getParent())) {
            assertEquals(1, files.count());
        }
    }
}
