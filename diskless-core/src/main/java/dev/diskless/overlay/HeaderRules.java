package dev.diskless.overlay;

import dev.diskless.medium.Severity;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** Secrets in files that are no text, by name and first bytes. */
final class HeaderRules {

    private static final Pattern DROPBEAR = Pattern.compile("(?:.*/)?(?:dropbear_[a-z0-9]+_host_key|id_dropbear)");
    private static final Pattern CONTAINER = Pattern.compile("(?i).+\\.(?:p12|pfx|jks|keystore|kdbx)");
    // The length of the name of the key's kind, and that name (RFC 4253, section 6.6).
    private static final Pattern KEY_NAME =
            Pattern.compile("^\0\0\0[\u0007-\u0020](?:ssh-rsa|ssh-dss|ssh-ed25519|ecdsa-sha2-)", Pattern.DOTALL);
    private static final int START = 64;

    private HeaderRules() {}

    static void look(ScannedFile file, byte[] start, int count) {
        file.moveTo(0, 0);
        String header = new String(start, 0, Math.min(START, count), StandardCharsets.ISO_8859_1);
        if (DROPBEAR.matcher(file.path()).matches() && KEY_NAME.matcher(header).find()) {
            boolean host = file.fileName().endsWith("_host_key");
            file.found(host ? SecretKind.HOST_KEY : SecretKind.PRIVATE_KEY, Severity.WARNING, "dropbear");
        } else if (count > 0 && CONTAINER.matcher(file.path()).matches()) {
            file.found(SecretKind.ENCRYPTED_PRIVATE_KEY, Severity.NOTE, "container of keys");
        }
    }
}
