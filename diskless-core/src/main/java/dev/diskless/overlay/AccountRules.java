package dev.diskless.overlay;

import dev.diskless.medium.Severity;
import java.util.regex.Pattern;

/** Passwords of accounts: shadow(5), gshadow(5), passwd(5), and the secrets of pppd(8). */
final class AccountRules implements LineRule {

    private static final Pattern DES = Pattern.compile("[./0-9A-Za-z]{13}");

    @Override
    public void look(ScannedFile file, String line, String lower) {
        switch (file.fileName()) {
            case "shadow", "shadow-", "gshadow", "gshadow-" -> account(file, line, true);
            case "passwd", "passwd-" -> {
                if (file.path().startsWith("etc/")) {
                    account(file, line, false);
                }
            }
            case "chap-secrets", "pap-secrets" -> ppp(file, line);
            default -> {}
        }
    }

    private static void account(ScannedFile file, String line, boolean shadow) {
        String[] fields = line.split(":", 3);
        if (fields.length < 3 || line.startsWith("#") || fields[0].isEmpty()) {
            return;
        }
        String account = "account " + fields[0];
        String hash = fields[1];
        if (hash.isEmpty()) {
            // A group without a password lets nobody in.
            if (!file.fileName().startsWith("gshadow")) {
                file.found(SecretKind.EMPTY_PASSWORD, Severity.ERROR, account);
            }
            return;
        }
        boolean locked = hash.startsWith("!") || hash.startsWith("*");
        String bare = locked ? hash.replaceFirst("^[!*]+", "") : hash;
        if (bare.length() < 3 || bare.equals("LK*")) {
            return;
        }
        String scheme = scheme(bare);
        boolean weak = scheme.isEmpty() || scheme.equals("DES") || scheme.equals("MD5") || scheme.equals("NT");
        String detail = account + ", " + (scheme.isEmpty() ? "unknown scheme" : scheme) + (locked ? ", locked" : "");
        file.found(
                weak ? SecretKind.WEAK_PASSWORD_HASH : SecretKind.PASSWORD_HASH,
                weak || !shadow ? Severity.WARNING : Severity.NOTE,
                detail);
    }

    // crypt(5)
    private static String scheme(String hash) {
        if (hash.startsWith("$")) {
            int end = hash.indexOf('$', 1);
            return switch (end < 0 ? "" : hash.substring(1, end)) {
                case "1" -> "MD5";
                case "2", "2a", "2b", "2x", "2y" -> "bcrypt";
                case "3" -> "NT";
                case "5" -> "SHA-256";
                case "6" -> "SHA-512";
                case "7" -> "scrypt";
                case "y" -> "yescrypt";
                case "gy" -> "gost-yescrypt";
                default -> "";
            };
        }
        return hash.startsWith("_") || DES.matcher(hash).matches() ? "DES" : "";
    }

    private static void ppp(ScannedFile file, String line) {
        String[] words = line.strip().split("\\s+");
        if (words.length >= 3 && !words[0].startsWith("#") && !words[2].equals("\"\"")) {
            file.found(SecretKind.PASSWORD, Severity.WARNING, "PPP secret");
        }
    }
}
