package dev.diskless.examples.gate;

import com.tngtech.archunit.core.domain.JavaClass;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReference;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** The modules, and which packages each holds and exports. */
final class House {

    /** One module. */
    record Module(String name, Set<String> packages, Set<String> exported, Set<String> required) {}

    private final Map<String, Module> modules = new TreeMap<>();
    private final Map<String, Module> byPackage = new LinkedHashMap<>();

    /** A house of modules; a package that stands in two of them is refused. */
    static House of(Module... modules) {
        House house = new House();
        for (Module module : modules) {
            house.modules.put(module.name(), module);
            for (String name : module.packages()) {
                Module other = house.byPackage.put(name, module);
                if (other != null) {
                    throw new AssertionError(
                            "package " + name + " stands in " + other.name() + " and " + module.name());
                }
            }
        }
        return house;
    }

    /** The house as it was built: what counts is the compiled module-info. */
    static House built() {
        return of(Project.LIBRARIES.stream()
                .map(Project::classes)
                .map(House::read)
                .toArray(Module[]::new));
    }

    private static Module read(Path classes) {
        ModuleReference reference =
                ModuleFinder.of(classes).findAll().iterator().next();
        ModuleDescriptor descriptor = reference.descriptor();
        Set<String> exported = new TreeSet<>();
        descriptor.exports().stream()
                .filter(exports -> !exports.isQualified())
                .forEach(exports -> exported.add(exports.source()));
        Set<String> required = new TreeSet<>();
        descriptor.requires().forEach(requires -> required.add(requires.name()));
        return new Module(descriptor.name(), descriptor.packages(), exported, required);
    }

    Map<String, Module> modules() {
        return modules;
    }

    /** The module of a class; empty for classes of others. */
    Optional<Module> moduleOf(JavaClass type) {
        return Optional.ofNullable(byPackage.get(type.getBaseComponentType().getPackageName()));
    }

    /** Whether a class can be seen by users of its module. */
    boolean isExported(JavaClass type) {
        return moduleOf(type)
                .map(module -> module.exported().contains(type.getPackageName()))
                .orElse(false);
    }
}
