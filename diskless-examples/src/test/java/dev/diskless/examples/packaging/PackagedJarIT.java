package dev.diskless.examples.packaging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diskless.examples.gate.Project;
import java.io.IOException;
import java.io.InputStream;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** The packaged jars hold what they should and nothing else. */
class PackagedJarIT {

    /** The simple names of the plug-in points. */
    static final Set<String> POINTS = Set.of(
            "BootDevice",
            "FileSystemFormat",
            "LiveHost",
            "OverlayFormat",
            "PackageCache",
            "PartitionScheme",
            "PreflightCheck",
            "StorageBackend");

    private static final String SPI = "dev.diskless.spi.";
    private static final String NIO = "java.nio.file.spi.FileSystemProvider";
    private static final String SERVICES = "META-INF/services/";
    private static final LocalDateTime STAMP = LocalDateTime.of(2026, 1, 1, 0, 0);

    static final List<String> LIBRARIES = Project.LIBRARIES;

    @ParameterizedTest
    @FieldSource("LIBRARIES")
    void bothServiceListsAreTheSame(String module) throws IOException {
        assertEquals(provided(module), listed(module));
    }

    @ParameterizedTest
    @FieldSource("LIBRARIES")
    void providersCanBeMadeInOneWayOnly(String module) throws Exception {
        try (URLClassLoader loader = loader()) {
            for (Map.Entry<String, Set<String>> point : provided(module).entrySet()) {
                assertTrue(point.getKey().startsWith(SPI) || point.getKey().equals(NIO), point::getKey);
                for (String name : point.getValue()) {
                    Class<?> provider = loader.loadClass(name);
                    assertTrue(Modifier.isPublic(provider.getModifiers()), name);
                    provider.getConstructor();
                    for (Method method : provider.getDeclaredMethods()) {
                        assertFalse(
                                method.getName().equals("provider")
                                        && Modifier.isStatic(method.getModifiers())
                                        && method.getParameterCount() == 0,
                                name);
                    }
                }
            }
        }
    }

    @Test
    void namesOfPlugInsAreUniqueAndPlain() throws Exception {
        Map<String, List<String>> points = pointsAndNames();
        assertEquals(POINTS, points.keySet());
        for (Map.Entry<String, List<String>> point : points.entrySet()) {
            assertEquals(point.getValue().size(), Set.copyOf(point.getValue()).size(), point::toString);
            point.getValue().forEach(name -> assertTrue(name.matches("[a-z0-9][a-z0-9-]*"), name));
        }
    }

    @ParameterizedTest
    @FieldSource("LIBRARIES")
    void mainJarHoldsTheMainClassesAndNoTests(String module) throws IOException {
        Set<String> packaged = entries(Project.jar(module, ""));
        packaged.removeIf(name -> !name.endsWith(".class"));
        Set<String> compiled = new TreeSet<>();
        Path classes = Project.classes(module);
        try (Stream<Path> files = Files.walk(classes)) {
            files.map(file -> classes.relativize(file).toString())
                    .filter(name -> name.endsWith(".class"))
                    .forEach(compiled::add);
        }
        assertEquals(compiled, packaged);
        assertTrue(packaged.contains("module-info.class"));
        packaged.forEach(name -> assertFalse(name.startsWith("dev/diskless/contract/"), name));
    }

    @ParameterizedTest
    @FieldSource("LIBRARIES")
    void sourcesAndJavadocAreThere(String module) throws IOException {
        assertTrue(entries(Project.jar(module, "sources")).contains("module-info.java"));
        assertTrue(entries(Project.jar(module, "javadoc")).contains("index.html"));
    }

    @ParameterizedTest
    @FieldSource("LIBRARIES")
    void entriesHaveTheFixedTime(String module) throws IOException {
        for (String classifier : List.of("", "sources", "javadoc")) {
            try (JarFile jar = new JarFile(Project.jar(module, classifier).toFile())) {
                for (JarEntry entry : (Iterable<JarEntry>) jar.stream()::iterator) {
                    assertEquals(STAMP, entry.getTimeLocal(), () -> jar.getName() + " " + entry.getName());
                }
            }
        }
    }

