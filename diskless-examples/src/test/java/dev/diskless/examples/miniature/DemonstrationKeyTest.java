package dev.diskless.examples.miniature;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diskless.contract.tool.RealTool;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemonstrationKeyTest {

    private final DemonstrationKey key = DemonstrationKey.make();

    @Test
    void keyIsTheSameForEver() throws Exception {
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(key.publicKeyFile());
        assertEquals(
                "3f9d2cf0190bfa1401ca01e2fbeb0f5278190a293f05fcc67dd08faf64d85bb5",
                HexFormat.of().formatHex(digest));
    }

    @Test
    void signatureOfThePrivateHalfIsVerifiedByThePublicHalf() throws Exception {
        assertEquals(2048, ((RSAPublicKey) key.publicKey()).getModulus().bitLength());
        byte[] content = key.publicKeyFile();
        Signature signer = Signature.getInstance("SHA1withRSA");
        signer.initSign(key.privateKey());
        signer.update(content);
        byte[] signature = signer.sign();
        signer.initVerify(key.publicKey());
        signer.update(content);
        assertTrue(signer.verify(signature));
    }

    @Test
    void fileIsWhatOpensslWrites(@TempDir Path folder) throws Exception {
        Path file = Files.write(folder.resolve(key.fileName()), key.publicKeyFile());
        RealTool.Outcome outcome =
                RealTool.named("openssl").run("pkey", "-pubin", "-in", file).succeeded();
        assertEquals(Files.readString(file), outcome.out());
    }

    @Test
    void nameSaysThatItIsUntrusted() {
        assertTrue(key.fileName().matches("[a-z-]*untrusted[a-z-]*-[0-9a-f]{8}\\.rsa\\.pub"), key.fileName());
    }
}
