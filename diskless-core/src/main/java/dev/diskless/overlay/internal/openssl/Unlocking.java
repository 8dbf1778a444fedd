package dev.diskless.overlay.internal.openssl;

import dev.diskless.fault.CorruptInputException;
import dev.diskless.fault.InvalidRequestException;
import dev.diskless.fault.LockedInputException;
import dev.diskless.spi.PasswordRequest;
import dev.diskless.spi.PasswordSource;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Finds the password and the digest that open one file, from its first bytes. */
public final class Unlocking {

    /** How often a password is asked for, as often as upstream does. */
    public static final int ATTEMPTS = 3;

    private static final int START = 1024;
    // What OpenSSL takes since 1.1.0, and what it took before.
    private static final List<String> DIGESTS = List.of("SHA-256", "MD5");

    private final InputStream source;
    private final String name;
    private final CipherName cipher;
    private final Ciphers ciphers;
    private final byte[] salt;
    private final byte[] start;

    /**
     * Reads the first bytes of a file.
     *
     * @param source the file, read from its start
     * @param name its name in faults
     * @param cipher what it is said to be encrypted with
     * @param ciphers where ciphers come from
     * @throws IOException if it is not encrypted, nobody has the cipher, or reading fails
     */
    public Unlocking(InputStream source, String name, CipherName cipher, Ciphers ciphers) throws IOException {
        ciphers.require(cipher);
        this.source = source;
        this.name = name;
        this.cipher = cipher;
        this.ciphers = ciphers;
        this.salt = SaltedHeader.read(source, name);
        this.start = source.readNBytes(START);
        if (start.length < cipher.blockBytes()) {
            throw new CorruptInputException(CorruptInputException.detail("the file ends within the first block")
                    .at(name, SaltedHeader.BYTES + start.length)
                    .cure("fetch or make the file again"));
        }
    }

    /** Asks for passwords until one opens the file, and gives its plain bytes; closing them closes the source. */
    public InputStream open(@Nullable PasswordSource passwords) throws IOException {
        if (passwords == null) {
            throw locked("the overlay is encrypted", "give a source of passwords");
        }
        for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
            Optional<char[]> given = passwords.password(new PasswordRequest(name, PasswordRequest.Use.OPEN, attempt));
            if (given.isEmpty()) {
                throw attempt == 1
                        ? locked("the overlay is encrypted, and there is no password", "give its password")
                        : wrong();
            }
            byte[] password = PasswordBytes.take(given.get());
            try {
                InputStream plain = open(password);
                if (plain != null) {
                    return plain;
                }
            } finally {
                Arrays.fill(password, (byte) 0);
            }
        }
        throw wrong();
    }

    private @Nullable InputStream open(byte[] password) throws IOException {
        String weak = null;
        for (String digest : DIGESTS) {
            GzipStart looks = looks(cipher, password, digest);
            if (looks == GzipStart.SOUND) {
                return plain(password, digest);
            }
            weak = weak == null && looks == GzipStart.MAGIC ? digest : weak;
        }
        checkOtherCiphers(password);
        return weak == null ? null : plain(password, weak);
    }

    private InputStream plain(byte[] password, String digest) throws IOException {
        InputStream whole = new SequenceInputStream(new ByteArrayInputStream(start), source);
        try (EvpKey key = EvpKey.derive(password, salt, digest, cipher)) {
            return new DecryptingInput(whole, ciphers.engine(cipher, key, false), cipher, name);
        }
    }

    private GzipStart looks(CipherName candidate, byte[] password, String digest) throws IOException {
        int length = start.length;
        if (candidate.mode().isPadded()) {
            length -= length % candidate.blockBytes();
        }
        try (EvpKey key = EvpKey.derive(password, salt, digest, candidate)) {
            Engine engine = ciphers.engine(candidate, key, false);
            byte[] plain = new byte[engine.outputBytes(length)];
            int made = engine.update(start, 0, length, plain);
            byte[] rest = new byte[engine.outputBytes(0)];
            int more = engine.finish(rest);
            System.arraycopy(rest, 0, plain, made, more);
            return GzipStart.of(plain, made + more);
        }
    }

    // A file that was renamed, or made by hand with another cipher, is a common case, and costs the user hours.
    private void checkOtherCiphers(byte[] password) throws IOException {
        Set<List<Object>> seen = new HashSet<>();
        for (CipherName other : CipherName.all()) {
            // Many have a second name.
            if (!seen.add(List.of(other.transformation(), other.mode(), other.keyBytes())) || !ciphers.has(other)) {
                continue;
            }
            for (String digest : DIGESTS) {
                if (looks(other, password, digest) == GzipStart.SOUND) {
                    throw new InvalidRequestException(
                            InvalidRequestException.detail("the overlay is encrypted with another cipher")
                                    .at(name)
                                    .expected(cipher.name())
                                    .found(other.name())
                                    .cure("give it a name that ends in " + other.name()));
                }
            }
        }
    }

    private LockedInputException wrong() {
        return locked(
                "no password given opens the overlay",
                "give the right one; if it is right, the file is encrypted with another cipher than " + cipher.name()
                        + " or its start is damaged");
    }

    private LockedInputException locked(String what, String cure) {
        return new LockedInputException(
                LockedInputException.detail(what).at(name).cure(cure));
    }
}
