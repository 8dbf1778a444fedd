package dev.diskless.ext4.powercut;

import dev.diskless.ext4.internal.disk.Mode;
import dev.diskless.fault.ImageFullException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/** Every operation that a cut may hit. */
final class Scenarios {

    private static final String OVERLAY = "host.apkovl.tar.gz";

    private Scenarios() {}

    static List<Scenario> all() {
        List<Scenario> all = new ArrayList<>();
        all.addAll(replacing());
        all.addAll(names());
        all.addAll(directories());
        all.addAll(content());
        all.addAll(attributes());
        all.addAll(full());
        all.addAll(ofTools());
        all.addAll(throughPaths());
        return all;
    }

    private static Scenario.Action base() {
        return work -> {
            work.file(OVERLAY, 5000, 1);
            work.file("other", 3000, 2);
            work.directory("a");
            work.directory("b");
            work.file("a/x", 2500, 3);
            work.file("b/y", 1500, 4);
            work.directory("a/sub");
            work.file("a/sub/z", 700, 5);
        };
    }

    private static Scenario on(String name) {
        return new Scenario(name).prepared(base());
    }

    private static List<Scenario> replacing() {
        return List.of(
                on("replace, forced")
                        .step(work -> work.file(".lbu-1", 6000, 10))
                        .step(work -> work.force(".lbu-1"))
                        .step(work -> work.rename(".lbu-1", OVERLAY))
                        .forced(work -> work.force(""))
                        .batch()
                        .keeps("/" + OVERLAY),
                on("replace, not forced")
                        .step(work -> work.file(".lbu-1", 6000, 10))
                        .step(work -> work.rename(".lbu-1", OVERLAY))
                        .batch()
                        .keeps("/" + OVERLAY),
                on("replace, one force")
                        .step(work -> work.file(".lbu-1", 6000, 10))
                        .step(work -> work.rename(".lbu-1", OVERLAY))
                        .forced(work -> work.force(""))
                        .batch()
                        .keeps("/" + OVERLAY),
                on("replace in a directory")
                        .step(work -> work.file("a/.lbu-1", 6000, 10))
                        .step(work -> work.rename("a/.lbu-1", "a/x"))
                        .forced(work -> work.force("a"))
                        .batch()
                        .keeps("/a/x"),
                new Scenario("replace one of two names")
                        .prepared(work -> {
                            base().on(work);
                            work.link("second", OVERLAY);
                        })
                        .step(work -> work.file(".lbu-1", 6000, 10))
                        .step(work -> work.rename(".lbu-1", OVERLAY))
                        .batch()
                        .keeps("/" + OVERLAY),
                on("replace across directories")
                        .step(work -> work.file("a/new", 6000, 10))
                        .step(work -> work.rename("a/new", OVERLAY))
                        .batch()
                        .keeps("/" + OVERLAY),
                on("replace what is committed by what is committed")
                        .step(work -> work.rename("other", OVERLAY))
                        .forced(work -> work.force(""))
                        .batch()
                        .keeps("/" + OVERLAY),
                on("rewrite in place")
                        .step(work -> work.truncateAndWrite(OVERLAY, 6000, 10))
                        .batch(),
                on("rewrite in place, forced")
                        .step(work -> {
                            work.truncateAndWrite(OVERLAY, 6000, 10);
                            work.force(OVERLAY);
                        })
                        .forced(work -> work.force(""))
                        .batch(),
                on("the old way of lbu")
                        .step(work -> work.rename(OVERLAY, "host.2026.tar.gz"))
                        .step(work -> work.file(OVERLAY + ".new", 6000, 10))
                        .step(work -> work.rename(OVERLAY + ".new", OVERLAY))
                        .step(work -> work.unlink("host.2026.tar.gz"))
                        .batch()
                        .keeps("/" + OVERLAY, "/host.2026.tar.gz"));
    }

