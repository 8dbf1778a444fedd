package dev.diskless.overlay.internal.openssl;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;

/** Encrypts as {@code openssl enc -salt} does, with SHA-256 and one iteration. */
public final class EncryptingOutput extends OutputStream {

    private static final int CHUNK = 1 << 14;

    private final OutputStream out;
    private final CipherName cipher;
    private final Engine engine;
    private final byte[] ready;
    private long taken;
    private boolean closed;

    private EncryptingOutput(OutputStream out, CipherName cipher, Engine engine) {
        this.out = out;
        this.cipher = cipher;
        this.engine = engine;
        this.ready = new byte[engine.outputBytes(CHUNK)];
    }

    /**
     * Writes the header.
     *
     * @param out receives everything; closed with the result
     * @param cipher the cipher
     * @param ciphers where it comes from
     * @param password the password; overwritten
     * @param salt eight random bytes
     * @return takes the plain bytes
     * @throws IOException if the password cannot be typed at the boot, nobody has the cipher, or writing fails
     */
    public static EncryptingOutput start(
            OutputStream out, CipherName cipher, Ciphers ciphers, char[] password, byte[] salt) throws IOException {
        byte[] bytes = PasswordBytes.take(password);
        Engine engine;
        try {
            PasswordBytes.checkUsable(bytes);
            try (EvpKey key = EvpKey.derive(bytes, salt, "SHA-256", cipher)) {
                engine = ciphers.engine(cipher, key, true);
            }
        } finally {
            Arrays.fill(bytes, (byte) 0);
        }
        out.write(SaltedHeader.of(salt));
        return new EncryptingOutput(out, cipher, engine);
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] b, int off, int len) throws IOException {
        for (int done = 0; done < len; ) {
            int count = Math.min(CHUNK, len - done);
            out.write(ready, 0, engine.update(b, off + done, count, ready));
            done += count;
        }
        taken += len;
    }

    @Override
    public void flush() throws IOException {
        out.flush();
    }

    /** Writes the last block and closes the target. */
    @Override
    public void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        try (out) {
            if (cipher.mode().isPadded()) {
                int length = cipher.blockBytes() - (int) (taken % cipher.blockBytes());
                byte[] padding = new byte[length];
                Arrays.fill(padding, (byte) length);
                write(padding, 0, length);
            }
            out.write(ready, 0, engine.finish(ready));
            out.flush();
        }
    }
}
