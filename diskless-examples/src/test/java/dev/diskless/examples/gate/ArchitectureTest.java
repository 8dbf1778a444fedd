package dev.diskless.examples.gate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The rules of the house hold in the libraries. */
class ArchitectureTest {

    private static final String API = "dev.diskless.api";

    /** Which modules a module may use. */
    private static final Map<String, Set<String>> MODULES = Map.of(
            API,
            Set.of(),
            "dev.diskless.boot",
            Set.of(API),
            "dev.diskless.core",
            Set.of(API),
            "dev.diskless.ext4",
            Set.of(API));

    /** Which libraries of others a module may use, by package. */
    private static final Map<String, List<String>> FOREIGN = Map.of(
            "dev.diskless.boot", List.of("org.tukaani.xz."),
            "dev.diskless.core", List.of("org.apache.commons.compress."),
            "dev.diskless.ext4", List.of("com.sun.jna."));

    /** Which modules of others a module may require beside {@link #EVERYWHERE}. */
    private static final Map<String, Set<String>> REQUIRED = Map.of(
            "dev.diskless.boot", Set.of("org.tukaani.xz"),
            "dev.diskless.core", Set.of("java.net.http", "org.apache.commons.compress"),
            "dev.diskless.ext4", Set.of("com.sun.jna"));

    private static final Set<String> EVERYWHERE = Set.of("java.base", "org.jspecify", "com.google.auto.service");

    /** The one place that reads SOURCE_DATE_EPOCH, and the one that salts come from by default. */
    private static final Map<String, Set<String>> TAKES = Map.of(
            "environment", Set.of("dev.diskless.internal.SourceTime"),
            "clock", Set.of("dev.diskless.internal.HostSources"),
            "randomness", Set.of("dev.diskless.internal.HostSources"));

    /** The one class that is loaded only where JNA is wanted. */
    private static final String NAMES_JNA = "dev.diskless.livehost.internal.JnaSystemCalls";

    private static House house;
    private static JavaClasses classes;

    @BeforeAll
    static void read() {
        house = House.built();
        classes = new ClassFileImporter()
                .importPaths(Project.LIBRARIES.stream().map(Project::classes).toList());
    }

    @Test
    void houseHasItsModulesAndTheirClasses() {
        assertEquals(MODULES.keySet(), house.modules().keySet());
        house.modules()
                .keySet()
                .forEach(module -> assertTrue(
                        classes.stream()
                                .anyMatch(type -> house.moduleOf(type)
                                        .filter(own -> own.name().equals(module))
                                        .isPresent()),
                        module));
    }

    @Test
    void modulesRequireOnlyWhatTheArrowsAllow() {
        for (House.Module module : house.modules().values()) {
            for (String required : module.required()) {
                assertTrue(
                        EVERYWHERE.contains(required)
                                || REQUIRED.getOrDefault(module.name(), Set.of())
                                        .contains(required)
                                || MODULES.get(module.name()).contains(required),
                        module.name() + " requires " + required);
            }
        }
    }

    @Test
    void internalPackagesAreNotExported() {
        for (House.Module module : house.modules().values()) {
            for (String exported : module.exported()) {
                assertTrue(!("." + exported + ".").contains(".internal."), exported);
            }
        }
    }

    @Test
    void modulesFollowTheArrows() {
        ArrowRules.arrows(house, MODULES, FOREIGN).check(classes);
    }

    @Test
    void onlyOneClassNamesWhatMayBeAbsent() {
        ArchRuleDefinition.noClasses()
                .that()
                .doNotHaveFullyQualifiedName(NAMES_JNA)
                .should()
                .dependOnClassesThat()
                .resideInAPackage("com.sun.jna..")
                .check(classes);
    }

    @Test
    void internalsStayInTheirModule() {
        ArrowRules.noForeignInternals(house).check(classes);
    }

    @Test
    void packagesHaveNoCycles() {
        ArrowRules.noCycles().check(classes);
    }

    @Test
    void signaturesUseOnlyVisibleTypes() {
        SignatureRules.onlyVisibleTypes(house, API).check(classes);
    }

    @Test
    void signaturesDoNotUseFile() {
        SignatureRules.noFiles(house).check(classes);
    }

    @TestFactory
    Stream<DynamicTest> librariesUseNoAmbient() {
        return AmbientRules.ALL.stream()
                .map(ambient -> DynamicTest.dynamicTest(
                        ambient.what(),
                        () -> AmbientRules.no(ambient, TAKES.getOrDefault(ambient.what(), Set.of()))
                                .check(classes)));
    }
}