    private static List<Scenario> names() {
        return List.of(
                on("create").step(work -> work.file("new", 1800, 10)).batch(),
                on("create, forced")
                        .step(work -> work.file("new", 1800, 10))
                        .forced(work -> work.force(""))
                        .batch(),
                new Scenario("create where something was deleted")
                        .prepared(work -> {
                            base().on(work);
                            work.directory("gone");
                            work.file("deleted", 1000, 6);
                            work.force("");
                            work.removeDirectory("gone");
                            work.unlink("deleted");
                        })
                        .step(work -> work.file("new", 1800, 10))
                        .step(work -> work.file("second", 0, 10))
                        .step(work -> work.unlink("second"))
                        .step(work -> work.directory("c"))
                        .batch(),
                on("create empty").step(work -> work.file("new", 0, 10)),
                on("create many")
                        .step(work -> {
                            for (int i = 0; i < 20; i++) {
                                work.file("a/new" + i, 100 * i, 20 + i);
                            }
                        })
                        .batch(),
                on("rename in a directory")
                        .step(work -> work.rename("a/x", "a/renamed"))
                        .forced(work -> work.force("a"))
                        .keeps("/a/x", "/a/renamed"),
                on("rename a directory in its directory")
                        .step(work -> work.rename("a/sub", "a/renamed"))
                        .keeps("/a/sub", "/a/renamed"),
                on("rename across directories")
                        .step(work -> work.rename("a/x", "b/x"))
                        .forced(work -> {
                            work.force("b");
                            work.force("a");
                        })
                        .batch()
                        .keeps("/a/x", "/b/x"),
                on("link and unlink across directories")
                        .step(work -> {
                            work.link("b/x", "a/x");
                            work.unlink("a/x");
                        })
                        .batch()
                        .keeps("/a/x", "/b/x"),
                on("exchange across directories")
                        .step(work -> work.rename("a/x", "b/t"))
                        .step(work -> work.rename("b/y", "a/x"))
                        .step(work -> work.rename("b/t", "b/y"))
                        .batch()
                        .keeps("/b/y", "/b/t", "/a/x"),
                on("rename over across directories")
                        .step(work -> work.rename("a/x", "b/y"))
                        .batch()
                        .keeps("/b/y"),
                on("move a directory")
                        .step(work -> work.rename("a/sub", "b/sub"))
                        .batch()
                        .withTwoNames()
                        .keeps("/a/sub/z", "/b/sub/z"),
                on("move a directory over an empty one")
                        .prepared(work -> {
                            base().on(work);
                            work.directory("b/sub");
                        })
                        .step(work -> work.rename("a/sub", "b/sub"))
                        .batch()
                        .mayLack("/b/sub")
                        .withTwoNames()
                        .keeps("/a/sub/z", "/b/sub/z"),
                on("link").step(work -> work.link("linked", OVERLAY)).batch(),
                on("link in another directory")
                        .step(work -> work.link("b/linked", "a/x"))
                        .forced(work -> work.force("b"))
                        .batch(),
                on("delete").step(work -> work.unlink(OVERLAY)),
                on("delete, forced").step(work -> work.unlink("a/x")).forced(work -> work.force("a")),
                new Scenario("delete one of two names")
                        .prepared(work -> {
                            base().on(work);
                            work.link("b/linked", "a/x");
                        })
                        .step(work -> work.unlink("a/x"))
                        .batch(),
                on("delete what is held").step(work -> {
                    work.hold("other");
                    work.unlink("other");
                    work.force("");
                }),
                on("symbolic link").step(work -> work.symbolicLink("short", 20)),
                on("long symbolic link").step(work -> work.symbolicLink("long", 200)),
                on("special files")
                        .step(work -> work.special("fifo", Mode.FIFO))
                        .step(work -> work.special("null", Mode.CHARACTER_DEVICE))
                        .batch());
    }

    private static List<Scenario> directories() {
        return List.of(
                on("make a directory").step(work -> work.directory("c")).batch(),
                on("make a directory with a file")
                        .step(work -> work.directory("c"))
                        .step(work -> work.file("c/f", 900, 9))
                        .batch(),
                new Scenario("remove a directory")
                        .prepared(work -> {
                            base().on(work);
                            work.directory("a/empty");
                        })
                        .step(work -> work.removeDirectory("a/empty"))
                        .batch(),
                on("remove a tree")
                        .step(work -> {
                            work.unlink("a/sub/z");
                            work.removeDirectory("a/sub");
                            work.unlink("a/x");
                            work.removeDirectory("a");
                        })
                        .batch(),
                growing("grow a directory to an index", 12, 24),
                growing("split a leaf of an index", 60, 40),
                new Scenario("rename in an index")
                        .prepared(work -> fill(work, 70))
                        .step(work -> work.rename("d/" + longName(3), "d/" + longName(333)))
                        .keeps("/d/" + longName(3), "/d/" + longName(333)),
                new Scenario("delete in an index")
                        .prepared(work -> fill(work, 70))
                        .step(work -> work.unlink("d/" + longName(3))),
                new Scenario("empty an index")
                        .prepared(work -> fill(work, 40))
                        .step(work -> {
                            for (int i = 0; i < 40; i++) {
                                work.unlink("d/" + longName(i));
                            }
                        })
                        .batch());
    }

