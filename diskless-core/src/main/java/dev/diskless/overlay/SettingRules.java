package dev.diskless.overlay;

import dev.diskless.medium.Severity;
import java.util.List;
import java.util.regex.Pattern;

/** Settings of known programs that hold a secret, by the file they are in. */
final class SettingRules implements LineRule {

    /** A setting in files of some name; in files of any name where there is a word that lines must have. */
    private record Setting(Pattern path, String word, Pattern line, SecretKind kind, String detail) {

        static Setting of(String path, String line, SecretKind kind, String detail) {
            return new Setting(Pattern.compile("(?:.*/)?" + path), "", Pattern.compile(line), kind, detail);
        }

        static Setting anywhere(String word, String line, SecretKind kind, String detail) {
            return new Setting(Pattern.compile(".*"), word, Pattern.compile(line), kind, detail);
        }
    }

    private static final String KEY = "[A-Za-z0-9+/]{43}=";

    private static final List<Setting> SETTINGS = List.of(
            Setting.of(
                    "lbu\\.conf",
                    "^\\s*(?:export\\s+)?PASSWORD=(?!\"\"|''|\\s|$)",
                    SecretKind.PASSWORD,
                    "of the encrypted overlay itself"),
            Setting.of(
                    "wpa_supplicant[^/]*\\.conf",
                    "^\\s*(?:psk|password|wep_key[0-3]|private_key_passwd|sae_password)\\s*=\\s*(?!\"\"|ext:|hash:|\\*)\\S",
                    SecretKind.WIFI_KEY,
                    "wpa_supplicant"),
            Setting.of(
                    "hostapd[^/]*\\.conf",
                    "^\\s*(?:wpa_passphrase|wpa_psk|sae_password|wep_key[0-3])\\s*=\\s*\\S",
                    SecretKind.WIFI_KEY,
                    "hostapd"),
            Setting.of(
                    "[^/]+\\.(?:psk|8021x)",
                    "^\\s*(?:Passphrase|PreSharedKey|EAP-[A-Za-z-]*Password)\\s*=\\s*\\S",
                    SecretKind.WIFI_KEY,
                    "iwd"),
            Setting.of(
                    "interfaces",
                    "^\\s*(?:wpa-psk|wpa-passphrase|wireless-key)\\s+\\S",
                    SecretKind.WIFI_KEY,
                    "interfaces"),
            Setting.anywhere("privatekey", "^\\s*PrivateKey\\s*=\\s*" + KEY, SecretKind.VPN_KEY, "WireGuard"),
            Setting.anywhere(
                    "presharedkey", "^\\s*PresharedKey\\s*=\\s*" + KEY, SecretKind.VPN_KEY, "WireGuard, shared"),
            Setting.of("wireguard/[^/]+", "^" + KEY + "\\s*$", SecretKind.VPN_KEY, "WireGuard"),
            Setting.of("[._]netrc", "(?:^|\\s)password\\s+\\S", SecretKind.PASSWORD, "stored login"),
            Setting.of(
                    "\\.pgpass",
                    "^(?!#)(?:[^:\\\\]|\\\\.){1,255}:(?:[^:\\\\]|\\\\.){1,255}:(?:[^:\\\\]|\\\\.){1,255}:(?:[^:\\\\]|\\\\.){1,255}:.",
                    SecretKind.PASSWORD,
                    "PostgreSQL login"),
            Setting.anywhere(
                    "client-key-data",
                    "^\\s*client-key-data:\\s*[A-Za-z0-9+/]{16}",
                    SecretKind.PRIVATE_KEY,
                    "Kubernetes"),
            Setting.anywhere(
                    "aws_secret_access_key",
                    "(?i)aws_secret_access_key[\"']?\\s*[:=]\\s*[\"']?[A-Za-z0-9/+]{40}",
                    SecretKind.TOKEN,
                    "AWS secret key"),
            Setting.anywhere(
                    "\"auth\"", "\"auth\"\\s*:\\s*\"[A-Za-z0-9+/]{8,2000}=*\"", SecretKind.PASSWORD, "registry login"));

    // user:password@ in an address; variables and stars stand for something else.
    private static final Pattern ADDRESS =
            Pattern.compile("[a-z][a-z0-9+.-]{1,20}://[^\\s/@:\"'<>]{0,255}:(?![$<{*%])[^\\s/@\"'<>]{1,255}@[^\\s/@]");

    private List<Setting> settings = List.of();
    private boolean prepared;

    @Override
    public void look(ScannedFile file, String line, String lower) {
        if (!prepared) {
            prepared = true;
            settings = SETTINGS.stream()
                    .filter(setting -> setting.path().matcher(file.path()).matches())
                    .toList();
        }
        if (file.isFound()) {
            return;
        }
        for (Setting setting : settings) {
            if (lower.contains(setting.word()) && setting.line().matcher(line).find()) {
                file.found(setting.kind(), Severity.WARNING, setting.detail());
                return;
            }
        }
        if (line.contains("://")
                && line.indexOf('@') >= 0
                && ADDRESS.matcher(line).find()) {
            file.found(SecretKind.PASSWORD, Severity.WARNING, "in an address");
        }
    }
}
