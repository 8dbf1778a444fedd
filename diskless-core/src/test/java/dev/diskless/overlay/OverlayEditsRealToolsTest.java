package dev.diskless.overlay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.diskless.contract.tool.RealTool;
import dev.diskless.fault.InvalidRequestException;
import dev.diskless.medium.EntryType;
import dev.diskless.medium.NameBytes;
import dev.diskless.medium.OverlayEntry;
import dev.diskless.progress.Progress;
import dev.diskless.spi.OverlayFormat;
import dev.diskless.spi.OverlayWriter;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The same edits on an overlay and, with the tools of the host, on the tree that GNU tar unpacks from it. */
class OverlayEditsRealToolsTest {

    private static final Instant OLD = Instant.ofEpochSecond(1_600_000_000);
    private static final Instant NEW = Instant.ofEpochSecond(1_700_000_000);
    private static final int EDITS = 25;

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void editsOfAnOverlayAreEditsOfItsTree(int seed) throws IOException {
        Random random = new Random(seed);
        Path base = directory.resolve("base.tar.gz");
        TreeMap<String, OverlayEntry> entries = entries(random);
        write(base, new ArrayList<>(entries.values()));
        Path tree = unpack(base, "tree");
        OverlayTree overlay = OverlayTree.from(base, new ApkovlFormat(), NEW);
        for (int i = 0; i < EDITS; i++) {
            edit(overlay, tree, random);
        }
        Path result = directory.resolve("result.tar.gz");
        overlay.writeTo(new ApkovlFormat(), Files.newOutputStream(result), Progress.silent());
        TreeFacts.assertSame(
                TreeFacts.comparable(TreeFacts.ofDirectory(tree)),
                TreeFacts.comparable(TreeFacts.ofDirectory(unpack(result, "result"))));
        List<String> names = overlay.entries().stream().map(OverlayEntry::name).toList();
        assertEquals(names.stream().sorted(NameBytes.ORDER).toList(), names);
    }

    private void edit(OverlayTree overlay, Path tree, Random random) throws IOException {
        List<OverlayEntry> all = overlay.entries();
        OverlayEntry entry = all.get(1 + random.nextInt(all.size() - 1));
        String name = entry.name();
        Path path = tree.resolve(name);
        String parent = all.stream()
                .filter(e -> e.type() == EntryType.DIRECTORY)
                .map(OverlayEntry::name)
                .skip(random.nextInt(3))
                .findFirst()
                .orElse("etc");
        String fresh = parent + "/n" + random.nextInt(1000);
        switch (random.nextInt(6)) {
            case 0 -> {
                overlay.remove(name);
                run("rm", "-r", path);
            }
            case 1, 2 -> {
                if (!overlay.contains(fresh) && !fresh.startsWith(name + "/")) {
                    overlay.rename(name, fresh);
                    run("mv", "-T", path, tree.resolve(fresh));
                }
            }
            case 3 -> {
                if (entry.type() != EntryType.HARD_LINK && entry.type() != EntryType.SYMLINK) {
                    overlay.mode(name, 0751).owner(name, 7, 8);
                    run("chown", "7:8", path);
                    run("chmod", "0751", path);
                }
            }
            case 4 -> {
                String where = entry.type() == EntryType.DIRECTORY ? fresh : name;
                overlay.text(where, "new " + where);
                Files.deleteIfExists(tree.resolve(where));
                Files.writeString(tree.resolve(where), "new " + where);
                run("chmod", "0644", tree.resolve(where));
                run("touch", "-d", "@" + NEW.getEpochSecond(), tree.resolve(where));
            }
            default -> {
                if (!overlay.contains(fresh)) {
                    overlay.symlink(fresh, "target");
                    Files.createSymbolicLink(tree.resolve(fresh), Path.of("target"));
                }
            }
        }
    }

    private static void run(String program, Object... arguments) {
        RealTool.named(program).run(arguments).succeeded();
    }

    private Path unpack(Path archive, String name) throws IOException {
        Path target = Files.createDirectory(directory.resolve(name));
        run("tar", "-xpzf", archive, "--numeric-owner", "-C", target);
        return target;
    }

    private static TreeMap<String, OverlayEntry> entries(Random random) {
        TreeMap<String, OverlayEntry> entries = new TreeMap<>(NameBytes.ORDER);
        List<String> directories = new ArrayList<>(List.of("etc"));
        entries.put("etc", OverlayEntry.directory("etc", 0755, OLD));
        while (entries.size() < 60) {
            String name = directories.get(random.nextInt(directories.size())) + "/" + (char) ('a' + random.nextInt(26));
            String file = entries.headMap(name, false).descendingMap().entrySet().stream()
                    .filter(e -> e.getValue().type() == EntryType.FILE)
                    .skip(random.nextInt(3))
                    .findFirst()
                    .map(Map.Entry::getKey)
                    .orElse("");
            int kind = random.nextInt(6);
            if (entries.containsKey(name)) {
                continue;
            }
            if (kind == 0) {
                directories.add(name);
                entries.put(name, OverlayEntry.directory(name, 0755, OLD));
            } else if (kind <= 2 && !file.isEmpty()) {
                entries.put(name, new OverlayEntry(name, EntryType.HARD_LINK, 0640, 0, 0, OLD, 0, file, 0, 0));
            } else {
                entries.put(name, OverlayEntry.file(name, 0640, OLD, name.length()));
            }
        }
        return entries;
    }

