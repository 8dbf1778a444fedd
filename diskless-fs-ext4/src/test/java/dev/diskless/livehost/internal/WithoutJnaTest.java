package dev.diskless.livehost.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diskless.fault.UnsupportedFeatureException;
import dev.diskless.spi.ImageHost;
import dev.diskless.spi.ListingHost;
import dev.diskless.spi.LiveHost;
import dev.diskless.spi.Registry;
import dev.diskless.spi.WritingHost;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.function.Executable;

/** Where there is no JNA the plug-in is found and lists devices; opening one says what to add. */
@EnabledOnOs(OS.LINUX)
class WithoutJnaTest {

    private static final Path NULL = Path.of("/dev/null");

    private URLClassLoader loader;
    private LiveHost host;
    private boolean broken;

    @BeforeEach
    void loadWithoutJna() throws ReflectiveOperationException {
        URL classes = LinuxHost.class.getProtectionDomain().getCodeSource().getLocation();
        ClassLoader tests = WithoutJnaTest.class.getClassLoader();
        // The interfaces are those of this test, so that it can call them.
        loader = new URLClassLoader(new URL[] {classes}, ClassLoader.getPlatformClassLoader()) {
            @Override
            protected Class<?> findClass(String name) throws ClassNotFoundException {
                if (name.startsWith("com.sun.jna.") && broken) {
                    throw new UnsatisfiedLinkError("not allowed");
                }
                if (name.startsWith("com.sun.jna.")) {
                    throw new ClassNotFoundException(name);
                }
                return name.startsWith(LinuxHost.class.getPackageName() + ".")
                        ? super.findClass(name)
                        : tests.loadClass(name);
            }
        };
        host = (LiveHost)
                loader.loadClass(LinuxHost.class.getName()).getConstructor().newInstance();
    }

    @AfterEach
    void close() throws IOException {
        loader.close();
    }

    @Test
    void plugInIsFoundAndApplies() throws IOException {
        assertEquals(
                LinuxHost.class.getName(),
                Registry.of(loader).find(LiveHost.class, "linux").getClass().getName());
        assertTrue(host.applies());
    }

    @Test
    void devicesAreListed() throws IOException {
        assertInstanceOf(ListingHost.class, host).devices();
    }

    @Test
    void openingSaysWhatToAdd() {
        assertNamesTheArtifact(() -> host.openDevice(NULL).close());
        assertNamesTheArtifact(() -> ((WritingHost) host).openExclusively(NULL).close());
        assertNamesTheArtifact(() -> ((ImageHost) host).openImage(NULL, 512).close());
    }

    @Test
    void libraryThatMayNotBeLoadedIsToldApart() {
        broken = true;
        UnsupportedFeatureException thrown = assertThrows(
                UnsupportedFeatureException.class, () -> host.openDevice(NULL).close());
        assertEquals(
                new UnsatisfiedLinkError("not allowed").toString(),
                thrown.detail().found());
        assertFalse(thrown.cure().orElseThrow().contains("jna-jpms"));
    }

    private static void assertNamesTheArtifact(Executable opening) {
        UnsupportedFeatureException thrown = assertThrows(UnsupportedFeatureException.class, opening);
        assertTrue(thrown.cure().orElseThrow().contains("net.java.dev.jna:jna-jpms"));
        assertInstanceOf(NoClassDefFoundError.class, thrown.getCause());
    }
}
