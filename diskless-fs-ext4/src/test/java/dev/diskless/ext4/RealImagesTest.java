package dev.diskless.ext4;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diskless.contract.filesystem.SampleTree;
import dev.diskless.contract.tool.RealTool;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Reads what {@code mke2fs} made, whatever it was asked for. */
class RealImagesTest {

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-t ext4 -O ^has_journal,^64bit",
                "-t ext4",
                "-t ext4 -b 4096",
                "-t ext4 -b 1024 -O ^metadata_csum",
                "-t ext4 -O metadata_csum_seed",
                "-t ext3",
                "-t ext2 -I 128 -b 2048",
                "-t ext4 -O ^extents,^64bit"
            })
    void treeIsReadFromIt(String options) throws IOException {
        Path image = make(options);
        try (FileSystem fileSystem = Ext4.open(image)) {
            new SampleTree(true).verify(fileSystem.getPath("/"));
            assertEquals("REAL", Files.getFileStore(fileSystem.getPath("/")).name());
            assertTrue(Files.isDirectory(fileSystem.getPath("/lost+found")));
        }
    }

    private Path make(String options) throws IOException {
        Path tree = Files.createDirectory(directory.resolve("tree"));
        new SampleTree(true).plant(tree);
        Path image = directory.resolve("real.img");
        List<Object> arguments = new ArrayList<>(List.of(options.split(" ")));
        arguments.addAll(List.of("-q", "-F", "-L", "REAL", "-d", tree, image, "48M"));
        RealTool.named("mke2fs").run(arguments.toArray()).succeeded();
        return image;
    }
}
