package dev.diskless.apk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.security.MessageDigest;
import java.util.Base64;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Audits of a real root, judged by the apk in it. */
@Tag("chroot")
class RootAuditOracleTest {

    @Test
    void aPristineRootHasTheListOfTheRealTool() throws IOException {
        try (AuditedRoot root = AuditedRoot.unpack()) {
            assertTrue(root.assertSame("pristine") > 20);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = 1)
    void changesOfEveryKindAreFoundAsTheRealToolFindsThem(long seed) throws IOException {
        compare(seed, 17, 20);
    }

    @ParameterizedTest
    @ValueSource(longs = {2, 3, 4, 5, 6, 7, 8, 9, 10})
    @Tag("campaign")
    void longSeriesOfChangesAreFoundAsTheRealToolFindsThem(long seed) throws IOException {
        compare(seed, 100, 10);
    }

    @Test
    void recordedAttributesAreComparedAsTheRealToolComparesThem() throws Exception {
        try (AuditedRoot root = AuditedRoot.unpack()) {
            Path hosts = root.at("etc/hosts");
            assumeTrue(
                    Files.getFileStore(hosts).supportsFileAttributeView(UserDefinedFileAttributeView.class),
                    "the file system of temporary files has no extended attributes");
            UserDefinedFileAttributeView view = Files.getFileAttributeView(hosts, UserDefinedFileAttributeView.class);
            view.write("zz", ByteBuffer.wrap(new byte[] {1, 2}));
            view.write("a", ByteBuffer.wrap(new byte[0]));
            root.assertSame("nothing recorded");
            assertTrue(root.apk().contains("x etc/hosts"));
            byte[] hashed = "\0\0\0\6user.a\0\0\0\0\0\0\0\7user.zz\0\0\0\2\1\2".getBytes(StandardCharsets.ISO_8859_1);
            String digest = Base64.getEncoder()
                    .encodeToString(MessageDigest.getInstance("SHA-1").digest(hashed));
            Path database = root.at("lib/apk/db/installed");
            Files.writeString(
                    database,
                    Files.readString(database).replace("\nR:hosts\n", "\nR:hosts\na:0:0:644:Q1" + digest + "\n"));
            root.assertSame("recorded");
            assertFalse(root.apk().contains("x etc/hosts"));
        }
    }

    private static void compare(long seed, int rounds, int changes) throws IOException {
        try (AuditedRoot root = AuditedRoot.unpack()) {
            RootChanges series = new RootChanges(root.root(), seed, "");
            int longest = 0;
            for (int i = 0; i < rounds; i++) {
                series.make(changes);
                int round = i;
                longest = Math.max(longest, root.assertSame("seed " + seed + ", round " + round));
            }
            assertEquals(RootChanges.kinds(), series.done().size(), () -> "every kind: " + series.done());
            assertTrue(longest > 100, "there is something to compare");
        }
    }
}
