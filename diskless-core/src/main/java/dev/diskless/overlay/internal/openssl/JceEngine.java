package dev.diskless.overlay.internal.openssl;

import dev.diskless.fault.UnsupportedFeatureException;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.ProviderException;
import javax.crypto.Cipher;

/** A cipher of a security provider. */
final class JceEngine implements Engine {

    private final Cipher cipher;

    JceEngine(Cipher cipher) {
        this.cipher = cipher;
    }

    @Override
    public int outputBytes(int count) {
        return cipher.getOutputSize(count) + 2 * Math.max(1, cipher.getBlockSize());
    }

    @Override
    public int update(byte[] in, int from, int count, byte[] out) throws IOException {
        try {
            return cipher.update(in, from, count, out);
        } catch (GeneralSecurityException | ProviderException | IllegalStateException e) {
            throw failed(e);
        }
    }

    @Override
    public int finish(byte[] out) throws IOException {
        try {
            return cipher.doFinal(out, 0);
        } catch (GeneralSecurityException | ProviderException | IllegalStateException e) {
            throw failed(e);
        }
    }

    static UnsupportedFeatureException failed(Exception e) {
        return new UnsupportedFeatureException(
                UnsupportedFeatureException.detail("the security provider cannot go on with this data"), e);
    }
}
