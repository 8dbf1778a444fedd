package dev.diskless.lbu;

import dev.diskless.fault.InvalidRequestException;
import dev.diskless.medium.NameBytes;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A name that {@code lbu} gives to an overlay: {@code <host>.apkovl.tar.gz} for the one that the boot takes,
 * {@code <host>.<stamp>.tar.gz} for one that it keeps, each with a dot and the name of a cipher behind it where it is
 * encrypted.
 *
 * @param host the machine; may have dots in it
 * @param stamp when the overlay was made, as fourteen digits {@code YYYYMMDDhhmmss} in UTC; empty for the active one
 * @param cipher as OpenSSL names it; empty if the overlay is not encrypted
 */
record OverlayName(String host, String stamp, String cipher) {

    private static final String CIPHER = "(?:\\.(?<cipher>[A-Za-z0-9][A-Za-z0-9-]*))?";
    private static final Pattern ACTIVE = Pattern.compile("(?<host>.+?)\\.apkovl\\.tar\\.gz" + CIPHER, Pattern.DOTALL);
    private static final Pattern KEPT =
            Pattern.compile("(?<host>.+)\\.(?<stamp>[0-9]{14})\\.tar\\.gz" + CIPHER, Pattern.DOTALL);
    private static final Pattern HOST = Pattern.compile("[^/.\\p{Cntrl} -][^/\\p{Cntrl} ]*");
    private static final int LONGEST_HOST = 64;
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("uuuuMMddHHmmss", Locale.ROOT).withResolverStyle(ResolverStyle.STRICT);

    OverlayName {
        Objects.requireNonNull(host);
        Objects.requireNonNull(stamp);
        Objects.requireNonNull(cipher);
    }

    /** The active overlay of a host; refused if that is no name that a file can bear in every place. */
    static OverlayName active(String host, String cipher) throws InvalidRequestException {
        boolean fits = HOST.matcher(host).matches()
                && NameBytes.encode(host)
                        .filter(bytes -> bytes.length <= LONGEST_HOST)
                        .isPresent();
        if (!fits) {
            throw new InvalidRequestException(InvalidRequestException.detail("no valid host name for an overlay")
                    .found(host)
                    .expected("1 to " + LONGEST_HOST + " bytes without slash, blank and control character,"
                            + " not beginning with a dot or a hyphen")
                    .cure("write the name of the machine into etc/hostname, or give it"));
        }
        return new OverlayName(host, "", cipher);
    }

    /** What a file's name says, if it is of this form. */
    static Optional<OverlayName> parse(String fileName) {
        Matcher active = ACTIVE.matcher(fileName);
        if (active.matches() && !active.group("host").contains("/")) {
            return Optional.of(new OverlayName(active.group("host"), "", orEmpty(active.group("cipher"))));
        }
        Matcher kept = KEPT.matcher(fileName);
        return kept.matches()
                ? Optional.of(new OverlayName(kept.group("host"), kept.group("stamp"), orEmpty(kept.group("cipher"))))
                : Optional.empty();
    }

    private static String orEmpty(String group) {
        return group == null ? "" : group;
    }

    boolean isActive() {
        return stamp.isEmpty();
    }

    /** The name under which this overlay is kept: whole seconds of a time, moved on by some seconds. */
    OverlayName kept(Instant modified, int later) throws InvalidRequestException {
        try {
            return new OverlayName(host, stampOf(modified.plusSeconds(later)), cipher);
        } catch (DateTimeException | ArithmeticException e) {
            throw new InvalidRequestException(
                    InvalidRequestException.detail("the time of the overlay has no stamp of fourteen digits")
                            .at(fileName())
                            .found(modified)
                            .cure("set the clock, and the time of the file"),
                    e);
        }
    }

    private static String stampOf(Instant time) {
        LocalDateTime utc = LocalDateTime.ofInstant(time, ZoneOffset.UTC);
        if (utc.getYear() < 0 || utc.getYear() > 9999) {
            throw new DateTimeException("year " + utc.getYear());
        }
        return STAMP.format(utc);
    }

    /** When the overlay was made, if the stamp is a date at all. */
    Optional<Instant> time() {
        try {
            return stamp.isEmpty()
                    ? Optional.empty()
                    : Optional.of(LocalDateTime.parse(stamp, STAMP).toInstant(ZoneOffset.UTC));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    String fileName() {
        return host + "." + (stamp.isEmpty() ? "apkovl" : stamp) + ".tar.gz" + (cipher.isEmpty() ? "" : "." + cipher);
    }

    @Override
    public String toString() {
        return fileName();
    }
}
