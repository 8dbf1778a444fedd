package dev.diskless.lbu;

import dev.diskless.fault.DisklessException;
import dev.diskless.fault.FaultCode;
import dev.diskless.fault.FaultDetail;
import dev.diskless.fault.InvalidRequestException;
import dev.diskless.medium.Finding;
import dev.diskless.medium.Severity;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How {@code lbu} is to work: the variables of {@code etc/lbu/lbu.conf}, and what options and the environment say
 * instead. {@code LbuSettings.read(root)} takes the file as data and never runs anything in it.
 *
 * <p>Understood are assignments, {@code export}, {@code unset}, quotes, comments, continued lines, semicolons and
 * {@code $NAME} of what is set before or given. Everything else is left alone and told in {@link #notes()}; where it
 * could change a variable that counts here, the file is refused, unless an option says the value.
 *
 * <p>An option comes before the file, the file before the environment, that before the default; only
 * {@code DEFAULT_CIPHER} of the environment does not count, since {@code lbu} sets it before it reads the file. The
 * environment is what the caller gives, never that of the process. Immutable and thread-safe; {@code toString} has no
 * password.
 */
public final class LbuSettings {

    /** Where the file is below a root. */
    public static final String PATH = LbuConf.PATH;

    /** The variables that count, for options and environments; others only serve references in the file. */
    public static final Set<String> VARIABLES =
            Set.of("DEFAULT_CIPHER", "ENCRYPTION", "PASSWORD", "LBU_MEDIA", "LBU_BACKUPDIR", "BACKUP_LIMIT");

    private static final String STANDARD_CIPHER = "aes-256-cbc";
    private static final int MAX_BACKUP_LIMIT = 1_000_000;

    private final Map<String, String> values;
    private final List<Finding> notes;

    private LbuSettings(Map<String, String> values, List<Finding> notes) {
        this.values = values;
        this.notes = List.copyOf(notes);
    }

    /**
     * The settings of a machine without a file.
     *
     * @return no medium, no encryption, no copies kept
     */
    public static LbuSettings standard() {
        return new LbuSettings(Map.of("DEFAULT_CIPHER", STANDARD_CIPHER), List.of());
    }

    /**
     * Reads the file of a root, without options and environment.
     *
     * @param root the root of a machine; without the file it has the standard settings
     * @return the settings
     * @throws IOException as the other {@code read}
     */
    public static LbuSettings read(Path root) throws IOException {
        return read(root, Map.of(), Map.of());
    }

    /**
     * Reads the file of a root.
     *
     * @param root the root of a machine; without the file only options and environment count
     * @param environment variables that the file may refer to; of {@link #VARIABLES} they are values where the file
     *     says nothing
     * @param options values of {@link #VARIABLES} that come before everything
     * @return the settings
     * @throws DisklessException with code {@link FaultCode#UNSUPPORTED} and the line if only a shell could tell a value
     *     that counts, {@link FaultCode#CORRUPT} if a quote is not closed, {@link FaultCode#INVALID_REQUEST} if a value is
     *     malformed, {@link FaultCode#LIMIT_EXCEEDED} if the file or a value is larger than a setting can be
     * @throws IOException if reading fails
     */
    public static LbuSettings read(Path root, Map<String, String> environment, Map<String, String> options)
            throws IOException {
        RootFile file = RootFile.of(root, PATH);
        return parse(file.text().orElse(""), file.toString(), environment, options);
    }

    /**
     * Takes a text as the file.
     *
     * @param text the text; bytes that are not UTF-8 stand as {@link dev.diskless.medium.NameBytes} says
     * @param place where it is from, for messages
     * @param environment as for {@link #read(Path, Map, Map)}
     * @param options as for {@link #read(Path, Map, Map)}
     * @return the settings
     * @throws IOException as {@link #read(Path, Map, Map)}
     */
    public static LbuSettings parse(
            String text, String place, Map<String, String> environment, Map<String, String> options)
            throws IOException {
        for (String name : options.keySet()) {
            if (!VARIABLES.contains(name)) {
                throw new InvalidRequestException(InvalidRequestException.detail("no setting of lbu")
                        .found(name)
                        .expected("one of " + VARIABLES.stream().sorted().toList()));
            }
        }
        Map<String, String> before = new TreeMap<>();
        VARIABLES.forEach(name -> before.put(name, ""));
        before.putAll(environment);
        before.put("DEFAULT_CIPHER", STANDARD_CIPHER);
        ShellVariables variables = LbuConf.parse(text).variables(before, place);
        Map<String, String> values = new TreeMap<>();
        for (String name : VARIABLES) {
            String option = options.get(name);
            ShellVariables.Value found = variables.get(name);
            String line = found == null || found.line() == 0 ? place : place + ", line " + found.line();
            String value = option != null ? option : known(name, found, line);
            check(name, value, option != null ? "the option" : line);
            if (!value.isEmpty()) {
                values.put(name, value);
            }
        }
        return new LbuSettings(values, notes(variables, place));
    }

    private static String known(String name, ShellVariables.@Nullable Value found, String line)
            throws DisklessException {
        if (found == null) {
            return "";
        }
        if (found.unclear() != null) {
            throw new DisklessException(FaultDetail.of(
                            FaultCode.UNSUPPORTED, "the value of " + name + " is not written down here")
                    .at(line)
                    .found(found.unclear())
                    .cure("assign it in a line of its own, or give it as an option: nothing in the file is run"));
        }
        return found.text();
    }

    private static List<Finding> notes(ShellVariables variables, String place) {
        List<Finding> notes = new ArrayList<>();
        variables
                .notes()
                .forEach((line, why) -> notes.add(new Finding(
                        Severity.NOTE,
                        "lbu-conf-not-understood",
                        place + ", line " + line + ": " + why + " is passed over",
                        "")));
        return notes;
    }

    // Never shows the value of a password, nor one that may be a password in the wrong place.
    private static void check(String name, String value, String place) throws InvalidRequestException {
        String expected = switch (name) {
            case "DEFAULT_CIPHER", "ENCRYPTION" ->
                value.matches("([A-Za-z0-9][A-Za-z0-9-]{0,63})?") ? "" : "the name of a cipher";
            case "BACKUP_LIMIT" -> isLimit(value) ? "" : "a number from 0 to " + MAX_BACKUP_LIMIT;
            case "LBU_MEDIA" -> MediumName.isBelowMedia(value) ? "" : "a name below /media";
            case "LBU_BACKUPDIR" -> isPrintable(value) ? "" : "a path without control characters";
            default -> "";
        };
        if (!expected.isEmpty()) {
            throw new InvalidRequestException(InvalidRequestException.detail(name + " has no valid value")
                    .at(place)
                    .expected(expected)
                    .cure(value.endsWith("\r") ? "end lines with a line feed alone" : "correct it"));
        }
    }

    private static boolean isLimit(String value) {
        return value.isEmpty() || value.matches("0*[0-9]{1,7}") && Long.parseLong(value) <= MAX_BACKUP_LIMIT;
    }

    static boolean isPrintable(String value) {
        return value.chars().noneMatch(c -> c < ' ' || c == 0x7f);
    }

    /**
     * The cipher with which overlays are encrypted.
     *
     * @return a name as {@code openssl enc} takes it; empty if they are not encrypted
     */
    public Optional<String> encryption() {
        return Optional.ofNullable(values.get("ENCRYPTION"));
    }

    /**
     * The cipher that {@link #encrypted()} chooses.
     *
     * @return its name; {@code aes-256-cbc} by default
     */
    public String defaultCipher() {
        return values.getOrDefault("DEFAULT_CIPHER", STANDARD_CIPHER);
    }

    /**
     * The password of encrypted overlays.
     *
     * @return a new array, which the caller may clear; empty if it is to be asked for
     */
    public Optional<char[]> password() {
        return Optional.ofNullable(values.get("PASSWORD")).map(String::toCharArray);
    }

    /**
     * The medium that keeps overlays.
     *
     * @return its name below {@code /media}, such as {@code usb} or {@code LABEL=APKOVL}; empty if none is set
     */
    public Optional<String> media() {
        return Optional.ofNullable(values.get("LBU_MEDIA"));
    }

    /**
     * The directory that keeps overlays, which comes before any medium.
     *
     * @return a path of the machine; empty if none is set
     */
    public Optional<String> backupDirectory() {
        return Optional.ofNullable(values.get("LBU_BACKUPDIR"));
    }

    /**
     * How many earlier overlays are kept.
     *
     * @return from 0 (none, the default) to 1,000,000
     */
    public int backupLimit() {
        return Integer.parseInt(values.getOrDefault("BACKUP_LIMIT", "0"));
    }

    /**
     * What in the file was not understood and passed over, since it concerns none of the settings.
     *
     * @return one note a line
     */
    public List<Finding> notes() {
        return notes;
    }

    /**
     * These settings with encryption: that which is set, else the default cipher; {@code -e} of {@code lbu}.
     *
     * @return the settings
     */
    public LbuSettings encrypted() {
        return encryption().isPresent() ? this : put("ENCRYPTION", defaultCipher());
    }

    /**
     * These settings with another value of one of {@link #VARIABLES}.
     *
     * @param variable which
     * @param value its value; empty for none
     * @return the settings
     * @throws InvalidRequestException if it is no such variable or no value for it
     */
    public LbuSettings with(String variable, String value) throws InvalidRequestException {
        if (!VARIABLES.contains(variable)) {
            throw new InvalidRequestException(
                    InvalidRequestException.detail("no setting of lbu").found(variable));
        }
        check(variable, value, variable);
        return put(variable, value);
    }

    private LbuSettings put(String variable, String value) {
        Map<String, String> changed = new TreeMap<>(values);
        if (value.isEmpty()) {
            changed.remove(variable);
        } else {
            changed.put(variable, value);
        }
        return new LbuSettings(changed, notes);
    }

    @Override
    public String toString() {
        Map<String, String> shown = new TreeMap<>(values);
        shown.computeIfPresent("PASSWORD", (name, value) -> "(set)");
        return "LbuSettings" + shown;
    }
}
