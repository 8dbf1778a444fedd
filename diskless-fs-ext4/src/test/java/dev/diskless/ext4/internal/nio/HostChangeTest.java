package dev.diskless.ext4.internal.nio;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Shows that the suite says what the JDK does. */
class HostChangeTest extends ChangeBehaviour {

    @Override
    Path root() throws IOException {
        return Files.createDirectories(host.resolve("root"));
    }
}
