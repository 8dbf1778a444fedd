package dev.diskless.overlay;

import dev.diskless.medium.Severity;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Private keys in text form: PEM (RFC 1421, RFC 7468), OpenSSH (PROTOCOL.key of OpenSSH), PuTTY, OpenPGP (RFC 4880,
 * section 6.2), age. Whether one is encrypted shows in a line or two behind its first.
 */
final class KeyRules implements LineRule {

    private static final Pattern BEGIN = Pattern.compile("-----BEGIN ([A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?)-----");
    private static final int OPENSSH_CIPHER = 15;

    // A key whose first line was seen.
    private String pending = "";
    private long pendingLine;
    private long pendingOffset;

    @Override
    public void look(ScannedFile file, String line, String lower) {
        if (!pending.isEmpty()) {
            settle(file, line);
        }
        if (line.contains("PRIVATE KEY")) {
            Matcher begin = BEGIN.matcher(line);
            if (begin.find()) {
                begin(file, begin.group(1), line.substring(begin.end()));
            }
        } else if (line.startsWith("PuTTY-User-Key-File-")) {
            pend(file, "PuTTY");
        } else if (line.contains("AGE-SECRET-KEY-1")) {
            file.found(SecretKind.PRIVATE_KEY, Severity.WARNING, "age");
        }
    }

    private void begin(ScannedFile file, String label, String rest) {
        if (label.startsWith("ENCRYPTED")) {
            file.found(SecretKind.ENCRYPTED_PRIVATE_KEY, Severity.NOTE, "PEM");
        } else if (label.startsWith("PGP")) {
            file.found(SecretKind.PRIVATE_KEY, Severity.WARNING, "OpenPGP, encrypted or not");
        } else {
            pend(file, label.startsWith("OPENSSH") ? "OpenSSH" : "PEM");
            // In JSON and scripts the lines of a key stand in one line, parted by the two characters \n.
            if (rest.startsWith("\\n")) {
                settle(file, rest.substring(2));
            }
        }
    }

    private void pend(ScannedFile file, String form) {
        flush(file, false);
        pending = form;
        pendingLine = file.line();
        pendingOffset = file.offset();
    }

    private void settle(ScannedFile file, String line) {
        switch (pending) {
            case "PuTTY" -> {
                if (line.startsWith("Encryption:")) {
                    flush(file, !line.substring(11).strip().equals("none"));
                } else if (!line.startsWith("Comment:")) {
                    flush(file, false);
                }
            }
            case "OpenSSH" -> flush(file, isOpenSshEncrypted(line));
            default -> flush(file, line.startsWith("Proc-Type:") && line.contains("ENCRYPTED"));
        }
    }

    // "openssh-key-v1", a zero, and the name of the cipher with its length before it.
    private static boolean isOpenSshEncrypted(String line) {
        try {
            int length = Math.min(line.length(), 64) / 4 * 4;
            byte[] start = Base64.getMimeDecoder().decode(line.substring(0, length));
            String text = new String(start, StandardCharsets.ISO_8859_1);
            return text.startsWith("openssh-key-v1\0") && !text.startsWith("\0\0\0\4none", OPENSSH_CIPHER);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private void flush(ScannedFile file, boolean encrypted) {
        if (pending.isEmpty()) {
            return;
        }
        String form = pending;
        pending = "";
        boolean host = file.path().matches("(.*/)?ssh_host_[a-z0-9_-]+_key");
        SecretKind kind =
                encrypted ? SecretKind.ENCRYPTED_PRIVATE_KEY : host ? SecretKind.HOST_KEY : SecretKind.PRIVATE_KEY;
        Severity severity = encrypted ? Severity.NOTE : Severity.WARNING;
        file.foundAt(pendingLine, pendingOffset, kind, severity, form);
    }

    @Override
    public void end(ScannedFile file) {
        flush(file, false);
    }
}
