package dev.diskless.lbu;

import dev.diskless.contract.tool.RealTool;
import dev.diskless.spi.WritableStorage;
import dev.diskless.storage.DirectoryStorage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/** A small root whose one package owns only the directory {@code etc}, and a medium for it. */
final class Machine {

    static final Instant LONG_AGO = Instant.parse("2020-02-02T02:02:02Z");

    private static final String PACKAGE =
            "C:Q1AAAAAAAAAAAAAAAAAAAAAAAAAAA=\nP:base\nV:1\nA:x86_64\nS:1\nI:1\nT:base\nF:etc\n\n";

    private final Path root;
    private final Path medium;

    private Machine(Path root, Path medium) {
        this.root = root;
        this.medium = medium;
    }

    /** With the two files of upstream's fixture, in new directories. */
    static Machine in(Path folder) throws IOException {
        Machine machine = new Machine(
                Files.createDirectories(folder.resolve("root")), Files.createDirectories(folder.resolve("medium")));
        machine.file("lib/apk/db/installed", PACKAGE);
        machine.file("etc/hosts", "127.0.0.1 localhost\n");
        machine.file("etc/localtime", "UTC0\n");
        return machine;
    }

    Path root() {
        return root;
    }

    Path medium() {
        return medium;
    }

    WritableStorage storage() {
        try {
            return DirectoryStorage.of(medium, new Random(1));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Lbu lbu() {
        return Lbu.of(root, storage()).withHostname("box");
    }

    Machine file(String name, String content) throws IOException {
        Path file = root.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
        Files.setLastModifiedTime(file, FileTime.from(LONG_AGO));
        return this;
    }

    Machine conf(String lines) throws IOException {
        return file("etc/lbu/lbu.conf", lines);
    }

    /** Puts something onto the medium. */
    Machine stored(String name, String content) throws IOException {
        Files.writeString(medium.resolve(name), content);
        return this;
    }

    Machine stored(String name, String content, Instant modified) throws IOException {
        stored(name, content);
        Files.setLastModifiedTime(medium.resolve(name), FileTime.from(modified));
        return this;
    }

    List<String> storedNames() throws IOException {
        try (Stream<Path> files = Files.list(medium)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> !name.startsWith(".diskless"))
                    .sorted()
                    .toList();
        }
    }

    /** All that lies on the medium, hidden or not. */
    List<String> everythingStored() throws IOException {
        try (Stream<Path> files = Files.walk(medium)) {
            return files.filter(file -> !file.equals(medium))
                    .map(file -> medium.relativize(file).toString())
                    .sorted()
                    .toList();
        }
    }

    /** What the real tar sees in an overlay, sorted. */
    List<String> namesIn(String overlay) {
        return RealTool.named("tar")
                .run("-tzf", medium.resolve(overlay))
                .succeeded()
                .out()
                .lines()
                .sorted()
                .toList();
    }

    /** What the real tar gives for a file of an overlay. */
    String textIn(String overlay, String name) {
        return RealTool.named("tar")
                .run("-xzOf", medium.resolve(overlay), name)
                .succeeded()
                .out();
    }

    /** Packs a folder with the real tar, names with or without a {@code ./} before them. */
    static void tar(Path folder, Path overlay, String... names) {
        Object[] line = Stream.concat(
                        Stream.of("-czf", overlay, "-C", folder, "--no-recursion"), Stream.of((Object[]) names))
                .toArray();
        RealTool.named("tar").run(line).succeeded();
    }

    static InputStream bytes(byte[] content) {
        return new ByteArrayInputStream(content);
    }
}
