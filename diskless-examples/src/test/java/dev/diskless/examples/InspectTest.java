package dev.diskless.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diskless.examples.miniature.MiniatureMedium;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What {@code inspect} prints of an image that {@code build-image} made. */
class InspectTest {

    private static final String UUID = "12345678-9abc-4def-8123-456789abcdef";
    private static final long MIB = 1 << 20;

    @TempDir
    static Path folder;

    private static Path image;
    private static Path key;

    @BeforeAll
    static void buildOnce() throws IOException {
        image = folder.resolve("stick.img");
        Programs.run(
                        "build-image",
                        "--out",
                        image,
                        "--size",
                        "64M",
                        "--hostname",
                        "edge-1",
                        "--add",
                        "hello",
                        "--uuid",
                        UUID,
                        "--label",
                        "STICK")
                .succeeded();
        try (MiniatureMedium medium = MiniatureMedium.create(folder.resolve("medium"))) {
            key = medium.writePublicKey(folder);
        }
    }

    @Test
    void textNamesEverything() {
        String text = Programs.run("inspect", image).succeeded().out();
        for (String part : new String[] {
            image.toString(),
            "mbr",
            "ext4",
            "STICK",
            UUID,
            "edge-1.apkovl.tar.gz",
            "consistent",
            "vmlinuz-placeholder",
            "no boot loader installed"
        }) {
            assertTrue(text.contains(part), () -> part + " is not in\n" + text);
        }
    }

    @Test
    void jsonHasItsFormatFirstAndTheSameFacts() {
        String text = Programs.run("inspect", image, "--json").succeeded().out();
        JsonNode json = JsonMapper.shared().readTree(text);
        assertEquals("format", json.propertyNames().iterator().next());
        assertEquals(1, json.get("format").asInt());
        assertEquals(64 * MIB, json.get("size").asLong());
        JsonNode partition = json.at("/table/partitions/0");
        assertEquals(1, partition.get("number").asInt());
        assertEquals(MIB, partition.get("start").asLong());
        assertEquals(63 * MIB, partition.get("length").asLong());
        assertTrue(partition.get("active").asBoolean());
        assertEquals(UUID, json.at("/volumes/0/fileSystem/uuid").asString());
        assertEquals("edge-1", json.at("/overlays/0/hostname").asString());
        assertTrue(json.at("/overlays/0/modified").asString().matches("[0-9-]{10}T[0-9:]{8}Z"));
        assertEquals(5, json.at("/caches/0/packages").asInt());
        assertEquals("consistent", json.at("/caches/0/trust").asString());
        assertEquals(
                "boot/vmlinuz-placeholder", json.at("/bootSystems/0/kernels/0").asString());
        assertTrue(json.get("findings").isArray());
    }

    @Test
    void givenKeyAuthenticatesTheCache() {
        String text = Programs.run("inspect", image, "--json", "--keys", key)
                .succeeded()
                .out();
        assertEquals(
                "authenticated",
                JsonMapper.shared().readTree(text).at("/caches/0/trust").asString());
    }

    @Test
    void damagedImageHasStatus1AndSaysWhere() throws IOException {
        Path damaged = Files.copy(image, folder.resolve("damaged.img"), StandardCopyOption.REPLACE_EXISTING);
        try (FileChannel channel = FileChannel.open(damaged, StandardOpenOption.WRITE)) {
            // The checksum of the superblock.
            channel.write(ByteBuffer.allocate(4), MIB + 1024 + 1020);
        }
        Programs.Outcome outcome = Programs.run("inspect", damaged);
        assertEquals(1, outcome.status());
        assertFalse(outcome.out().isEmpty() && outcome.err().isEmpty());
    }

    @Test
    void fileThatIsNoImageIsRefusedInOneLine() throws IOException {
        Path text = Files.writeString(folder.resolve("text"), "no image\n".repeat(1000));
        Programs.Outcome outcome = Programs.run("inspect", text);
        assertEquals(1, outcome.status());
        assertEquals("", outcome.out());
        assertEquals(1, outcome.complaints().size(), outcome::err);
        assertTrue(outcome.err().contains(text.toString()), outcome::err);
    }

    @Test
    void fileThatIsNotThereIsRefusedInOneLine() {
        Programs.Outcome outcome = Programs.run("inspect", folder.resolve("nowhere"));
        assertEquals(1, outcome.status());
        assertEquals(1, outcome.complaints().size(), outcome::err);
    }
}
