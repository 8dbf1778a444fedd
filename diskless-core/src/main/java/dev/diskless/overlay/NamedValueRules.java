package dev.diskless.overlay;

import dev.diskless.medium.Severity;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Settings of unknown programs whose names speak of a secret: {@code password = x}, {@code "token": "x"}. What looks like
 * chance is a token; anything else is only worth a note, for it may be a word of the documentation.
 */
final class NamedValueRules implements LineRule {

    private static final Pattern SETTING = Pattern.compile(
            "^[\\s{,-]*(?:export\\s+|set\\s+)?[\"']?([A-Za-z0-9_.-]{0,40}(?:passw(?:or)?d|passphrase|secret|token|api[_-]?key)"
                    + "[A-Za-z0-9_.-]{0,40})[\"']?\\s*[:=]\\s*[\"']?([^\"'\\s,;]{4,512})",
            Pattern.CASE_INSENSITIVE);
    private static final List<String> MARKS = List.of("passw", "passphrase", "secret", "token", "api");
    // Names of settings that only speak about secrets.
    private static final Pattern ABOUT = Pattern.compile(
            ".*(?:file|path|dir|cmd|command|prompt|url|uri|type|length|size|min|max|age|days|policy|expire[sd]?|expiry|ttl"
                    + "|timeout|hash|format|name|id|auth|authentication|required|enabled?|check|change|warn|hint|class)",
            Pattern.CASE_INSENSITIVE);
    private static final Set<String> WORDS = Set.of(
            "true",
            "false",
            "none",
            "null",
            "required",
            "optional",
            "requisite",
            "sufficient",
            "include",
            "files",
            "compat",
            "prompt",
            "disabled",
            "enabled",
            "string",
            "default",
            "unset",
            "empty",
            "password",
            "secret",
            "token",
            "never",
            "always");
    private static final int LEAST_TOKEN = 16;
    private static final double LEAST_BITS = 3.2;

    @Override
    public void look(ScannedFile file, String line, String lower) {
        if (file.isFound() || line.startsWith("#") || MARKS.stream().noneMatch(lower::contains)) {
            return;
        }
        Matcher setting = SETTING.matcher(line);
        if (!setting.find() || ABOUT.matcher(setting.group(1)).matches() || isPlaceholder(setting.group(2))) {
            return;
        }
        String value = setting.group(2);
        boolean chance = value.length() >= LEAST_TOKEN && bitsPerCharacter(value) >= LEAST_BITS;
        if (chance) {
            file.found(SecretKind.TOKEN, Severity.WARNING, "a setting named so");
        } else {
            file.suspected(SecretKind.PASSWORD, "a setting named so");
        }
    }

    private static boolean isPlaceholder(String value) {
        char first = value.charAt(0);
        return "$<%{[(/*!@".indexOf(first) >= 0
                || WORDS.contains(value.toLowerCase(Locale.ROOT))
                || value.chars().distinct().count() == 1
                || value.indexOf('(') >= 0;
    }

    private static double bitsPerCharacter(String value) {
        double bits = 0;
        for (int c : value.chars().distinct().toArray()) {
            double share = (double) value.chars().filter(other -> other == c).count() / value.length();
            bits -= share * Math.log(share) / Math.log(2);
        }
        return bits;
    }
}
