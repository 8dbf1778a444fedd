package dev.diskless.apk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diskless.contract.tool.RealTool;
import dev.diskless.progress.Progress;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A database that the real apk wrote for generated packages that share directories, judged by the same apk. */
@Tag("chroot")
class InstalledPackagesOracleTest {

    @Test
    void generatedPackagesAreComparedAsTheRealToolComparesThem() throws IOException {
        try (AuditedRoot root = AuditedRoot.unpack()) {
            Random random = new Random(21);
            List<Path> packages = packages(root.at("packages"), random);
            Files.writeString(root.at("etc/apk/repositories"), "");
            List<Object> line = new ArrayList<>(List.of(
                    root.root(),
                    "/sbin/apk",
                    "add",
                    "--allow-untrusted",
                    "--no-network",
                    "--no-scripts",
                    "--force-non-repository"));
            packages.forEach(file -> line.add("/packages/" + file.getFileName()));
            RealTool.named("chroot").run(line.toArray()).succeeded();
            RootChanges series = new RootChanges(root.root(), 22, "+srv\n+usr/share\n@opt\n");
            InstalledDatabase database = InstalledDatabase.of(root.root(), Progress.silent());
            assertEquals(14 + packages.size(), database.packageCount());
            assertTrue(root.assertSame("as installed") > 20);
            for (int round = 0; round < 6; round++) {
                series.make(25);
                int listed = root.assertSame("round " + round);
                assertTrue(listed > 30, () -> listed + " are listed");
            }
        }
    }

    private static List<Path> packages(Path directory, Random random) throws IOException {
        Workshop workshop = new Workshop(directory);
        List<Path> packages = new ArrayList<>();
        int[] modes = {0755, 0750, 0775, 0700, 01777, 0711};
        for (int i = 0; i < 20; i++) {
            PackageWriter writer = new PackageWriter("generated-" + (char) ('a' + i), "1." + i + "-r0");
            for (int j = 0; j < 8; j++) {
                String shared =
                        List.of("etc", "srv", "usr/share", "opt").get(random.nextInt(4)) + "/d" + random.nextInt(6);
                writer.directory(shared, modes[random.nextInt(modes.length)]);
                byte[] content = ("content " + i + " " + j).getBytes(StandardCharsets.UTF_8);
                writer.file(shared + "/f" + i + "-" + j, content, random.nextBoolean() ? 0644 : 04711);
                writer.link(shared + "/l" + i + "-" + j, "f" + i + "-" + j);
            }
            packages.add(workshop.addBare(writer));
        }
        return packages;
    }
}
