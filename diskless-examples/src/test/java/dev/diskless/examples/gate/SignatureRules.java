package dev.diskless.examples.gate;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaType;
import com.tngtech.archunit.core.domain.properties.HasModifiers;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiPredicate;

/** What users of a module get to see. */
final class SignatureRules {

    private SignatureRules() {}

    /** Public signatures use only the JDK, exported types of the named module, and exported types of their own. */
    static ArchRule onlyVisibleTypes(House house, String api) {
        return signatures("use only types that every user can see", house, (owner, used) -> {
            if (used.getFullName().startsWith("java.") || used.getFullName().startsWith("javax.")) {
                return true;
            }
            House.Module own = house.moduleOf(owner).orElseThrow();
            return used.getModifiers().contains(JavaModifier.PUBLIC)
                    && house.isExported(used)
                    && house.moduleOf(used)
                            .filter(module ->
                                    module.equals(own) || module.name().equals(api))
                            .isPresent();
        });
    }

    /** Public signatures speak of {@link java.nio.file.Path}, which any file system has. */
    static ArchRule noFiles(House house) {
        return signatures(
                "not use java.io.File",
                house,
                (owner, used) -> !used.getFullName().equals("java.io.File"));
    }

    private static ArchRule signatures(String description, House house, BiPredicate<JavaClass, JavaClass> allowed) {
        return ArchRuleDefinition.classes()
                .that(DescribedPredicate.describe(
                        "are seen by users", type -> house.isExported(type) && isVisible(type)))
                .should(new ArchCondition<>(description) {
                    @Override
                    public void check(JavaClass type, ConditionEvents events) {
                        Set<String> bad = new TreeSet<>();
                        type.getRawSuperclass().ifPresent(used -> test(type, used, "superclass", bad));
                        type.getSuperclass().ifPresent(used -> test(type, used, "superclass", bad));
                        type.getInterfaces().forEach(used -> test(type, used, "interfaces", bad));
                        type.getTypeParameters().forEach(used -> test(type, used, "type parameters", bad));
                        type.getCodeUnits().stream()
                                .filter(SignatureRules::isSeen)
                                .forEach(unit -> test(type, unit, bad));
                        for (JavaField field : type.getFields()) {
                            if (isSeen(field)) {
                                test(type, field.getType(), field.getName(), bad);
                            }
                        }
                        bad.forEach(text -> events.add(SimpleConditionEvent.violated(type, text)));
                    }

                    private void test(JavaClass owner, JavaCodeUnit unit, Set<String> bad) {
                        String where = unit.getName();
                        test(owner, unit.getReturnType(), where, bad);
                        unit.getParameterTypes().forEach(used -> test(owner, used, where, bad));
                        unit.getTypeParameters().forEach(used -> test(owner, used, where, bad));
                        unit.getThrowsClause().getTypes().forEach(used -> test(owner, used, where, bad));
                    }

                    private void test(JavaClass owner, JavaType type, String where, Set<String> bad) {
                        for (JavaClass raw : type.getAllInvolvedRawTypes()) {
                            JavaClass used = raw.getBaseComponentType();
                            if (!used.isPrimitive() && !allowed.test(owner, used)) {
                                bad.add(owner.getFullName() + " shows " + used.getFullName() + " in " + where);
                            }
                        }
                    }
                });
    }

    private static boolean isVisible(JavaClass type) {
        return isSeen(type)
                && type.getEnclosingClass().map(SignatureRules::isVisible).orElse(true);
    }

    private static boolean isSeen(HasModifiers thing) {
        return (thing.getModifiers().contains(JavaModifier.PUBLIC)
                        || thing.getModifiers().contains(JavaModifier.PROTECTED))
                && !thing.getModifiers().contains(JavaModifier.SYNTHETIC)
                && !thing.getModifiers().contains(JavaModifier.BRIDGE);
    }
}
