package dev.diskless.examples.bench;

import dev.diskless.apk.AuditedPath;
import dev.diskless.apk.RootAudit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.function.Consumer;

/** Measures audits of a root in which nothing was changed, beside the apk of that root. */
record AuditCases(Path directory, Path archive, Scale scale, Consumer<Row> rows) {

    private static final String[] OPTIONS = {"--backup", "--quiet", "--recursive", "--check-permissions"};
    private static final int PER_DIRECTORY = 100;

    void run() throws IOException {
        Path root = Files.createDirectory(directory.resolve("audited"));
        HostTool.output("tar", "-xzf", archive, "-C", root);
        Files.setAttribute(root, "unix:mode", 0755);
        fill(root);
        checkSame(root);
        String what = "audit of " + scale.auditedFiles() + " files of packages, nothing changed";
        Measure[] warm = Measure.pair(
                scale.warmUps(),
                scale.repeats(),
                () -> Measure.time(() -> RootAudit.of(root).overlayPaths()),
                () -> HostTool.nanos(apk(root)));
        rows.accept(Row.of("warm: " + what, warm[0], "apk audit", warm[1], "0.5"));
        Measure[] whole = Measure.pair(
                0, Math.min(3, scale.repeats()), () -> HostTool.nanos(process(root)), () -> HostTool.nanos(apk(root)));
        rows.accept(Row.of("process: " + what, whole[0], "apk audit", whole[1], ""));
        HostTool.output("rm", "-rf", root);
    }

    private void fill(Path root) throws IOException {
        StringBuilder record =
                new StringBuilder("P:bench\nV:1.0-r0\nC:Q1AAAAAAAAAAAAAAAAAAAAAAAAAAA=\nF:etc\nF:etc/bench\n");
        Random random = new Random(1);
        Path top = makeDirectory(root.resolve("etc/bench"));
        for (int i = 0; i < scale.auditedFiles(); i++) {
            Path place = top.resolve("d" + i / PER_DIRECTORY);
            if (i % PER_DIRECTORY == 0) {
                makeDirectory(place);
                record.append("F:etc/bench/d").append(i / PER_DIRECTORY).append('\n');
            }
            byte[] content = new byte[100 + random.nextInt(4000)];
            random.nextBytes(content);
            Path file = Files.write(place.resolve("file" + i + ".conf"), content);
            Files.setAttribute(file, "unix:mode", 0644);
            record.append("R:file").append(i).append(".conf\nZ:Q1");
            record.append(Base64.getEncoder().encodeToString(sha1(content))).append('\n');
        }
        Path database = root.resolve("lib/apk/db/installed");
        Files.writeString(database, Files.readString(database) + record + "\n");
    }

    private static Path makeDirectory(Path place) throws IOException {
        Files.createDirectory(place);
        Files.setAttribute(place, "unix:mode", 0755);
        return place;
    }

    private static void checkSame(Path root) throws IOException {
        TreeSet<String> theirs =
                new TreeSet<>(HostTool.output(apk(root)).lines().toList());
        TreeSet<String> ours = new TreeSet<>();
        for (AuditedPath path : RootAudit.of(root).backup()) {
            ours.add(path.name() + (path.isDirectory() ? "/" : ""));
        }
        if (!ours.equals(theirs)) {
            throw new IOException("the lists differ: " + ours + " and " + theirs);
        }
    }

    private static Object[] apk(Path root) {
        List<Object> line = new ArrayList<>(List.of("chroot", root, "/sbin/apk", "audit"));
        line.addAll(List.of(OPTIONS));
        return line.toArray();
    }

    private static Object[] process(Path root) {
        List<Object> line = new ArrayList<>();
        line.add(Path.of(System.getProperty("java.home"), "bin", "java"));
        line.addAll(List.of(
                System.getProperty("diskless.bench.options", "-XX:+UseSerialGC").split(" ")));
        line.addAll(List.of("-cp", System.getProperty("java.class.path"), AuditProcess.class.getName(), root));
        return line.toArray();
    }

    private static byte[] sha1(byte[] content) {
        try {
            return MessageDigest.getInstance("SHA-1").digest(content);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
