package dev.diskless.overlay;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diskless.contract.overlay.OverlayFormatContract;
import dev.diskless.fault.Fault;
import dev.diskless.fault.FaultCode;
import dev.diskless.fault.LimitExceededException;
import dev.diskless.spi.OverlayFormat;
import dev.diskless.spi.OverlayReader;
import dev.diskless.spi.PasswordRequest;
import dev.diskless.spi.PasswordSource;
import dev.diskless.spi.Registry;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EncryptedApkovlFormatTest extends OverlayFormatContract {

    private static final String NAME = "edge-1.apkovl.tar.gz.aes-256-cbc";

    @Override
    protected OverlayFormat format() {
        return keyed().with(Secrets.of(Secrets.PASSWORD));
    }

    private static EncryptedApkovlFormat keyed() {
        return new EncryptedApkovlFormat().random(new Random(1));
    }

    @Test
    void isFoundByName() throws IOException {
        assertInstanceOf(
                EncryptedApkovlFormat.class, Registry.standard().find(OverlayFormat.class, "apkovl-encrypted"));
    }

    @Test
    void theNameSaysTheCipher() throws IOException {
        assertEquals(".apkovl.tar.gz.aes-256-cbc", keyed().suffix());
        assertEquals(".apkovl.tar.gz.des3", keyed().cipher("des3").suffix());
        ByteBuffer start = ByteBuffer.wrap("Salted__ and more bytes".getBytes(StandardCharsets.US_ASCII));
        assertTrue(keyed().recognises("a.apkovl.tar.gz.aria-256-ctr", start));
        assertFalse(keyed().recognises("a.apkovl.tar.gz.new", start));
        assertFalse(keyed().recognises("a.apkovl.tar.gz", start));
        assertFalse(keyed().recognises("a.tar.gz.aes-256-cbc", start));
    }

    @Test
    void aThirdPasswordIsTakenAndNoFourth() throws IOException {
        byte[] overlay = write(pieces());
        read(overlay, Secrets.of("wrong", "wrong too", Secrets.PASSWORD));
        List<Integer> attempts = new ArrayList<>();
        PasswordSource stubborn = request -> {
            assertEquals(PasswordRequest.Use.OPEN, request.use());
            assertEquals(NAME, request.what());
            attempts.add(request.attempt());
            return Optional.of("wrong".toCharArray());
        };
        assertEquals(FaultCode.LOCKED, fault(overlay, NAME, stubborn).code());
        assertEquals(List.of(1, 2, 3), attempts);
    }

    @Test
    void aFixedPasswordIsTriedOnce() throws IOException {
        PasswordSource source = PasswordSource.fixed("wrong".toCharArray());
        Fault fault = fault(write(pieces()), NAME, source);
        assertEquals(FaultCode.LOCKED, fault.code());
    }

    @Test
    void passwordsAreOverwrittenAndShownNowhere() throws IOException {
        List<char[]> given = new ArrayList<>();
        PasswordSource source = request -> {
            given.add("geheim-1".toCharArray());
            return Optional.of(given.get(given.size() - 1));
        };
        EncryptedApkovlFormat format = keyed().with(source);
        ByteArrayOutputStream target = new ByteArrayOutputStream();
        format.write(target).close();
        format.read(new ByteArrayInputStream(target.toByteArray()), NAME).close();
        assertEquals(2, given.size());
        given.forEach(password -> assertArrayEquals(new char[8], password));
        Fault fault = fault(write(pieces()), NAME, source);
        assertFalse((fault + format.toString() + PasswordSource.fixed("geheim-1".toCharArray())).contains("geheim"));
    }

    @Test
    void withoutAPasswordNothingIsReadOrWritten() throws IOException {
        assertEquals(
                FaultCode.LOCKED,
                fault(write(pieces()), NAME, request -> Optional.empty()).code());
        byte[] overlay = write(pieces());
        Fault fault = assertInstanceOf(
                Fault.class,
                assertThrows(IOException.class, () -> keyed().read(new ByteArrayInputStream(overlay), NAME)));
        assertEquals(FaultCode.LOCKED, fault.code());
        ByteArrayOutputStream target = new ByteArrayOutputStream();
        assertInstanceOf(Fault.class, assertThrows(IOException.class, () -> keyed().write(target)));
        assertEquals(0, target.size());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a\nb", "a\0b", "half \ud800 pair"})
    void passwordsThatNobodyCanTypeAreRefused(String password) {
        Fault fault = assertInstanceOf(
                Fault.class,
                assertThrows(
                        IOException.class,
                        () -> keyed().with(Secrets.of(password)).write(new ByteArrayOutputStream())));
        assertEquals(FaultCode.INVALID_REQUEST, fault.code());
    }

    @Test
    void anotherCipherIsNamed() throws IOException {
        ByteArrayOutputStream target = new ByteArrayOutputStream();
        keyed().with(Secrets.of("a")).cipher("aes-128-cbc").write(target).close();
        Fault fault = fault(target.toByteArray(), NAME, Secrets.of("a"));
        assertEquals(FaultCode.INVALID_REQUEST, fault.code());
        assertEquals("aes-128-cbc", fault.detail().found());
    }

    @Test
    void aPlainOverlayIsNoEncryptedOne() throws IOException {
        ByteArrayOutputStream target = new ByteArrayOutputStream();
        new ApkovlFormat().write(target).close();
        assertEquals(
                FaultCode.CORRUPT,
                fault(target.toByteArray(), NAME, Secrets.of("a")).code());
        assertEquals(
                FaultCode.CORRUPT, fault(new byte[64], NAME, Secrets.of("a")).code());
    }

    @Test
    void aWrongEndIsDamageAndNoWrongPassword() throws IOException {
        byte[] overlay = write(pieces());
        byte[] changed = overlay.clone();
        changed[changed.length - 1] ^= 1;
        assertEquals(
                FaultCode.CORRUPT,
                fault(changed, NAME, Secrets.of(Secrets.PASSWORD)).code());
        for (int cut : new int[] {1, 15, 16, 32, 1600}) {
            byte[] shorter = Arrays.copyOf(overlay, overlay.length - cut);
            assertEquals(
                    FaultCode.CORRUPT,
                    fault(shorter, NAME, Secrets.of(Secrets.PASSWORD)).code(),
                    () -> cut + " bytes less");
        }
    }

    @Test
    void damageBehindTheArchiveIsFoundToo() throws IOException {
        // A second gzip member would be read; bytes that are none are passed over, and the padding behind them is not.
        byte[] overlay = write(pieces());
        byte[] longer = Arrays.copyOf(overlay, overlay.length + 160_000);
        new Random(1).nextBytes(longer);
        System.arraycopy(overlay, 0, longer, 0, overlay.length);
        assertEquals(
                FaultCode.CORRUPT,
                fault(longer, NAME, Secrets.of(Secrets.PASSWORD)).code());
    }

    @Test
    void aCipherThatNobodyHasIsNamed() throws IOException {
        EncryptedApkovlFormat format = keyed().with(Secrets.of("a")).cipher("camellia-256-cbc");
        for (boolean writing : new boolean[] {true, false}) {
            Fault fault = assertInstanceOf(Fault.class, assertThrows(IOException.class, () -> {
                if (writing) {
                    format.write(new ByteArrayOutputStream());
                } else {
                    format.read(new ByteArrayInputStream(new byte[100]), "a");
                }
            }));
            assertEquals(FaultCode.NO_PROVIDER, fault.code());
            assertTrue(fault.detail().message().contains("camellia-256-cbc"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"aes-256-gcm", "aes-256-xts", "new", "AES-256-CBC", "base64", ""})
    void ciphersThatTheBootCannotUseAreRefused(String name) {
        assertInstanceOf(Fault.class, assertThrows(IOException.class, () -> keyed().cipher(name)));
    }

    @Test
    void limitsAndCompressionOfTheContentHold() throws IOException {
        byte[] overlay = write(pieces());
        EncryptedApkovlFormat small =
                keyed().content(new ApkovlFormat().limits(2, 1 << 20, 10)).with(Secrets.of(Secrets.PASSWORD));
        OverlayReader reader = small.read(new ByteArrayInputStream(overlay), NAME);
        assertThrows(LimitExceededException.class, () -> {
            while (reader.next().isPresent()) {
                continue;
            }
        });
        reader.close();
    }

    private static void read(byte[] overlay, PasswordSource passwords) throws IOException {
        read(overlay, NAME, passwords);
    }

    private static void read(byte[] overlay, String name, PasswordSource passwords) throws IOException {
        try (OverlayReader reader = keyed().with(passwords).read(new ByteArrayInputStream(overlay), name)) {
            while (reader.next().isPresent()) {
                continue;
            }
        }
    }

    private static Fault fault(byte[] overlay, String name, PasswordSource passwords) {
        return assertInstanceOf(Fault.class, assertThrows(IOException.class, () -> read(overlay, name, passwords)));
    }
}
