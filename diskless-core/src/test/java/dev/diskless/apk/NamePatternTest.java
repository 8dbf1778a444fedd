package dev.diskless.apk;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A few patterns each of which shows one rule; generated ones are judged by the real apk. */
class NamePatternTest {

    @ParameterizedTest
    @CsvSource({
        "abc, abc, true",
        "abc, abcd, false",
        "*, .hidden, true",
        "a*c, ac, true",
        "a*b*c, aXbYbc, true",
        "a*b*c, aXcYb, false",
        "?, \u00e9, true",
        "??, \u00e9, false",
        "[a-c]x, bx, true",
        "[!a-c]x, bx, false",
        "[^a-c]x, dx, true",
        "[]a], ], true",
        "[!]a], ], false",
        "[a-], -, true",
        "[z-a], a, true",
        "[z-a], m, false",
        "[[:digit:]_], 7, true",
        "[[:digit:]_], x, false",
        "[[:nonsense:]], n, false",
        "[abc, [abc, true",
        "[abc, a, false",
        "\\*, *, true",
        "\\*, x, false",
        "[\\*], \\, true",
        "x\\, x\\, true",
        "**, anything, true",
    })
    void onePatternShowsOneRule(String pattern, String name, boolean matches) {
        NamePattern compiled = NamePattern.of(pattern.getBytes(StandardCharsets.ISO_8859_1));
        assertEquals(matches, compiled.matches(name.getBytes(StandardCharsets.ISO_8859_1)));
    }
}
