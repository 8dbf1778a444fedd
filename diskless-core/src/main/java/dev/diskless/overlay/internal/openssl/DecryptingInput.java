package dev.diskless.overlay.internal.openssl;

import dev.diskless.fault.CorruptInputException;
import java.io.IOException;
import java.io.InputStream;

/** The plain bytes of what was encrypted; wrong padding at the end is a fault and never passed over. */
final class DecryptingInput extends InputStream {

    private static final int CHUNK = 1 << 14;

    private final InputStream in;
    private final Engine engine;
    private final CipherName cipher;
    private final String name;
    private final byte[] packed = new byte[CHUNK];
    private final byte[] plain;
    private final byte[] ready;
    // The last block is held back, since it may be the one with the padding.
    private final int hold;
    private long taken;
    private int position;
    private int limit;
    private boolean ended;

    DecryptingInput(InputStream in, Engine engine, CipherName cipher, String name) {
        this.in = in;
        this.engine = engine;
        this.cipher = cipher;
        this.name = name;
        this.hold = cipher.mode().isPadded() ? cipher.blockBytes() : 0;
        this.ready = new byte[engine.outputBytes(CHUNK)];
        this.plain = new byte[hold + engine.outputBytes(CHUNK)];
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] b, int off, int len) throws IOException {
        if (len == 0) {
            return 0;
        }
        while (!ended && limit - position <= hold) {
            fill();
        }
        int count = Math.min(len, limit - position - (ended ? 0 : hold));
        if (count <= 0) {
            return -1;
        }
        System.arraycopy(plain, position, b, off, count);
        position += count;
        return count;
    }

    private void fill() throws IOException {
        int kept = limit - position;
        System.arraycopy(plain, position, plain, 0, kept);
        position = 0;
        limit = kept;
        int count = in.read(packed);
        int made;
        if (count < 0) {
            checkLength();
            made = engine.finish(ready);
        } else {
            taken += count;
            made = engine.update(packed, 0, count, ready);
        }
        System.arraycopy(ready, 0, plain, limit, made);
        limit += made;
        if (count < 0) {
            ended = true;
            limit -= hold == 0 ? 0 : padding();
        }
    }

    private void checkLength() throws CorruptInputException {
        if (hold > 0 && (taken == 0 || taken % hold != 0)) {
            ended = true;
            limit = position;
            throw new CorruptInputException(CorruptInputException.detail("the encrypted data ends within a block")
                    .at(name, SaltedHeader.BYTES + taken)
                    .expected("a multiple of " + hold + " bytes")
                    .found(taken + " bytes")
                    .cure("fetch or make the file again"));
        }
    }

    private int padding() throws CorruptInputException {
        int length = plain[limit - 1] & 0xff;
        boolean sound = length >= 1 && length <= hold;
        for (int i = 1; sound && i <= length; i++) {
            sound = plain[limit - i] == length;
        }
        if (!sound) {
            limit = position;
            throw new CorruptInputException(
                    CorruptInputException.detail("the end of the encrypted data is damaged or missing")
                            .at(name, SaltedHeader.BYTES + taken - hold)
                            .expected("padding for " + cipher.name())
                            .cure("fetch or make the file again"));
        }
        return length;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
