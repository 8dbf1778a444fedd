package dev.diskless.examples.gate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import dev.diskless.examples.gate.bad.Ambience;
import dev.diskless.examples.gate.bad.cycle.one.One;
import dev.diskless.examples.gate.bad.cycle.two.Two;
import dev.diskless.examples.gate.bad.far.UsesInternal;
import dev.diskless.examples.gate.bad.high.Shown;
import dev.diskless.examples.gate.bad.high.internal.Hidden;
import dev.diskless.examples.gate.bad.low.UsesHigher;
import dev.diskless.examples.gate.bad.low.UsesStranger;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every rule finds the class that was written to break it. */
class RulesCanFailTest {

    private static final String BAD = "dev.diskless.examples.gate.bad.";

    private static final House HOUSE = House.of(
            new House.Module("low", Set.of(BAD + "low"), Set.of(BAD + "low"), Set.of()),
            new House.Module("high", Set.of(BAD + "high", BAD + "high.internal"), Set.of(BAD + "high"), Set.of()),
            new House.Module("far", Set.of(BAD + "far"), Set.of(BAD + "far"), Set.of()));

    private static final ArchRule ARROWS =
            ArrowRules.arrows(HOUSE, Map.of("high", Set.of("low"), "far", Set.of("high")), Map.of());

    @Test
    void arrowAgainstTheDirectionIsFound() {
        assertBroken(ARROWS, UsesHigher.class, Shown.class);
        assertHolds(ARROWS, UsesInternal.class, Hidden.class);
    }

    @Test
    void libraryThatIsNotAllowedIsFound() {
        assertBroken(ARROWS, UsesStranger.class);
        assertHolds(ArrowRules.arrows(HOUSE, Map.of(), Map.of("low", List.of("org.opentest4j."))), UsesStranger.class);
    }

    @Test
    void foreignInternalIsFound() {
        assertBroken(ArrowRules.noForeignInternals(HOUSE), UsesInternal.class, Hidden.class);
        assertHolds(ArrowRules.noForeignInternals(HOUSE), Shown.Extending.class, Hidden.class);
    }

    @Test
    void cycleIsFound() {
        assertBroken(ArrowRules.noCycles(), One.class, Two.class);
        assertHolds(ArrowRules.noCycles(), Shown.class, Hidden.class);
    }

    @Test
    void packageInTwoModulesIsFound() {
        House.Module one = new House.Module("one", Set.of("p"), Set.of(), Set.of());
        House.Module two = new House.Module("two", Set.of("p"), Set.of(), Set.of());
        assertThrows(AssertionError.class, () -> House.of(one, two));
    }

    @ParameterizedTest
    @MethodSource("showing")
    void hiddenTypeInSignatureIsFound(Class<?> type) {
        assertBroken(SignatureRules.onlyVisibleTypes(HOUSE, "low"), type, Shown.class, Hidden.class);
    }

    static Stream<Class<?>> showing() {
        return Stream.of(
                Shown.Extending.class,
                Shown.Parameter.class,
                Shown.Result.class,
                Shown.Throwing.class,
                Shown.Bounded.class,
                Shown.Constant.class);
    }

    @Test
    void hiddenTypeThatNobodySeesIsAllowed() {
        assertHolds(SignatureRules.onlyVisibleTypes(HOUSE, "low"), Shown.Sound.class, Hidden.class);
    }

    @Test
    void fileInSignatureIsFound() {
        assertBroken(SignatureRules.noFiles(HOUSE), Shown.Filing.class, Shown.class);
        assertHolds(SignatureRules.noFiles(HOUSE), Shown.Result.class, Shown.class);
    }

    @ParameterizedTest
    @MethodSource("ambience")
    void ambienceIsFoundByItsOwnRuleAndNoOther(Class<?> type) {
        List<String> found = AmbientRules.ALL.stream()
                .filter(ambient -> isBroken(AmbientRules.no(ambient, Set.of()), type))
                .map(AmbientRules.Ambient::what)
                .toList();
        assertEquals(1, found.size(), () -> type + ": " + found);
        String name = found.get(0).replace(" ", "").toLowerCase(Locale.ROOT);
        assertTrue(type.getSimpleName().toLowerCase(Locale.ROOT).startsWith(name), () -> type + ": " + found);
    }

    static Stream<Class<?>> ambience() {
        return Arrays.stream(Ambience.class.getDeclaredClasses())
                .filter(type -> !type.getSimpleName().equals("Sound"));
    }

    @Test
    void everyKindOfAmbienceIsProved() {
        for (AmbientRules.Ambient ambient : AmbientRules.ALL) {
            assertTrue(ambience().anyMatch(type -> isBroken(AmbientRules.no(ambient, Set.of()), type)), ambient.what());
        }
    }

    @Test
    void classThatIsNamedMayUseIt() {
        AmbientRules.Ambient environment = AmbientRules.ALL.stream()
                .filter(ambient -> ambient.what().equals("environment"))
                .findFirst()
                .orElseThrow();
        assertHolds(
                AmbientRules.no(environment, Set.of(Ambience.Environment.class.getName())), Ambience.Environment.class);
    }

    private static void assertBroken(ArchRule rule, Class<?>... types) {
        assertTrue(isBroken(rule, types), () -> rule.getDescription() + " holds for " + List.of(types));
    }

    private static void assertHolds(ArchRule rule, Class<?>... types) {
        assertFalse(isBroken(rule, types), () -> rule.getDescription() + " is broken by " + List.of(types));
    }

    private static boolean isBroken(ArchRule rule, Class<?>... types) {
        JavaClasses classes = new ClassFileImporter().importClasses(types);
        return rule.evaluate(classes).hasViolation();
    }
}
