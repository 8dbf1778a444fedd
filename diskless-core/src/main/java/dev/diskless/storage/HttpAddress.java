package dev.diskless.storage;

import dev.diskless.fault.InvalidRequestException;
import dev.diskless.spi.Credential;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An address of a file or, with a slash at its end, of a folder.
 *
 * @param uri the address without user information
 * @param credential what the user information said
 */
record HttpAddress(URI uri, @Nullable Credential credential) {

    static boolean isForm(String location) {
        String lower = location.toLowerCase(Locale.ROOT);
        return lower.startsWith("http://") || lower.startsWith("https://");
    }

    static HttpAddress parse(String location) throws InvalidRequestException {
        // The text itself may hold a password, so that no fault may show it.
        URI given;
        try {
            given = new URI(location);
        } catch (URISyntaxException e) {
            throw refused();
        }
        if (!isForm(location) || given.getHost() == null || given.getRawFragment() != null) {
            throw refused();
        }
        String user = given.getRawUserInfo();
        return new HttpAddress(
                bare(given, given.getRawPath(), given.getRawQuery()), user == null ? null : parsed(user));
    }

    private static InvalidRequestException refused() {
        return new InvalidRequestException(InvalidRequestException.detail("no address of a file or a folder")
                .at("http address")
                .expected("http://HOST/PATH or https://HOST/PATH, with special characters as %XX"));
    }

    private static Credential parsed(String user) {
        int colon = user.indexOf(':');
        String name = colon < 0 ? user : user.substring(0, colon);
        return Credential.of(
                decode(name),
                colon < 0 ? new char[0] : decode(user.substring(colon + 1)).toCharArray());
    }

    private static URI bare(URI uri, @Nullable String path, @Nullable String query) {
        String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
        String rest = (path == null || path.isEmpty() ? "/" : path) + (query == null ? "" : "?" + query);
        return URI.create(uri.getScheme().toLowerCase(Locale.ROOT) + "://" + uri.getHost() + port + rest);
    }

    /** For people: a query may hold a token. */
    static String shown(URI uri) {
        return bare(uri, uri.getRawPath(), null).toString();
    }

    /** Scheme, host and port. */
    static URI origin(URI uri) {
        return bare(uri, "/", null);
    }

    boolean isFolder() {
        return uri.getRawPath().endsWith("/");
    }

    /** The name of the file, decoded; empty if it is no name of an object. */
    Optional<String> fileName() {
        String path = uri.getRawPath();
        return name(path.substring(path.lastIndexOf('/') + 1));
    }

    /** The name that a segment of a path stands for; empty if it is no name of an object. */
    static Optional<String> name(String segment) {
        try {
            return Optional.of(decode(segment)).filter(ObjectName::isPlain);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static String decode(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    /** A file beside the file, or in the folder. */
    URI sibling(String name) {
        String path = uri.getRawPath();
        return bare(uri, path.substring(0, path.lastIndexOf('/') + 1) + encode(name), uri.getRawQuery());
    }

    private static String encode(String name) {
        StringBuilder text = new StringBuilder();
        for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xff);
            boolean plain = c < 0x80 && (Character.isLetterOrDigit(c) || "-._~".indexOf(c) >= 0);
            if (plain) {
                text.append(c);
            } else {
                text.append('%').append(String.format(Locale.ROOT, "%02X", (int) c));
            }
        }
        return text.toString();
    }
}
