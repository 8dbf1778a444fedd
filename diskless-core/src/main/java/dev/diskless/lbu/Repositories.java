package dev.diskless.lbu;

import dev.diskless.fault.InvalidRequestException;
import java.util.LinkedHashSet;
import java.util.Set;

/** {@code etc/apk/repositories}: one address or path per line, maybe after a tag, first ones first. */
final class Repositories {

    private final Set<String> lines = new LinkedHashSet<>();

    void add(String address) throws InvalidRequestException {
        String line = address.endsWith("/") ? address.substring(0, address.length() - 1) : address;
        if (!line.matches("[\\x21-\\x7e]+") || line.startsWith("#") || line.startsWith("@")) {
            throw new InvalidRequestException(InvalidRequestException.detail("no valid address of a repository")
                    .at(address)
                    .expected("an address or path without blanks"));
        }
        lines.add(line);
    }

    /** Adds the lines of an existing file, comments too, but for those that are there already. */
    void addLines(String text) {
        for (String line : text.split("\n")) {
            String known = line.strip();
            if (!known.isEmpty()) {
                lines.add(known.endsWith("/") ? known.substring(0, known.length() - 1) : known);
            }
        }
    }

    @Override
    public String toString() {
        return String.join("\n", lines) + "\n";
    }
}
