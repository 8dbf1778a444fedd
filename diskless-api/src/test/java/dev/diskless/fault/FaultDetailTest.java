package dev.diskless.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class FaultDetailTest {

    private static final FaultDetail FULL = FaultDetail.of(FaultCode.CORRUPT, "wrong magic number")
            .at("disk.img", 1080)
            .expected("0xEF53")
            .found("0x0000")
            .cure("format it");

    @Test
    void messageHoldsEveryFactInOneLine() {
        assertEquals(
                "disk.img: at byte 1080: wrong magic number: expected 0xEF53, found 0x0000; format it", FULL.message());
        assertEquals(
                "gone: found 3", FaultDetail.of(FaultCode.IO, "gone").found(3).message());
        assertEquals("gone", FaultDetail.of(FaultCode.IO, "gone").message());
    }

    @Test
    void placeWithoutPositionHasNone() {
        assertEquals(
                OptionalLong.empty(),
                FaultDetail.of(FaultCode.IO, "gone").at("here").position());
        assertEquals(OptionalLong.of(1080), FULL.position());
    }

    @Test
    void controlCharactersCannotForgeLines() {
        FaultDetail detail = FaultDetail.of(FaultCode.CORRUPT, "bad\nname")
                .at("a\rb\u2028c\u202ed")
                .expected("\u0000")
                .found("\u001b[31m")
                .cure("\u0085");
        assertEquals("bad\\u000aname", detail.what());
        assertEquals("a\\u000db\\u2028c\\u202ed", detail.path());
        assertFalse(detail.message().chars().anyMatch(Character::isISOControl));
    }

    @Test
    void addingAFactLeavesTheOthers() {
        FaultDetail other = FULL.found("0x1111");
        assertEquals("0xEF53", other.expected());
        assertEquals("0x0000", FULL.found());
        assertEquals(FaultCode.CORRUPT, other.code());
    }

    @Test
    void exceptionCarriesItsDetailAndCause() {
        IOException cause = new IOException("host");
        CorruptInputException exception = new CorruptInputException(FULL, cause);
        assertSame(FULL, exception.detail());
        assertSame(cause, exception.getCause());
        assertEquals(FaultCode.CORRUPT, exception.code());
        assertEquals(Optional.of("format it"), exception.cure());
        assertEquals(FULL.message(), exception.getMessage());
    }

    @Test
    void everyExceptionTypeStartsItsOwnCode() {
        assertEquals(FaultCode.CANCELLED, CancelledException.detail("x").code());
        assertEquals(FaultCode.CORRUPT, CorruptInputException.detail("x").code());
        assertEquals(FaultCode.FULL, ImageFullException.detail("x").code());
        assertEquals(
                FaultCode.INVALID_REQUEST, InvalidRequestException.detail("x").code());
        assertEquals(
                FaultCode.LIMIT_EXCEEDED, LimitExceededException.detail("x").code());
        assertEquals(
                FaultCode.NO_PROVIDER, ProviderNotFoundException.detail("x").code());
        assertEquals(
                FaultCode.UNSUPPORTED, UnsupportedFeatureException.detail("x").code());
        assertEquals(FaultCode.LOCKED, LockedInputException.detail("x").code());
        assertEquals(FaultCode.UNTRUSTED, UntrustedException.detail("x").code());
    }

    @Test
    void exceptionSurvivesSerialization() throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(new CorruptInputException(FULL));
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            assertEquals(FULL, ((CorruptInputException) in.readObject()).detail());
        }
    }
}
