package dev.diskless.apk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.diskless.contract.tool.RealTool;
import dev.diskless.contract.tool.Samples;
import dev.diskless.medium.NameBytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;

/** A whole real root with its own apk as judge; the test is skipped where apk cannot be run in it. */
final class AuditedRoot implements AutoCloseable {

    private final Path root;

    private AuditedRoot(Path root) {
        this.root = root;
    }

    static AuditedRoot unpack() throws IOException {
        Path archive = Samples.miniRoot().toAbsolutePath();
        // Not where JUnit cleans up: links of the root point all over the host.
        AuditedRoot unpacked = new AuditedRoot(Files.createTempDirectory("audited"));
        try {
            RealTool.named("tar").run("-xzf", archive, "-C", unpacked.root).succeeded();
            if (RealTool.named("chroot")
                            .run(unpacked.root, "/sbin/apk", "--version")
                            .status()
                    != 0) {
                abort("chroot: the real apk cannot be run here");
            }
            Files.setAttribute(unpacked.root, "unix:mode", 0755);
            return unpacked;
        } catch (IOException | RuntimeException | Error e) {
            unpacked.close();
            throw e;
        }
    }

    Path root() {
        return root;
    }

    Path at(String path) {
        return root.resolve(path);
    }

    /** The lines that the real audit prints. */
    TreeSet<String> apk(String... options) {
        List<Object> line = new ArrayList<>(List.of(root, "/sbin/apk", "audit", "--backup"));
        line.addAll(List.of(options));
        byte[] out = RealTool.named("chroot").run(line.toArray()).succeeded().stdout();
        TreeSet<String> lines = new TreeSet<>();
        int start = 0;
        for (int i = 0; i < out.length; i++) {
            if (out[i] == '\n') {
                lines.add(NameBytes.decode(Arrays.copyOfRange(out, start, i)));
                start = i + 1;
            }
        }
        return lines;
    }

    /** Demands that both kinds of list are those of the real tool; gives how long they are together. */
    int assertSame(Object context) throws IOException {
        // The real tool first: it makes var/cache/apk where that is missing, and then lists it.
        TreeSet<String> all = apk("--recursive", "--check-permissions");
        assertSame(all, lines(RootAudit.of(root).backup()), context);
        TreeSet<String> trees = apk();
        assertSame(trees, lines(RootAudit.of(root).threads(1).changes()), context);
        return all.size() + trees.size();
    }

    private static void assertSame(TreeSet<String> expected, TreeSet<String> found, Object context) {
        TreeSet<String> missing = new TreeSet<>(expected);
        missing.removeAll(found);
        TreeSet<String> added = new TreeSet<>(found);
        added.removeAll(expected);
        assertTrue(missing.isEmpty() && added.isEmpty(), () -> context + ": missing " + missing + ", added " + added);
    }

    static TreeSet<String> lines(List<AuditedPath> paths) {
        TreeSet<String> lines = new TreeSet<>();
        paths.forEach(path -> lines.add(path.line()));
        assertEquals(paths.size(), lines.size(), "nothing stands twice");
        return lines;
    }

    @Override
    public void close() {
        RealTool.named("rm").run("-rf", root);
    }
}
