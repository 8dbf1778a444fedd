package dev.diskless.ext4.internal.nio;

import java.net.URI;
import java.util.HexFormat;
import java.util.regex.Pattern;

/** The address of a file: {@code ext4://UUID/path}, with the bytes of its names percent-encoded. */
final class PathUri {

    private static final Pattern UUID = Pattern.compile("[0-9a-fA-F-]{36}");
    private static final String PLAIN = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/";

    private PathUri() {}

    static URI of(String uuid, byte[] absolutePath) {
        HexFormat hex = HexFormat.of().withUpperCase();
        StringBuilder text = new StringBuilder(Ext4FileSystemProvider.SCHEME + ":");
        if (UUID.matcher(uuid).matches()) {
            text.append("//").append(uuid);
        }
        for (byte b : absolutePath) {
            if (PLAIN.indexOf(b) >= 0) {
                text.append((char) b);
            } else {
                text.append('%').append(hex.toHexDigits(b));
            }
        }
        return URI.create(text.toString());
    }
}
