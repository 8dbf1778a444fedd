package dev.diskless.examples.gate;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Who may use whom. */
final class ArrowRules {

    private static final List<String> JDK = List.of("java.", "javax.");
    private static final List<String> ANNOTATIONS = List.of("org.jspecify.annotations.", "com.google.auto.service.");

    private ArrowRules() {}

    /**
     * A module uses only itself, the modules named for it, the JDK, and the foreign packages named for it.
     */
    static ArchRule arrows(House house, Map<String, Set<String>> modules, Map<String, List<String>> foreign) {
        return everyDependency("follow the arrows between modules", house, (module, target) -> {
            var other = house.moduleOf(target);
            if (other.isPresent()) {
                String name = other.get().name();
                return name.equals(module.name())
                        || modules.getOrDefault(module.name(), Set.of()).contains(name);
            }
            String name = target.getFullName();
            return JDK.stream().anyMatch(name::startsWith)
                    || ANNOTATIONS.stream().anyMatch(name::startsWith)
                    || foreign.getOrDefault(module.name(), List.of()).stream().anyMatch(name::startsWith);
        });
    }

    /** Packages named {@code internal} are used only inside their own module. */
    static ArchRule noForeignInternals(House house) {
        return everyDependency(
                "not use internals of another module",
                house,
                (module, target) -> house.moduleOf(target)
                        .map(other -> other.equals(module) || !isInternal(target))
                        .orElse(true));
    }

    /** No package uses one that uses it, through however many others. */
    static ArchRule noCycles() {
        return SlicesRuleDefinition.slices()
                .assignedFrom(new SliceAssignment() {
                    @Override
                    public SliceIdentifier getIdentifierOf(JavaClass type) {
                        return SliceIdentifier.of(type.getPackageName());
                    }

                    @Override
                    public String getDescription() {
                        return "packages";
                    }
                })
                .should()
                .beFreeOfCycles();
    }

    private static boolean isInternal(JavaClass type) {
        return ("." + type.getPackageName() + ".").contains(".internal.");
    }

    private interface Allowed {
        boolean test(House.Module module, JavaClass target);
    }

    private static ArchRule everyDependency(String description, House house, Allowed allowed) {
        return ArchRuleDefinition.classes().that(areOfTheHouse(house)).should(new ArchCondition<>(description) {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                House.Module module = house.moduleOf(type).orElseThrow();
                for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
                    JavaClass target = dependency.getTargetClass().getBaseComponentType();
                    if (!target.isPrimitive() && !allowed.test(module, target)) {
                        events.add(SimpleConditionEvent.violated(type, dependency.getDescription()));
                    }
                }
            }
        });
    }

    static DescribedPredicate<JavaClass> areOfTheHouse(House house) {
        return DescribedPredicate.describe(
                "are of the house", type -> house.moduleOf(type).isPresent());
    }
}
