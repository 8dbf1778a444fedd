package dev.diskless.apk;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diskless.medium.HostNames;
import dev.diskless.medium.NameBytes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Patterns and rules, judged by what the real apk lists under them. */
@Tag("chroot")
class ProtectedPathsOracleTest {

    private static final String PIECES = "aabbc-]![^*?\\.:=Z09_ ";

    @Test
    void generatedPatternsMatchWhatTheRealToolMatches() throws IOException {
        try (AuditedRoot root = AuditedRoot.unpack()) {
            Random random = new Random(11);
            ByteArrayOutputStream rules = new ByteArrayOutputStream();
            for (int i = 0; i < 300; i++) {
                Path directory = Files.createDirectories(root.at("srv/p" + i));
                byte[] pattern = pattern(random);
                for (int j = 0; j < 12; j++) {
                    create(directory, name(random, pattern));
                }
                rules.writeBytes(("+srv/p" + i + "/").getBytes(StandardCharsets.US_ASCII));
                rules.writeBytes(pattern);
                rules.write('\n');
            }
            write(root, rules.toByteArray());
            int matched = root.assertSame("patterns");
            assertTrue(matched > 600, () -> "only " + matched + " match");
        }
    }

    @Test
    void rulesOfAllKindsNestAsInTheRealTool() throws IOException {
        try (AuditedRoot root = AuditedRoot.unpack()) {
            Random random = new Random(12);
            String[] names = {"a", "b", ".c", "a.list"};
            for (String one : names) {
                for (String two : names) {
                    Path directory = Files.createDirectories(root.at("srv/" + one + "/" + two));
                    Files.createSymbolicLink(directory.resolve("link"), Path.of("a"));
                    for (String three : names) {
                        Files.writeString(directory.resolve(three), three);
                    }
                }
            }
            int listed = 0;
            for (int round = 0; round < 40; round++) {
                StringBuilder rules = new StringBuilder();
                for (int i = random.nextInt(6); i >= 0; i--) {
                    rules.append(new String[] {"+", "-", "@", "!", ""}[random.nextInt(5)]);
                    rules.append(new String[] {"srv", "s*", "/srv", "*"}[random.nextInt(4)]);
                    for (int depth = random.nextInt(4); depth > 0; depth--) {
                        rules.append('/').append(new String[] {"a", "*", ".*", "?", "link", "[ab]"}[random.nextInt(6)]);
                    }
                    rules.append(new String[] {"\n", "/\n", "\n#x\n\n", "//\n"}[random.nextInt(4)]);
                }
                write(root, rules.toString().getBytes(StandardCharsets.US_ASCII));
                listed += root.assertSame(rules);
            }
            assertTrue(listed > 4000, () -> "there is something to compare");
        }
    }

    private static void write(AuditedRoot root, byte[] rules) throws IOException {
        Path list = root.at(ListedFiles.LIST);
        Files.createDirectories(list.getParent());
        Files.write(list, rules);
    }

    private static byte[] pattern(Random random) {
        ByteArrayOutputStream pattern = new ByteArrayOutputStream();
        for (int i = 1 + random.nextInt(5); i > 0; i--) {
            switch (random.nextInt(7)) {
                case 0:
                    pattern.writeBytes("[[:alpha:]-".getBytes(StandardCharsets.US_ASCII));
                    pattern.write(random.nextBoolean() ? ']' : 'b');
                    break;
                case 1:
                    pattern.writeBytes("[a-".getBytes(StandardCharsets.US_ASCII));
                    pattern.write(piece(random));
                    pattern.write(random.nextInt(4) == 0 ? 'x' : ']');
                    break;
                case 2:
                    pattern.write('[');
                    for (int j = random.nextInt(5); j >= 0; j--) {
                        pattern.write(piece(random));
                    }
                    pattern.write(random.nextInt(5) == 0 ? 'x' : ']');
                    break;
                case 3:
                    pattern.write(0xc0 + random.nextInt(0x40));
                    break;
                default:
                    pattern.write(piece(random));
            }
        }
        return pattern.toByteArray();
    }

    // Mostly what the pattern seems to mean, so that many match.
    private static byte[] name(Random random, byte[] pattern) {
        ByteArrayOutputStream name = new ByteArrayOutputStream();
        for (int i = 0; i < pattern.length; i++) {
            int close = i + 1;
            while (close < pattern.length && pattern[close] != ']') {
                close++;
            }
            if (random.nextInt(12) == 0 || pattern[i] == '?') {
                name.write(piece(random));
            } else if (pattern[i] == '*') {
                name.write(pattern, 0, random.nextInt(2));
            } else if (pattern[i] == '[' && close < pattern.length) {
                name.write(pattern[i + random.nextInt(close - i)]);
                i = close;
            } else if (pattern[i] != '\\') {
                name.write(pattern[i]);
            }
        }
        if (name.size() == 0) {
            name.write(random.nextInt(8) == 0 ? 0xc3 : piece(random));
        }
        return name.toByteArray();
    }

    private static int piece(Random random) {
        return PIECES.charAt(random.nextInt(PIECES.length()));
    }

    private static void create(Path directory, byte[] name) throws IOException {
        String text = new String(name, StandardCharsets.ISO_8859_1);
        if (text.equals(".") || text.equals("..")) {
            return;
        }
        try {
            Files.createFile(directory.resolve(HostNames.path(directory.getFileSystem(), NameBytes.decode(name))));
        } catch (FileAlreadyExistsException e) {
            // The same name by chance: one file is enough.
            return;
        }
    }
}
