package dev.diskless.apk;

import dev.diskless.fault.InvalidRequestException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where machines find a repository, as a line of {@code etc/apk/repositories}: an http or https URL, or an absolute
 * path, without slashes at its end.
 *
 * <p>Immutable. A name and a password in the URL are part of {@link #text}, never of {@link #toString}.
 */
public final class RepositoryAddress {

    private static final String MIRROR = "https://dl-cdn.alpinelinux.org/alpine/";
    private static final Pattern RELEASE = Pattern.compile("(\\d{1,4})\\.(\\d{1,4})(?:\\.\\d+)?(_[a-z]+)?.*");
    private static final Pattern MEDIUM_NAME = Pattern.compile("[a-z0-9_]+(?:-[a-z0-9_]*[a-z_][a-z0-9_]*)*-(.+)");

    private final String text;

    private RepositoryAddress(String text) {
        this.text = text;
    }

    /**
     * An address that somebody gave.
     *
     * @param text the address without the architecture, for example
     *     {@code https://dl-cdn.alpinelinux.org/alpine/v3.13/main}
     * @return the address
     * @throws InvalidRequestException if it is neither an http or https URL with a host nor an absolute path, or has a
     *     blank in it
     */
    public static RepositoryAddress of(String text) throws InvalidRequestException {
        String clean = text;
        while (clean.endsWith("/")) {
            clean = clean.substring(0, clean.length() - 1);
        }
        boolean printable = clean.chars().allMatch(c -> c > ' ' && c < 0x7f);
        if (!printable || !(isPath(clean) || isUrl(clean))) {
            throw new InvalidRequestException(InvalidRequestException.detail("this is no address of a repository")
                    .expected("for example " + MIRROR + "v3.13/main")
                    .found(withoutUserInfo(text)));
        }
        return new RepositoryAddress(clean);
    }

    /**
     * Alpine's own address for a release.
     *
     * @param release the first line of a medium's {@code .alpine-release} ({@code alpine-standard-3.22.0 250530}), the
     *     description of an index ({@code v3.13.1-4-g0a1b2c3}), or the version of {@code alpine-base}
     *     ({@code 3.13.1-r0}); snapshots belong to {@code edge}
     * @return the address of its main repository; empty if the text names no release
     */
    public static Optional<RepositoryAddress> ofRelease(String release) {
        String word = release.strip().split("\\s+", 2)[0].toLowerCase(Locale.ROOT);
        Matcher named = MEDIUM_NAME.matcher(word);
        if (word.startsWith("alpine-") && named.matches()) {
            word = named.group(1);
        }
        String branch = branch(word);
        return branch.isEmpty() ? Optional.empty() : Optional.of(new RepositoryAddress(MIRROR + branch + "/main"));
    }

    /**
     * Alpine's own address for the release that a repository is of: by its description, else by its {@code alpine-base}.
     *
     * @param repository a repository of the release
     * @return the address of its main repository; empty if nothing in the repository names a release
     */
    public static Optional<RepositoryAddress> ofRelease(Repository repository) {
        Optional<RepositoryAddress> described = ofRelease(repository.description());
        return described.isPresent()
                ? described
                : repository.newest("alpine-base").flatMap(base -> ofRelease(base.version()));
    }

    // A snapshot is described by its date: v20250612-12-g0a1b2c3.
    private static String branch(String word) {
        String version = word.startsWith("v") ? word.substring(1) : word;
        if (version.startsWith("edge") || version.matches("\\d{8}(-.*)?")) {
            return "edge";
        }
        Matcher matcher = RELEASE.matcher(version);
        if (!matcher.matches()) {
            return "";
        }
        String suffix = matcher.group(3);
        return suffix != null && suffix.equals("_alpha") ? "edge" : "v" + matcher.group(1) + "." + matcher.group(2);
    }

    /**
     * The line for {@code etc/apk/repositories}.
     *
     * @return the whole address, with a name and a password if it has them
     */
    public String text() {
        return text;
    }

    /**
     * Whether apk fetches from there, and so keeps what it fetched in its cache; packages of a path it uses in place.
     *
     * @return false if the address is a path
     */
    public boolean isRemote() {
        return !isPath(text);
    }

    /**
     * The names under which apk keeps this repository's index in a cache.
     *
     * @param architecture for example {@code aarch64}
     * @return the name that apk-tools 2 looks for (from a SHA-1 of the index's address), then that of apk-tools 3
     *     (SHA-256)
     */
    public List<String> indexNames(String architecture) {
        String url = text + "/" + architecture + "/" + Repository.INDEX;
        return List.of(indexName(Digests.sha1(), url), indexName(Digests.sha256(), url));
    }

    private static String indexName(MessageDigest digest, String url) {
        byte[] hash = digest.digest(url.getBytes(StandardCharsets.UTF_8));
        return "APKINDEX." + HexFormat.of().formatHex(hash, 0, 4) + ".tar.gz";
    }

    private static boolean isPath(String text) {
        return text.startsWith("/");
    }

    private static boolean isUrl(String text) {
        try {
            URI uri = new URI(text);
            String scheme = uri.getScheme();
            return (Objects.equals(scheme, "http") || Objects.equals(scheme, "https"))
                    && uri.getRawAuthority() != null
                    && !uri.getRawAuthority().endsWith("@")
                    && uri.getRawQuery() == null
                    && uri.getRawFragment() == null;
        } catch (URISyntaxException e) {
            return false;
        }
    }

    private static String withoutUserInfo(String text) {
        int scheme = text.indexOf("://");
        int authority = scheme < 0 ? 0 : scheme + 3;
        int at = text.lastIndexOf('@');
        return at < authority ? text : text.substring(0, authority) + text.substring(at + 1);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RepositoryAddress && ((RepositoryAddress) other).text.equals(text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    /** The address without a name and a password. */
    @Override
    public String toString() {
        return withoutUserInfo(text);
    }
}
