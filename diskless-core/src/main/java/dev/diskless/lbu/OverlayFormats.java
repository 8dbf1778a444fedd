package dev.diskless.lbu;

import dev.diskless.fault.CorruptInputException;
import dev.diskless.overlay.ApkovlFormat;
import dev.diskless.overlay.EncryptedApkovlFormat;
import dev.diskless.spi.KeyedFormat;
import dev.diskless.spi.OverlayFormat;
import dev.diskless.spi.PasswordSource;
import dev.diskless.spi.Registry;
import dev.diskless.spi.Storage;
import dev.diskless.spi.StoredObject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/** Formats of overlays by the cipher that names and contents tell. */
final class OverlayFormats {

    /** Most bytes that deflate makes of one. */
    static final int MOST_COMPRESSION = 1032;

    private static final String PLAIN = ".apkovl.tar.gz";
    private static final byte[] SALTED = "Salted__".getBytes(StandardCharsets.US_ASCII);

    private final Registry registry;
    private final Optional<PasswordSource> passwords;

    OverlayFormats(Registry registry, Optional<PasswordSource> passwords) {
        this.registry = registry;
        this.passwords = passwords.map(RememberedPassword::new);
    }

    boolean hasPasswords() {
        return passwords.isPresent();
    }

    /** The format of overlays that are encrypted so; of plain ones for the empty name. */
    OverlayFormat of(String cipher) throws IOException {
        String suffix = cipher.isEmpty() ? PLAIN : PLAIN + "." + cipher;
        for (OverlayFormat format : registry.all(OverlayFormat.class)) {
            if (format.suffix().equals(suffix)) {
                return unlocked(format);
            }
        }
        if (cipher.isEmpty()) {
            throw registry.notFound(OverlayFormat.class, "no format of overlays that end in " + PLAIN);
        }
        return unlocked(new EncryptedApkovlFormat().cipher(cipher));
    }

    /** How overlays with a cipher are written. */
    EncryptedApkovlFormat encrypted(String cipher) throws IOException {
        EncryptedApkovlFormat format = new EncryptedApkovlFormat().cipher(cipher);
        return passwords.isPresent() ? format.with(passwords.get()) : format;
    }

    private OverlayFormat unlocked(OverlayFormat format) {
        OverlayFormat patient = patient(format);
        return patient instanceof KeyedFormat keyed && passwords.isPresent() ? keyed.with(passwords.get()) : patient;
    }

    // What was saved must be read again, and a file of zeros shrinks as far as compression goes at all.
    private static OverlayFormat patient(OverlayFormat format) {
        if (format instanceof ApkovlFormat plain) {
            return plain.limits(ApkovlFormat.MAX_ENTRIES, ApkovlFormat.MAX_UNPACKED_BYTES, MOST_COMPRESSION);
        }
        return format instanceof EncryptedApkovlFormat encrypted
                ? encrypted.content((ApkovlFormat) patient(new ApkovlFormat()))
                : format;
    }

    /** How an object is encrypted, as its content tells; the name says which cipher where the content cannot. */
    static String cipherOf(Storage storage, StoredObject object, String otherwise) throws IOException {
        byte[] start;
        try (InputStream in = storage.open(object.name())) {
            start = in.readNBytes(SALTED.length);
        }
        if (Arrays.equals(start, SALTED)) {
            return OverlayName.parse(object.name())
                    .map(OverlayName::cipher)
                    .filter(cipher -> !cipher.isEmpty())
                    .orElse(otherwise);
        }
        if (start.length >= 2 && start[0] == 0x1f && start[1] == (byte) 0x8b) {
            return "";
        }
        throw new CorruptInputException(CorruptInputException.detail("no overlay: neither gzip nor encrypted")
                .at(storage.identity() + "/" + object.name(), 0)
                .cure("take another one"));
    }
}
