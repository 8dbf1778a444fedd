package dev.diskless.examples.packaging;

import dev.diskless.examples.gate.Project;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The blocks of code in the README. */
final class Readme {

    private static final Pattern BLOCK = Pattern.compile("(?m)^```([a-z]+)\\n((?:(?!```).*\\n)*)```$");

    /** A block and the language that stands at its start. */
    record Block(String language, String text) {}

    private Readme() {}

    static List<Block> blocks() throws IOException {
        Matcher matcher = BLOCK.matcher(Files.readString(Project.root().resolve("README.md")));
        return matcher.results()
                .map(result -> new Block(result.group(1), result.group(2)))
                .toList();
    }

    /** The only block of a language that contains a text. */
    static String block(String language, String part) throws IOException {
        List<Block> found = blocks().stream()
                .filter(block ->
                        block.language().equals(language) && block.text().contains(part))
                .toList();
        if (found.size() != 1) {
            throw new AssertionError(found.size() + " blocks of " + language + " with " + part);
        }
        return found.get(0).text();
    }
}
