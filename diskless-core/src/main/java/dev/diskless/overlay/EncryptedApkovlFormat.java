package dev.diskless.overlay;

import com.google.auto.service.AutoService;
import dev.diskless.fault.InvalidRequestException;
import dev.diskless.fault.LockedInputException;
import dev.diskless.overlay.internal.openssl.CipherName;
import dev.diskless.overlay.internal.openssl.Ciphers;
import dev.diskless.overlay.internal.openssl.EncryptingOutput;
import dev.diskless.overlay.internal.openssl.SaltedHeader;
import dev.diskless.overlay.internal.openssl.SystemRandom;
import dev.diskless.overlay.internal.openssl.Unlocking;
import dev.diskless.spi.KeyedFormat;
import dev.diskless.spi.OverlayFormat;
import dev.diskless.spi.OverlayReader;
import dev.diskless.spi.OverlayWriter;
import dev.diskless.spi.PasswordRequest;
import dev.diskless.spi.PasswordSource;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.security.Provider;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The encrypted overlay of Alpine Linux: what {@link ApkovlFormat} reads and writes, gone through {@code openssl enc}
 * with a cipher that the end of the file's name says, such as {@code edge-1.apkovl.tar.gz.aes-256-cbc}.
 *
 * <pre>{@code
 * OverlayFormat format = new EncryptedApkovlFormat().with(PasswordSource.fixed(password));
 * }</pre>
 *
 * <p>It <b>writes</b> {@code Salted__}, eight random bytes, and the ciphertext; the key comes from the password by
 * {@code EVP_BytesToKey} with SHA-256 and one iteration, which is what the boot can open, and is weak: take a long
 * password. The password is asked for once, and must be of 1 to 511 bytes without zero and line feed, as the prompt of
 * the boot takes it. Characters are encoded in UTF-8, and U+DC80 to U+DCFF as the bytes 0x80 to 0xff. The same entries
 * and the same salt give the same bytes.
 *
 * <p>It <b>reads</b> with SHA-256 or, as OpenSSL did before 1.1.0, with MD5; which one, and whether the password is
 * right, is decided by the first bytes, so that nothing is read twice. The cipher is the one that was {@linkplain
 * #cipher(String) chosen}, else the one that the name of the source ends in, else {@code aes-256-cbc}. Up to three
 * passwords are asked for. Padding, checksums and the end of the archive are all checked before the reader says that
 * there is no further entry. Neither way takes memory for more than some blocks.
 *
 * <p>Faults: {@link LockedInputException} where no password opens the overlay;
 * {@link dev.diskless.fault.InvalidRequestException} where the password is right and the cipher is another, or the
 * cipher is unknown; {@link dev.diskless.fault.ProviderNotFoundException} where no security provider has the cipher
 * (the JDK has AES, DES, Blowfish, RC2, RC4 and ChaCha20; ARIA, Camellia, SM4, SEED, CAST5 and IDEA need another such as
 * Bouncy Castle); {@link dev.diskless.fault.CorruptInputException} where the file is not encrypted, damaged or cut off.
 *
 * <p>Known are all ciphers of OpenSSL 1.0 to 3 that {@code enc} can use but DESX and RC5; {@code chacha20} overlays are
 * limited to what is left of its 32-bit counter. Immutable, thread-safe if its sources are; readers and writers are for
 * one thread each.
 */
@AutoService(OverlayFormat.class)
@SuppressWarnings("exports") // the annotation is for the compiler only
public final class EncryptedApkovlFormat implements KeyedFormat {

    private static final int SALT_BYTES = 8;

    private final ApkovlFormat content;
    private final @Nullable CipherName cipher;
    private final @Nullable PasswordSource passwords;
    private final Ciphers ciphers;
    private final @Nullable RandomGenerator random;

    /** Made by the service loader, or by a caller: without passwords, for the cipher that a name says. */
    public EncryptedApkovlFormat() {
        this(new ApkovlFormat(), null, null, new Ciphers(null), null);
    }

    private EncryptedApkovlFormat(
            ApkovlFormat content,
            @Nullable CipherName cipher,
            @Nullable PasswordSource passwords,
            Ciphers ciphers,
            @Nullable RandomGenerator random) {
        this.content = content;
        this.cipher = cipher;
        this.passwords = passwords;
        this.ciphers = ciphers;
        this.random = random;
    }

    /**
     * The names of all ciphers that are known, whether or not a provider has them.
     *
     * @return the names, sorted
     */
    public static SortedSet<String> cipherNames() {
        SortedSet<String> names = new TreeSet<>();
        CipherName.all().forEach(known -> names.add(known.name()));
        return names;
    }

    @Override
    public EncryptedApkovlFormat with(PasswordSource source) {
        return new EncryptedApkovlFormat(content, cipher, Objects.requireNonNull(source), ciphers, random);
    }

    /**
     * This format with one cipher, for writing and, whatever the source is called, for reading.
     *
     * @param name as {@code openssl list -1 -cipher-commands} names it
     * @return the format
     * @throws InvalidRequestException if no cipher of that name is known
     */
    public EncryptedApkovlFormat cipher(String name) throws InvalidRequestException {
        CipherName known = CipherName.of(name)
                .orElseThrow(() -> new InvalidRequestException(InvalidRequestException.detail("no cipher of this name")
                        .found(name)
                        .expected("one that openssl enc can use, such as " + CipherName.DEFAULT)));
        return new EncryptedApkovlFormat(content, known, passwords, ciphers, random);
    }

    /**
     * This format with ciphers from one security provider before the installed ones.
     *
     * @param provider the provider
     * @return the format
     */
    public EncryptedApkovlFormat provider(Provider provider) {
        return new EncryptedApkovlFormat(
                content, cipher, passwords, new Ciphers(Objects.requireNonNull(provider)), random);
    }

    /**
     * This format with salts from another source than {@link java.security.SecureRandom}, for tests and for builds that
     * must give the same bytes twice. Two overlays of one password should not have one salt.
     *
     * @param generator where salts come from
     * @return the format
     */
    public EncryptedApkovlFormat random(RandomGenerator generator) {
        return new EncryptedApkovlFormat(content, cipher, passwords, ciphers, Objects.requireNonNull(generator));
    }

    /**
     * This format around another plain one, with its compression and its limits.
     *
     * @param format the format of what is encrypted
     * @return the format
     */
    public EncryptedApkovlFormat content(ApkovlFormat format) {
        return new EncryptedApkovlFormat(Objects.requireNonNull(format), cipher, passwords, ciphers, random);
    }

    @Override
    public String name() {
        return "apkovl-encrypted";
    }

    @Override
    public String suffix() {
        return content.suffix() + "." + (cipher == null ? CipherName.DEFAULT : cipher.name());
    }

    @Override
    public boolean recognises(String fileName, ByteBuffer start) {
        byte[] first = new byte[Math.min(SaltedHeader.BYTES, start.remaining())];
        start.duplicate().get(first);
        int dot = fileName.lastIndexOf('.');
        return dot >= 0
                && fileName.substring(0, dot).endsWith(content.suffix())
                && CipherName.atEndOf(fileName).isPresent()
                && SaltedHeader.isMagic(first);
    }

    @Override
    public OverlayReader read(InputStream source, String name) throws IOException {
        return content.read(decrypting(source, name), name + " (decrypted)", true);
    }

    @Override
    public OverlayWriter write(OutputStream target) throws IOException {
        return content.write(encrypting(target));
    }

    /**
     * Decrypts an overlay without reading what is in it.
     *
     * @param source the bytes of the encrypted overlay; closed with the stream, and if this fails
     * @param name names the source in faults, and says the cipher unless one was chosen
     * @return the bytes of the plain overlay; its end is reached only if the padding is sound
     * @throws IOException as for {@link #read}
     */
    public InputStream decrypting(InputStream source, String name) throws IOException {
        try {
            CipherName used = cipher != null
                    ? cipher
                    : CipherName.atEndOf(name)
                            .or(() -> CipherName.of(CipherName.DEFAULT))
                            .orElseThrow();
            return new Unlocking(source, name, used, ciphers).open(passwords);
        } catch (IOException e) {
            throw ApkovlFormat.closing(source, e);
        }
    }

    /**
     * Encrypts an overlay that something else writes.
     *
     * @param target receives the encrypted overlay; closed with the stream, and not if this fails
     * @return takes the bytes of a plain overlay
     * @throws IOException as for {@link #write}
     */
    public OutputStream encrypting(OutputStream target) throws IOException {
        CipherName used =
                cipher != null ? cipher : CipherName.of(CipherName.DEFAULT).orElseThrow();
        ciphers.require(used);
        String what = "an overlay (" + used.name() + ")";
        if (passwords == null) {
            throw noPassword(what);
        }
        char[] password = passwords
                .password(new PasswordRequest(what, PasswordRequest.Use.CLOSE, 1))
                .orElseThrow(() -> noPassword(what));
        byte[] salt = new byte[SALT_BYTES];
        (random == null ? SystemRandom.generator() : random).nextBytes(salt);
        return EncryptingOutput.start(target, used, ciphers, password, salt);
    }

    private static LockedInputException noPassword(String what) {
        return new LockedInputException(LockedInputException.detail("there is no password to encrypt with")
                .at(what)
                .cure("give a source of passwords"));
    }

    /** Names the format and its cipher, and nothing secret. */
    @Override
    public String toString() {
        return name() + (cipher == null ? "" : "[" + cipher.name() + "]");
    }
}
