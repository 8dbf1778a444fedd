package dev.diskless.examples;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diskless.spi.PasswordRequest;
import dev.diskless.spi.PasswordRequest.Use;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.Test;

class LbuPasswordTest {

    private final List<String> asked = new ArrayList<>();

    private LbuPassword answering(String... answers) {
        Iterator<String> next = Arrays.asList(answers).iterator();
        return new LbuPassword(question -> {
            asked.add(question);
            return next.hasNext() ? next.next().toCharArray() : null;
        });
    }

    private static PasswordRequest open(int attempt) {
        return new PasswordRequest("box", Use.OPEN, attempt);
    }

    @Test
    void somethingIsOpenedWithinThreeTries() {
        LbuPassword source = answering("a", "b", "c", "d");
        for (int attempt = 1; attempt <= 3; attempt++) {
            assertTrue(source.password(open(attempt)).isPresent());
        }
        assertFalse(source.password(open(4)).isPresent());
        assertEquals(3, asked.size());
    }

    @Test
    void aNewPasswordIsTypedTwice() {
        LbuPassword source = answering("a", "b", "", "", "c", "c");
        PasswordRequest request = new PasswordRequest("box", Use.CLOSE, 1);
        assertArrayEquals("c".toCharArray(), source.password(request).orElseThrow());
        assertFalse(answering("a", "b", "a", "b", "a", "b", "c", "c")
                .password(request)
                .isPresent());
    }

    @Test
    void whereNobodyAnswersThereIsNone() {
        assertFalse(answering().password(open(1)).isPresent());
        assertFalse(
                answering().password(new PasswordRequest("box", Use.CLOSE, 1)).isPresent());
    }
}
