package dev.diskless.examples.facade;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.diskless.ImageBuilder;
import dev.diskless.fault.FaultCode;
import dev.diskless.fault.ImageFullException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An image that is too small is refused with a size that is enough, whatever it was too small for. */
class FullImageTest {

    private static final Pattern CURE = Pattern.compile("make it (\\d+)M");

    @TempDir
    Path folder;

    private Workbench bench;

    @BeforeEach
    void makeBench() throws IOException {
        bench = new Workbench(folder);
    }

    @Test
    void everySizeFromNothingUpEitherWorksOrNamesOneThatDoes() throws IOException {
        for (long size = (1 << 20) + 512; size < (3 << 20); size += 4096 * 41) {
            assertCured(size - size % 512);
        }
    }

    @Test
    void overlayThatDoesNotPack() throws IOException {
        Path noise = noise("noise", 6 << 20);
        for (int size = 2; size <= 6; size += 2) {
            ImageFullException failure = failure(request(size << 20).file("etc/noise", noise));
            request(cured(failure)).file("etc/noise", noise).build();
            Files.delete(bench.image());
        }
    }

    @Test
    void largeBootFile() throws IOException {
        noise("medium/boot/large", 9 << 20);
        for (int size = 2; size <= 10; size += 4) {
            assertCured(size << 20);
        }
    }

    @Test
    void moreFilesThanInodes() throws IOException {
        Path many = Files.createDirectory(bench.source().resolve("boot/many"));
        for (int i = 0; i < 3000; i++) {
            Files.createFile(many.resolve("file-" + i));
        }
        assertCured(2 << 20);
        assertCured(4 << 20);
    }

    @Test
    void cacheThatIsTheDropTooMuch() throws IOException {
        int smallest = 2 << 20;
        while (!builds(smallest)) {
            smallest += 8192;
        }
        for (int less = 512; less < 64 << 10; less += 512 * 23) {
            assertCured(smallest - less);
        }
    }

    private boolean builds(long size) throws IOException {
        try {
            request(size).packages("hello").build();
            Files.delete(bench.image());
            return true;
        } catch (ImageFullException e) {
            return false;
        }
    }

    private void assertCured(long size) throws IOException {
        try {
            request(size).build();
        } catch (ImageFullException e) {
            assertEquals(List.of(), bench.outputs());
            request(cured(e)).build();
        }
        Files.delete(bench.image());
    }

    private ImageFullException failure(ImageBuilder request) throws IOException {
        ImageFullException failure = assertThrows(ImageFullException.class, request::build);
        assertEquals(FaultCode.FULL, failure.code());
        assertEquals(bench.image().toString(), failure.detail().path());
        assertEquals(List.of(), bench.outputs());
        return failure;
    }

    private static long cured(ImageFullException failure) {
        Matcher cure = CURE.matcher(failure.cure().orElseThrow());
        if (!cure.matches()) {
            throw new AssertionError(failure);
        }
        return Long.parseLong(cure.group(1)) << 20;
    }

    private ImageBuilder request(long size) {
        return bench.request().size(size);
    }

    private Path noise(String name, int size) throws IOException {
        byte[] noise = new byte[size];
        new Random(5).nextBytes(noise);
        return Files.write(folder.resolve(name), noise);
    }
}