    private static void write(Path target, List<OverlayEntry> entries) throws IOException {
        try (OverlayWriter writer = new ApkovlFormat().write(Files.newOutputStream(target))) {
            for (OverlayEntry entry : entries) {
                byte[] content =
                        entry.type() == EntryType.FILE ? entry.name().getBytes(StandardCharsets.US_ASCII) : new byte[0];
                writer.add(entry, new ByteArrayInputStream(content));
            }
        }
    }

    @Test
    void renamingADirectoryMovesWhatIsBelowAndLinksFollow() throws IOException {
        Path base = directory.resolve("base.tar.gz");
        write(
                base,
                List.of(
                        OverlayEntry.directory("etc", 0755, OLD),
                        OverlayEntry.directory("etc/b", 0755, OLD),
                        OverlayEntry.file("etc/b/file", 0600, OLD, 10),
                        new OverlayEntry("etc/c", EntryType.HARD_LINK, 0600, 0, 0, OLD, 0, "etc/b/file", 0, 0)));
        OverlayTree tree = OverlayTree.from(base, new ApkovlFormat(), NEW).rename("etc/b", "srv/x/z");
        assertEquals(
                List.of("etc", "etc/c", "srv", "srv/x", "srv/x/z", "srv/x/z/file"),
                tree.entries().stream().map(OverlayEntry::name).toList());
        OverlayEntry first = tree.entries().get(1);
        assertEquals(EntryType.FILE, first.type());
        assertEquals(10, first.size());
        assertEquals("etc/c", tree.entries().get(5).linkTarget());
        assertThrows(InvalidRequestException.class, () -> tree.rename("etc/c", "srv/x/z/file"));
        assertThrows(InvalidRequestException.class, () -> tree.rename("srv", "srv/y"));
        assertThrows(InvalidRequestException.class, () -> tree.rename("etc/none", "etc/d"));
        assertThrows(InvalidRequestException.class, () -> tree.rename("etc/c", "top"));
    }

    @Test
    void aTreeOfTheHostIsPutAndAServiceDisabled() throws IOException {
        Path source = Files.createDirectories(directory.resolve("src/sub"));
        Files.writeString(source.resolve("file"), "text");
        Files.createSymbolicLink(source.resolve("link"), Path.of("file"));
        run("chmod", "0700", source);
        OverlayTree tree = OverlayTree.create(NEW)
                .enable("sshd", "default")
                .enable("ntpd", "default")
                .directory("opt/app", directory.resolve("src"))
                .disable("sshd", "default");
        Path archive = directory.resolve("new.apkovl.tar.gz");
        tree.writeTo(new ApkovlFormat(), Files.newOutputStream(archive), Progress.silent());
        Path out = unpack(archive, "out");
        assertEquals("text", Files.readString(out.resolve("opt/app/sub/file")));
        assertEquals(
                "file", Files.readSymbolicLink(out.resolve("opt/app/sub/link")).toString());
        assertEquals(0700, 07777 & (Integer) Files.getAttribute(out.resolve("opt/app/sub"), "unix:mode"));
        try (var services = Files.list(out.resolve("etc/runlevels/default"))) {
            assertEquals(
                    List.of("ntpd"),
                    services.map(s -> String.valueOf(s.getFileName())).toList());
        }
    }

    @Test
    void anEncryptedOverlayIsEditedToo() throws IOException {
        OverlayFormat format = new EncryptedApkovlFormat().random(new Random(1)).with(Secrets.of("secret"));
        Path base = directory.resolve("a.apkovl.tar.gz.aes-256-cbc");
        OverlayTree.create(OLD).text("etc/motd", "old").writeTo(format, Files.newOutputStream(base), Progress.silent());
        Path result = directory.resolve("b.apkovl.tar.gz.aes-256-cbc");
        OverlayTree.from(base, format, NEW)
                .rename("etc/motd", "etc/issue")
                .text("etc/motd", "new")
                .writeTo(format, Files.newOutputStream(result), Progress.silent());
        OverlayTree copy = OverlayTree.from(result, format, NEW);
        assertEquals(Optional.of("old"), copy.text("etc/issue"));
        assertEquals(Optional.of("new"), copy.text("etc/motd"));
    }
}
