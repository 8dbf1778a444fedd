package dev.diskless.apk;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A package and what the choice of packages has found out about it. */
final class Candidate {

    /** Why a package cannot be chosen. {@code other} is null where the request itself is the reason. */
    record Obstacle(
            Kind kind, @Nullable Candidate other, @Nullable Dependency dependency) {
        enum Kind {
            /** Another architecture, or an index record that cannot be understood. */
            UNUSABLE,
            /** Nothing can meet a dependency of its own. */
            UNMET,
            /** A condition of another chosen package, or of the request, excludes it. */
            EXCLUDED,
            /** A chosen package provides the same. */
            SAME_NAME
        }
    }

    final PackageInfo info;
    final List<Dependency> depends;
    final List<Dependency> provides;
    final List<Dependency> installIf;
    boolean discovered;
    boolean selected;
    boolean triggered;

    @Nullable
    Obstacle obstacle;

    /** The name for which it was chosen; for the chain of reasons. */
    @Nullable
    Name chosenFor;

    Candidate(PackageInfo info, String machine) {
        this.info = info;
        this.depends = info.depends();
        this.provides = lenient(info.providesText());
        this.installIf = Dependency.parseList(info.installIfText()).orElse(List.of());
        if (!info.isUsableOn(machine)) {
            obstacle = new Obstacle(Obstacle.Kind.UNUSABLE, null, null);
        }
    }

    // apk keeps the sound rest of a list of provides.
    private static List<Dependency> lenient(String text) {
        List<Dependency> list = new ArrayList<>();
        for (String word : text.split(" ")) {
            Optional<Dependency> dependency = Dependency.parse(word);
            if (dependency.isPresent() && !dependency.get().conflict()) {
                list.add(dependency.get());
            }
        }
        return List.copyOf(list);
    }

    @Override
    public String toString() {
        return info.toString();
    }
}
