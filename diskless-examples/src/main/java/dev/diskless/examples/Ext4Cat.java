package dev.diskless.examples;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Prints files. */
@Command(
        name = "cat",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Prints the bytes of files, one after another.")
@SuppressWarnings("NullAway.Init") // picocli sets the fields.
final class Ext4Cat implements Callable<Integer> {

    private static final int BUFFER = 1 << 18;

    private final OutputStream out;

    @Mixin
    private Ext4Image image;

    @Parameters(index = "1..*", arity = "1..*", paramLabel = "PATH", description = "the files")
    private List<String> paths = new ArrayList<>();

    Ext4Cat(OutputStream out) {
        this.out = out;
    }

    @Override
    public Integer call() throws IOException {
        image.read(root -> {
            for (String path : paths) {
                print(root.resolve(path));
            }
            return 0;
        });
        out.flush();
        return 0;
    }

    private void print(Path file) throws IOException {
        byte[] buffer = new byte[BUFFER];
        try (InputStream in = image.placed(() -> Files.newInputStream(file))) {
            for (int count = read(in, buffer); count >= 0; count = read(in, buffer)) {
                out.write(buffer, 0, count);
            }
        }
    }

    private int read(InputStream in, byte[] buffer) throws IOException {
        return image.placed(() -> in.read(buffer));
    }
}
