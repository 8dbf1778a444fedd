package dev.diskless.overlay;

import dev.diskless.spi.OverlayFormat;
import dev.diskless.spi.Registry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/** Finds overlays as the boot does. Thread-safe. */
public final class Overlays {

    static final String MARK = ".apkovl.tar.gz";
    private static final int FILE_LIMIT = 1000;

    private Overlays() {}

    /**
     * Whether the boot takes a file for an overlay because of its name: {@code *.apkovl.tar.gz*}, as the shell matches
     * it, and with a dot in front too.
     *
     * @param fileName a name without directories
     * @return true if it does
     */
    public static boolean isOverlayName(String fileName) {
        return fileName.contains(MARK);
    }

    /**
     * The overlays in the root directory of a volume; each is read to its end once. One that is damaged or that no
     * format knows is a finding.
     *
     * @param volumeRoot the root directory
     * @param registry where overlay formats come from
     * @return the overlays; at most the first 1000 are read
     * @throws IOException if the directory cannot be read, or reading fails for another reason than damage
     */
    public static OverlayScan find(Path volumeRoot, Registry registry) throws IOException {
        List<Path> files = matches(volumeRoot);
        OverlayScanner scanner = new OverlayScanner(registry.all(OverlayFormat.class));
        for (Path file : files.subList(0, Math.min(FILE_LIMIT, files.size()))) {
            scanner.look(file);
        }
        return scanner.result(files);
    }

    private static List<Path> matches(Path root) throws IOException {
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(root)) {
            for (Path entry : entries) {
                if (isOverlayName(nameOf(entry)) && !Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
                    files.add(entry);
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        files.sort(
                Comparator.comparing(file -> nameOf(file).getBytes(StandardCharsets.UTF_8), Arrays::compareUnsigned));
        return files;
    }

    private static String nameOf(Path file) {
        return String.valueOf(file.getFileName());
    }
}
