package dev.diskless.apk;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A condition on the package, or the provider, of one name: {@code musl>=1.2}, {@code so:libc.musl-x86_64.so.1},
 * {@code !vlan}.
 *
 * <p>Immutable.
 *
 * @param name the name of a package or of something provided
 * @param operator a mix of {@code <}, {@code >}, {@code =} and {@code ~}; empty if any version will do
 * @param version the version that the operator compares with; empty if any version will do
 * @param conflict whether nothing that fits may be installed
 */
public record Dependency(String name, String operator, String version, boolean conflict) {

    private static final String OPERATORS = "<>=~";
    private static final String CHECKSUM = "><";

    public Dependency {
        Objects.requireNonNull(name);
        Objects.requireNonNull(operator);
        Objects.requireNonNull(version);
    }

    /**
     * Reads one condition.
     *
     * @param text {@code [!]name[operator version]}
     * @return the condition; empty if the text has another form, or names a repository tag
     */
    public static Optional<Dependency> parse(String text) {
        boolean conflict = text.startsWith("!");
        int start = conflict ? 1 : 0;
        int at = start;
        while (at < text.length() && isNameCharacter(text.charAt(at))) {
            at++;
        }
        int operator = at;
        while (at < text.length() && OPERATORS.indexOf(text.charAt(at)) >= 0) {
            at++;
        }
        String name = text.substring(start, operator);
        String op = text.substring(operator, at);
        String version = text.substring(at);
        if (name.isEmpty() || op.isEmpty() != version.isEmpty()) {
            return Optional.empty();
        }
        boolean sound = op.isEmpty()
                || (op.equals(CHECKSUM) ? Identity.parse(version).isPresent() : VersionOrder.INSTANCE.isValid(version));
        return sound ? Optional.of(new Dependency(name, op, version, conflict)) : Optional.empty();
    }

    /** The conditions of a list divided by blanks; empty if one is malformed. */
    static Optional<List<Dependency>> parseList(String text) {
        List<Dependency> list = new ArrayList<>();
        for (String word : text.split("[ \n]+")) {
            if (!word.isEmpty()) {
                Optional<Dependency> dependency = parse(word);
                if (dependency.isEmpty()) {
                    return Optional.empty();
                }
                list.add(dependency.get());
            }
        }
        return Optional.of(list);
    }

    static boolean isNameCharacter(char c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || "._+-,[]:/".indexOf(c) >= 0;
    }

    /** Whether something of that version, empty if it has none, fits; a conflict fits what it forbids. */
    boolean fits(String provided, Identity identity) {
        if (operator.isEmpty()) {
            return true;
        }
        if (operator.equals(CHECKSUM)) {
            return identity.toString().equals(version);
        }
        if (provided.isEmpty()) {
            return false;
        }
        if (operator.indexOf('~') >= 0 && VersionOrder.INSTANCE.hasPrefix(provided, version)) {
            return true;
        }
        int order = VersionOrder.INSTANCE.compare(provided, version);
        return order == 0 ? operator.indexOf('=') >= 0 : operator.indexOf(order < 0 ? '<' : '>') >= 0;
    }

    /**
     * The condition as indexes write it.
     *
     * @return for example {@code musl>=1.2}
     */
    @Override
    public String toString() {
        return (conflict ? "!" : "") + name + operator + version;
    }
}