    @Test
    void testsJarHoldsOnlyContractsAndIsNoModule() throws IOException {
        Set<String> names = entries(Project.jar("diskless-api", "tests"));
        names.removeIf(name -> name.startsWith("META-INF/") || name.endsWith("/"));
        assertFalse(names.isEmpty());
        names.forEach(name -> assertTrue(name.startsWith("dev/diskless/contract/"), name));
    }

    @ParameterizedTest
    @FieldSource("LIBRARIES")
    void noModuleIsRequiredByAFileName(String module) throws IOException {
        ModuleFinder finder = ModuleFinder.of(Jars.libraries().toArray(Path[]::new));
        for (ModuleDescriptor.Requires requires : descriptor(module).requires()) {
            boolean optional = requires.modifiers().contains(ModuleDescriptor.Requires.Modifier.STATIC);
            boolean sound = finder.find(requires.name())
                    .map(found -> !found.descriptor().isAutomatic())
                    .orElse(optional || requires.name().startsWith("java."));
            assertTrue(sound, () -> module + " requires " + requires);
        }
    }

    /** The plug-in points, sorted, and the names of all packaged plug-ins of each, sorted. */
    static Map<String, List<String>> pointsAndNames() throws Exception {
        Map<String, List<String>> points = new TreeMap<>();
        POINTS.forEach(point -> points.put(point, new ArrayList<>()));
        try (URLClassLoader loader = loader()) {
            for (String module : LIBRARIES) {
                Map<String, Set<String>> provided = provided(module);
                provided.remove(NIO);
                for (Map.Entry<String, Set<String>> point : provided.entrySet()) {
                    for (String name : point.getValue()) {
                        Object provider =
                                loader.loadClass(name).getConstructor().newInstance();
                        points.get(point.getKey().substring(SPI.length())).add((String) loader.loadClass(SPI + "Plugin")
                                .getMethod("name")
                                .invoke(provider));
                    }
                }
            }
        }
        points.values().forEach(names -> names.sort(null));
        return points;
    }

    private static URLClassLoader loader() throws IOException {
        List<URL> urls = new ArrayList<>();
        for (Path jar : Jars.libraries()) {
            urls.add(jar.toUri().toURL());
        }
        return new URLClassLoader(urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
    }

    private static ModuleDescriptor descriptor(String module) {
        return ModuleFinder.of(Project.jar(module, ""))
                .findAll()
                .iterator()
                .next()
                .descriptor();
    }

    private static Map<String, Set<String>> provided(String module) {
        Map<String, Set<String>> provided = new TreeMap<>();
        descriptor(module)
                .provides()
                .forEach(provides -> provided.put(provides.service(), new TreeSet<>(provides.providers())));
        return provided;
    }

    private static Map<String, Set<String>> listed(String module) throws IOException {
        Map<String, Set<String>> listed = new TreeMap<>();
        try (JarFile jar = new JarFile(Project.jar(module, "").toFile())) {
            for (JarEntry entry : (Iterable<JarEntry>) jar.stream()::iterator) {
                if (entry.getName().startsWith(SERVICES) && !entry.isDirectory()) {
                    try (InputStream in = jar.getInputStream(entry)) {
                        listed.put(entry.getName().substring(SERVICES.length()), lines(in));
                    }
                }
            }
        }
        return listed;
    }

    private static Set<String> lines(InputStream in) throws IOException {
        return Arrays.stream(new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n"))
                .map(line -> line.replaceFirst("#.*", "").strip())
                .filter(line -> !line.isEmpty())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> entries(Path path) throws IOException {
        try (JarFile jar = new JarFile(path.toFile())) {
            return jar.stream().map(JarEntry::getName).collect(Collectors.toCollection(TreeSet::new));
        }
    }
}
