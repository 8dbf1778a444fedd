package dev.diskless.lbu;

import dev.diskless.fault.DisklessException;
import dev.diskless.fault.FaultCode;
import dev.diskless.fault.FaultDetail;
import dev.diskless.fault.InvalidRequestException;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The text of an {@code etc/lbu/lbu.conf}: shell, never run. Changing a value keeps all that is not its assignment. */
final class LbuConf {

    static final String PATH = "etc/lbu/lbu.conf";

    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_./:=,@%+-]*");

    private final String text;

    private LbuConf(String text) {
        this.text = text;
    }

    static LbuConf parse(String text) {
        return new LbuConf(text);
    }

    /** The variables after this text. */
    ShellVariables variables(Map<String, String> before, String place) throws IOException {
        return ShellVariables.after(ShellText.commands(text, place), before, place);
    }

    /**
     * The text with one assignment of a variable: in the place of the first there is, else of a comment that shows
     * how, else at the end.
     */
    String set(String variable, String value) throws IOException {
        if (value.indexOf('\n') >= 0 || value.indexOf('\0') >= 0 || value.indexOf('\r') >= 0) {
            throw new InvalidRequestException(
                    InvalidRequestException.detail("a value for " + variable + " has a line end or a zero byte")
                            .at(PATH));
        }
        String assignment = variable + "=" + quoted(value);
        String changed = inPlace(variable, assignment);
        if (!has(changed, variable, value)) {
            changed = (changed.isEmpty() || changed.endsWith("\n") ? changed : changed + "\n") + assignment + "\n";
        }
        if (!has(changed, variable, value)) {
            throw new DisklessException(
                    FaultDetail.of(FaultCode.UNSUPPORTED, "a shell may not reach an assignment of " + variable)
                            .at(PATH)
                            .cure("make the file plain assignments: nothing in it is run"));
        }
        return changed.endsWith("\n") ? changed : changed + "\n";
    }

    private String inPlace(String variable, String assignment) throws IOException {
        List<ShellCommand> all = ShellText.commands(text, PATH);
        List<ShellCommand> commands = all.stream()
                .filter(c -> c.soleAssignment().filter(variable::equals).isPresent())
                .toList();
        if (commands.isEmpty()) {
            return inPlaceOfHint(variable, assignment, all);
        }
        StringBuilder changed = new StringBuilder();
        int kept = 0;
        for (ShellCommand command : commands) {
            int from = text.lastIndexOf('\n', command.start() - 1) + 1;
            int to = text.indexOf('\n', command.end());
            to = to < 0 ? text.length() : to;
            changed.append(text, kept, from);
            if (command == commands.get(0)) {
                changed.append(assignment).append(text, command.end(), to).append('\n');
            }
            kept = Math.min(text.length(), to + 1);
        }
        return changed.append(text, kept, text.length()).toString();
    }

    private String inPlaceOfHint(String variable, String assignment, List<ShellCommand> commands) {
        Matcher hint = Pattern.compile("(?m)^[ \t]*#[ \t]*" + variable + "=.*$").matcher(text);
        while (hint.find()) {
            int at = hint.start();
            if (commands.stream().noneMatch(c -> c.last() || c.start() <= at && at < c.end())) {
                return text.substring(0, at) + assignment + text.substring(hint.end());
            }
        }
        return text;
    }

    private static boolean has(String text, String variable, String value) throws IOException {
        ShellVariables.Value found = parse(text).variables(Map.of(), PATH).get(variable);
        return found != null && found.unclear() == null && found.text().equals(value);
    }

    private static String quoted(String value) {
        return PLAIN.matcher(value).matches() ? value : "'" + value.replace("'", "'\\''") + "'";
    }

    /** The value of a variable as far as the text alone tells it. */
    Optional<String> value(String variable) throws IOException {
        return Optional.ofNullable(variables(Map.of(), PATH).get(variable))
                .filter(value -> value.unclear() == null)
                .map(ShellVariables.Value::text);
    }

    @Override
    public String toString() {
        // Values may be secret.
        return "LbuConf[" + text.length() + " characters]";
    }
}
