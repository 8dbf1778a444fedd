package dev.diskless.spi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diskless.device.BlockDevice;
import dev.diskless.fault.FaultCode;
import dev.diskless.fault.ProviderNotFoundException;
import dev.diskless.medium.PartitionTable;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RegistryTest {

    @TempDir
    Path directory;

    @Test
    void findsPlugInsOfTheLoaderThatTheHostGives() throws IOException {
        try (URLClassLoader loader = loader("one", First.class.getName(), Second.class.getName())) {
            Registry registry = Registry.of(loader);
            assertInstanceOf(First.class, registry.find(PartitionScheme.class, "first"));
            assertEquals(2, registry.all(PartitionScheme.class).size());
        }
        assertEquals(0, Registry.standard().all(PartitionScheme.class).size());
    }

    @Test
    void findsPlugInsOfTheContextLoader() throws IOException {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        try (URLClassLoader loader = loader("one", First.class.getName())) {
            thread.setContextClassLoader(loader);
            assertEquals(1, Registry.standard().all(PartitionScheme.class).size());
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    @Test
    void firstOfOneNameWins() throws IOException {
        try (URLClassLoader loader = loader("one", First.class.getName(), Impostor.class.getName())) {
            assertInstanceOf(First.class, Registry.of(loader).find(PartitionScheme.class, "first"));
            assertEquals(1, Registry.of(loader).all(PartitionScheme.class).size());
        }
    }

    @Test
    void brokenPlugInsHideNoOthersAndAreNamedInTheFault() throws IOException {
        try (URLClassLoader loader =
                loader("one", "no.such.Plugin", "java.lang.String", First.class.getName(), Failing.class.getName())) {
            Registry registry = Registry.of(loader);
            assertEquals(1, registry.all(PartitionScheme.class).size());
            ProviderNotFoundException fault =
                    assertThrows(ProviderNotFoundException.class, () -> registry.find(PartitionScheme.class, "absent"));
            assertEquals(FaultCode.NO_PROVIDER, fault.code());
            assertTrue(fault.getSuppressed().length >= 2);
            assertInstanceOf(ServiceConfigurationError.class, fault.getSuppressed()[0]);
            assertTrue(fault.detail().what().contains("first"), fault.getMessage());
        }
    }

    @Test
    void faultNamesWhereItLooked() throws IOException {
        try (URLClassLoader loader = loader("host-loader")) {
            ProviderNotFoundException fault = assertThrows(
                    ProviderNotFoundException.class, () -> Registry.of(loader).find(PartitionScheme.class, "absent"));
            assertTrue(fault.detail().what().contains("host-loader"), fault.getMessage());
            assertTrue(fault.cure().isPresent());
        }
    }

    private URLClassLoader loader(String name, String... providers) throws IOException {
        Path services = Files.createDirectories(directory.resolve("META-INF/services"));
        Files.write(services.resolve(PartitionScheme.class.getName()), java.util.List.of(providers));
        return new URLClassLoader(
                name, new URL[] {directory.toUri().toURL()}, getClass().getClassLoader());
    }

    /** A plug-in. */
    public static class First implements PartitionScheme {
        @Override
        public String name() {
            return "first";
        }

        @Override
        public Optional<PartitionTable> read(BlockDevice device) {
            return Optional.empty();
        }

        @Override
        public void write(BlockDevice device, PartitionTable table) {}
    }

    /** Another one. */
    public static final class Second extends First {
        @Override
        public String name() {
            return "second";
        }
    }

    /** One that takes the name of another. */
    public static final class Impostor extends First {}

    /** One that cannot be made. */
    public static final class Failing extends First {
        /** Always throws. */
        public Failing() {
            throw new IllegalStateException("broken");
        }
    }
}
