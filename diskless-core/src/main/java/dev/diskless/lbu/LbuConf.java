package dev.diskless.lbu;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** {@code etc/lbu/lbu.conf}: shell assignments, taken as lines and never run; other lines stay as they are. */
final class LbuConf {

    private final List<String> lines;

    private LbuConf(List<String> lines) {
        this.lines = lines;
    }

    static LbuConf parse(String text) {
        return new LbuConf(text.isEmpty() ? List.of() : text.lines().toList());
    }

    /** The file with one assignment of a variable, in the place of the first there was. */
    String set(String variable, String value) {
        Pattern assignment = Pattern.compile("\\s*(export\\s+)?" + Pattern.quote(variable) + "=.*");
        List<String> result = new ArrayList<>();
        boolean placed = false;
        for (String line : lines) {
            if (!assignment.matcher(line).matches()) {
                result.add(line);
            } else if (!placed) {
                result.add(variable + "=" + value);
                placed = true;
            }
        }
        if (!placed) {
            result.add(variable + "=" + value);
        }
        return String.join("\n", result) + "\n";
    }
}
