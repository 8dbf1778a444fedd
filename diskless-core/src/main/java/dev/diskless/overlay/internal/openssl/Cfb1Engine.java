package dev.diskless.overlay.internal.openssl;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.ProviderException;
import javax.crypto.Cipher;

/**
 * Cipher feedback of single bits, the first the highest of a byte (NIST SP 800-38A, section 6.3 with s = 1): each bit
 * is combined with the highest bit of the encrypted register, and the encrypted bit is shifted into the register.
 */
final class Cfb1Engine implements Engine {

    private final Cipher block;
    private final byte[] register;
    private final byte[] output;
    private final boolean encrypt;

    Cfb1Engine(Cipher block, byte[] iv, boolean encrypt) {
        this.block = block;
        this.register = iv.clone();
        this.output = new byte[2 * iv.length];
        this.encrypt = encrypt;
    }

    @Override
    public int outputBytes(int count) {
        return count;
    }

    @Override
    public int update(byte[] in, int from, int count, byte[] out) throws IOException {
        for (int i = 0; i < count; i++) {
            int given = in[from + i];
            int result = 0;
            for (int bit = 7; bit >= 0; bit--) {
                int old = given >> bit & 1;
                int changed = old ^ keyBit();
                result = result << 1 | changed;
                shift(encrypt ? changed : old);
            }
            out[i] = (byte) result;
        }
        return count;
    }

    private int keyBit() throws IOException {
        try {
            block.update(register, 0, register.length, output);
        } catch (GeneralSecurityException | ProviderException e) {
            throw JceEngine.failed(e);
        }
        return output[0] >> 7 & 1;
    }

    private void shift(int bit) {
        int carry = bit;
        for (int i = register.length - 1; i >= 0; i--) {
            int value = register[i] << 1 | carry;
            carry = register[i] >> 7 & 1;
            register[i] = (byte) value;
        }
    }

    @Override
    public int finish(byte[] out) {
        return 0;
    }
}