    private static Scenario growing(String name, int before, int more) {
        return new Scenario(name)
                .prepared(work -> fill(work, before))
                .step(work -> {
                    for (int i = 0; i < more; i++) {
                        work.link("d/" + longName(before + i), "d/" + longName(0));
                    }
                })
                .batch();
    }

    private static String longName(int i) {
        return "a-name-that-takes-room-in-blocks-" + "x".repeat(100) + i;
    }

    private static void fill(Work work, int count) throws IOException {
        work.directory("d");
        work.file("d/" + longName(0), 600, 1);
        for (int i = 1; i < count; i++) {
            work.link("d/" + longName(i), "d/" + longName(0));
        }
    }

    private static List<Scenario> content() {
        return List.of(
                on("cut shorter").step(work -> work.resize(OVERLAY, 2100)),
                on("cut to nothing").step(work -> work.resize(OVERLAY, 0)),
                on("make longer").step(work -> work.resize(OVERLAY, 9000)),
                on("append").step(work -> work.append(OVERLAY, 2000, 10)).batch(),
                on("append, forced")
                        .step(work -> work.append(OVERLAY, 2000, 10))
                        .forced(work -> work.force(OVERLAY))
                        .batch(),
                on("overwrite in the middle")
                        .step(work -> work.overwrite(OVERLAY, 1500, 2000, 10))
                        .batch()
                        .tears("/" + OVERLAY),
                new Scenario("a file with many extents")
                        .prepared(work -> scattered(work, 0, 12))
                        .step(work -> {
                            scattered(work, 12, 8);
                            work.force("scattered");
                        })
                        .forced(work -> work.force(""))
                        .batch(),
                new Scenario("delete a file with many extents")
                        .prepared(work -> scattered(work, 0, 20))
                        .step(work -> work.unlink("scattered")),
                on("two changes, one force")
                        .step(work -> work.file("first", 800, 10))
                        .step(work -> work.unlink("other"))
                        .forced(work -> work.force(""))
                        .batch());
    }

    private static void scattered(Work work, int from, int count) throws IOException {
        if (from == 0) {
            work.file("scattered", 0, 0);
        }
        for (int i = from; i < from + count; i++) {
            work.overwrite("scattered", i * 20_000L, 900, i);
        }
    }

    private static List<Scenario> throughPaths() {
        return List.of(
                on("replace through paths, forced")
                        .step(work -> {
                            write(work.files(".lbu-1"), true);
                        })
                        .step(work -> move(work.files(".lbu-1"), StandardCopyOption.ATOMIC_MOVE))
                        .forced(work -> {
                            try (FileChannel directory = FileChannel.open(work.files(""))) {
                                directory.force(true);
                            }
                        })
                        .batch()
                        .keeps("/" + OVERLAY),
                on("replace through paths")
                        .step(work -> write(work.files(".lbu-1"), false))
                        .step(work -> move(work.files(".lbu-1"), StandardCopyOption.REPLACE_EXISTING))
                        .batch()
                        .keeps("/" + OVERLAY),
                on("rewrite through paths")
                        .step(work -> Files.write(work.files(OVERLAY), Work.noise(6000, 10)))
                        .batch()
                        .keeps("/" + OVERLAY));
    }

    private static void move(Path file, StandardCopyOption option) throws IOException {
        Files.move(file, file.resolveSibling(OVERLAY), option);
    }

