package dev.diskless.lbu;

import dev.diskless.fault.InvalidRequestException;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** {@code etc/apk/world}: one constraint per line, sorted by package, at most one for each package. */
final class World {

    private static final Pattern CONSTRAINT = Pattern.compile("!?[A-Za-z0-9._/][\\x21-\\x7e]{0,254}");
    private static final Pattern NAME_END = Pattern.compile("[@<>=~]");

    private final TreeMap<String, String> constraints = new TreeMap<>();

    static World parse(String text) {
        World world = new World();
        for (String word : text.split("\\s+")) {
            if (!word.isEmpty()) {
                world.constraints.put(packageOf(word), word);
            }
        }
        return world;
    }

    void add(String constraint) throws InvalidRequestException {
        if (!CONSTRAINT.matcher(constraint).matches()) {
            throw new InvalidRequestException(InvalidRequestException.detail("no valid package constraint")
                    .at(constraint)
                    .expected("a name as apk add takes it"));
        }
        constraints.put(packageOf(constraint), constraint);
    }

    private static String packageOf(String constraint) {
        String name = constraint.startsWith("!") ? constraint.substring(1) : constraint;
        return NAME_END.split(name, 2)[0];
    }

    @Override
    public String toString() {
        return constraints.isEmpty() ? "" : String.join("\n", constraints.values()) + "\n";
    }
}
