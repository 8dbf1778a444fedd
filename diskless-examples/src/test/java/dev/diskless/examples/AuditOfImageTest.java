package dev.diskless.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diskless.apk.AuditedPath;
import dev.diskless.apk.RootAudit;
import dev.diskless.contract.tool.RealTool;
import dev.diskless.contract.tool.Samples;
import dev.diskless.device.BlockDevice;
import dev.diskless.device.ImageFile;
import dev.diskless.ext4.Ext4;
import dev.diskless.medium.WritingOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An audit of a root inside an image, which needs neither root nor a mount. */
class AuditOfImageTest {

    @TempDir
    Path folder;

    @Test
    void aRootInAnImageHasTheSameListAsOnTheHost() throws Exception {
        Path image = folder.resolve("root.img");
        Programs.run("ext4", "mkfs", image, "64m", "-d", plainTar()).succeeded();
        byte[] capability = {1, 0, 0, 2, 0, 32, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0};
        try (BlockDevice device = ImageFile.open(image);
                FileSystem volume =
                        Ext4.openWritable(device, WritingOptions.at(Instant.ofEpochSecond(1_700_000_000)))) {
            Path root = volume.getPath("/");
            List<String> pristine = lines(root);
            assertEquals(14, pristine.size(), pristine::toString);
            assertTrue(pristine.contains("U etc/shadow"));

            Files.writeString(root.resolve("etc/hosts"), "changed");
            Files.writeString(root.resolve("etc/caf\u00e9"), "");
            Files.writeString(root.resolve("etc/raw\udcff"), "");
            Files.createSymbolicLink(root.resolve("etc/link"), volume.getPath("/x\udcff"));
            Files.setAttribute(root.resolve("etc/motd"), "unix:mode", 0600);
            Files.setAttribute(
                    root.resolve("etc/fstab"), "xattr:security.capability", capability, LinkOption.NOFOLLOW_LINKS);
            List<String> changed = lines(root);
            assertTrue(
                    changed.containsAll(List.of(
                            "U etc/hosts",
                            "A etc/caf\u00e9",
                            "A etc/raw\udcff",
                            "A etc/link",
                            "M etc/motd",
                            "x etc/fstab")),
                    changed::toString);
            assertEquals(20, changed.size(), changed::toString);

            byte[] hashed = ("\0\0\0\u0013security.capability\0\0\0\u0014"
                            + new String(capability, StandardCharsets.ISO_8859_1))
                    .getBytes(StandardCharsets.ISO_8859_1);
            String digest = Base64.getEncoder()
                    .encodeToString(MessageDigest.getInstance("SHA-1").digest(hashed));
            Path database = root.resolve("lib/apk/db/installed");
            Files.writeString(
                    database,
                    Files.readString(database).replace("\nR:fstab\n", "\nR:fstab\na:0:0:644:Q1" + digest + "\n"));
            changed.remove("x etc/fstab");
            assertEquals(changed, lines(root));
        }
    }

    private static List<String> lines(Path root) throws IOException {
        RootAudit audit = RootAudit.of(root);
        List<String> lines =
                new ArrayList<>(audit.backup().stream().map(AuditedPath::line).toList());
        assertEquals(0, audit.attributesNotCompared());
        return lines;
    }

    private Path plainTar() throws IOException {
        Path plain = folder.resolve("root.tar");
        RealTool.named("sh")
                .run("-c", "gzip -dc '" + Samples.miniRoot().toAbsolutePath() + "' > '" + plain + "'")
                .succeeded();
        return plain;
    }
}