    private static void write(Path file, boolean forced) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(Work.noise(6000, 10)));
            if (forced) {
                channel.force(true);
            }
        }
    }

    private static List<Scenario> ofTools() {
        return List.of(
                new Scenario("replace what the tools made")
                        .from(Scenarios::fillTree)
                        .step(work -> work.file(".lbu-1", 6000, 10))
                        .step(work -> work.rename(".lbu-1", OVERLAY))
                        .forced(work -> work.force(""))
                        .batch()
                        .keeps("/" + OVERLAY),
                new Scenario("append to what the tools made")
                        .from(Scenarios::fillTree)
                        .step(work -> work.append(OVERLAY, 60_000, 10))
                        .batch(),
                new Scenario("cut shorter what the tools made")
                        .from(Scenarios::fillTree)
                        .step(work -> work.resize(OVERLAY, 14_000)),
                new Scenario("create in what the tools made")
                        .from(Scenarios::fillTree)
                        .step(work -> work.file("d/" + longName(100), 500, 10))
                        .forced(work -> work.force("d"))
                        .batch(),
                new Scenario("delete in what the tools made")
                        .from(Scenarios::fillTree)
                        .step(work -> work.unlink("d/" + longName(7)))
                        .step(work -> work.unlink(OVERLAY))
                        .batch());
    }

    private static void fillTree(Path root) throws IOException {
        Files.write(root.resolve(OVERLAY), Work.noise(40_000, 1));
        Path directory = Files.createDirectory(root.resolve("d"));
        for (int i = 0; i < 60; i++) {
            Files.write(directory.resolve(longName(i)), new byte[i]);
        }
    }

    private static List<Scenario> full() {
        return List.of(
                new Scenario("replace on a nearly full volume")
                        .full()
                        .prepared(Scenarios::fillVolume)
                        .step(work -> work.file(".lbu-1", 4000, 10))
                        .step(work -> work.rename(".lbu-1", OVERLAY))
                        .batch()
                        .keeps("/" + OVERLAY),
                new Scenario("what does not fit")
                        .full()
                        .prepared(Scenarios::fillVolume)
                        .step(work -> work.file("huge", 0, 10))
                        .step(work -> {
                            var volume = work.volume().describe();
                            try {
                                work.append("huge", (int) (volume.freeBlocks() + 1) * volume.blockSize(), 10);
                                throw new IllegalStateException("it fits");
                            } catch (ImageFullException e) {
                                work.unlink("huge");
                            }
                        })
                        .batch());
    }

    private static void fillVolume(Work work) throws IOException {
        base().on(work);
        for (int i = 0; i < 30; i++) {
            long room = work.volume().describe().freeBlocks()
                    - work.volume().describe().blocks() / 20
                    - 30;
            if (room < 8) {
                return;
            }
            work.file("filling" + i, (int) (room * work.volume().describe().blockSize() / 2), i);
        }
    }

    private static List<Scenario> attributes() {
        return List.of(
                on("set an attribute").step(work -> work.attribute(OVERLAY, "user.small", 20, 1)),
                on("set a large attribute").step(work -> work.attribute(OVERLAY, "user.large", 500, 1)),
                new Scenario("replace an attribute")
                        .prepared(work -> withAttributes(work))
                        .step(work -> work.attribute("file", "user.small", 25, 2)),
                new Scenario("replace a large attribute")
                        .prepared(work -> withAttributes(work))
                        .step(work -> work.attribute("file", "user.large", 510, 2)),
                new Scenario("remove an attribute")
                        .prepared(work -> withAttributes(work))
                        .step(work -> work.removeAttribute("file", "user.small")),
                new Scenario("remove a large attribute")
                        .prepared(work -> withAttributes(work))
                        .step(work -> work.removeAttribute("file", "user.large")),
                new Scenario("delete a file with attributes")
                        .prepared(work -> withAttributes(work))
                        .step(work -> work.unlink("file")),
                on("permissions and owner").step(work -> work.mode(OVERLAY, 0600)),
                on("permissions of a directory").step(work -> work.mode("a", 0700)),
                on("times").step(work -> work.modified(OVERLAY, 1234)));
    }

    private static void withAttributes(Work work) throws IOException {
        work.file("file", 1000, 7);
        work.attribute("file", "user.small", 20, 1);
        work.attribute("file", "user.large", 500, 1);
    }
}
