package dev.diskless.medium;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diskless.contract.tool.RealTool;
import dev.diskless.fault.InvalidRequestException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The names that Linux has, as the shell and {@code find} see them. */
class HostNamesTest {

    private static final FileSystem HOST = FileSystems.getDefault();

    @TempDir
    private Path directory;

    @Test
    void findSeesTheNamesThatAreMade() throws IOException {
        TreeSet<String> made = new TreeSet<>(NameBytes.ORDER);
        for (int seed = 0; seed < 300; seed++) {
            String name = randomName(new Random(seed));
            if (!name.isEmpty() && !name.equals(".") && !name.equals("..") && made.add(name)) {
                Path file = Files.createFile(directory.resolve(HostNames.path(HOST, name)));
                assertEquals(name, HostNames.last(file));
            }
        }
        TreeSet<String> listed = new TreeSet<>(NameBytes.ORDER);
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
            files.forEach(file -> listed.add(HostNames.last(file)));
        }
        RealTool.Outcome found = RealTool.named("find")
                .run(Map.of(), directory, ".", "-mindepth", "1", "-print0")
                .succeeded();
        TreeSet<String> judged = new TreeSet<>(NameBytes.ORDER);
        for (String name : new String(found.stdout(), StandardCharsets.ISO_8859_1).split("\0")) {
            judged.add(NameBytes.decode(name.substring(2).getBytes(StandardCharsets.ISO_8859_1)));
        }
        assertEquals(judged, made);
        assertEquals(judged, listed);
    }

    private static String randomName(Random random) {
        byte[] bytes = new byte[random.nextInt(30)];
        for (int i = 0; i < bytes.length; i++) {
            int b = 1 + random.nextInt(255);
            bytes[i] = (byte) (b == '/' ? '%' : b);
        }
        return NameBytes.decode(bytes);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "plain",
                "/plain/",
                "\\303\\251",
                "\\377",
                "../\\377/\\303\\251",
                "/\\377",
                "/tmp/\\303\\251",
                "\\377/",
                "./a\\377//b",
                "//\\377",
                "\\302",
                "%\\377"
            })
    void targetsOfLinksAreAsTheyWereMade(String octal) throws IOException {
        RealTool.named("sh")
                .run("-c", "ln -s -- \"$(printf \"$1\")\" \"$2/link\"", "sh", octal.replace("%", "%%"), directory)
                .succeeded();
        byte[] expected = bytes(octal);
        Path target = Files.readSymbolicLink(directory.resolve("link"));
        assertArrayEquals(expected, HostNames.bytes(target));
        assertEquals(NameBytes.decode(expected), HostNames.text(target));
    }

    private static byte[] bytes(String octal) {
        StringBuilder bytes = new StringBuilder();
        for (int i = 0; i < octal.length(); i++) {
            if (octal.charAt(i) == '\\') {
                bytes.append((char) Integer.parseInt(octal, i + 1, i + 4, 8));
                i += 3;
            } else {
                bytes.append(octal.charAt(i));
            }
        }
        return bytes.toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a/b", "/a/b", "a\udcff/\u00e9", "/\udcff/b", "../\udcff", "\u65e5\u672c"})
    void pathsKeepTheirNames(String name) throws IOException {
        Path path = HostNames.path(HOST, name);
        assertEquals(name, HostNames.text(path));
        assertEquals(name.startsWith("/"), path.isAbsolute());
        assertEquals(List.of(name.replaceFirst("^/", "").split("/")).size(), path.getNameCount());
    }

    @Test
    void aDirectoryHasNoSlashInItsName() throws IOException {
        Path made = Files.createDirectory(directory.resolve(HostNames.path(HOST, "\udcff")));
        assertEquals("\udcff", HostNames.last(made));
        assertTrue(HostNames.text(made).endsWith("/\udcff"));
        assertEquals("", HostNames.last(HOST.getPath("/")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\0b", "\u00e9\0", "\ud800"})
    void whatNoHostCanHaveIsRefused(String name) {
        assertThrows(InvalidRequestException.class, () -> HostNames.path(HOST, name));
    }
}
