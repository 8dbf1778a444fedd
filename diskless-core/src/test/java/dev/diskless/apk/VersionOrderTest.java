package dev.diskless.apk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The order of versions. */
class VersionOrderTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.0 > 1",
                "1.2 < 1.10",
                "1.02 < 1.1",
                "1.09 < 1.1",
                "1.010 > 1.01",
                "1.010 < 1.10",
                "1.001 < 1.01",
                "1.0 < 1.00",
                "1.00 < 1.000",
                "01.2 = 1.2",
                "1a > 1",
                "1a < 1.0",
                "1.0a < 1.0.1",
                "1_alpha < 1",
                "1_alpha < 1_alpha1",
                "1_pre < 1_rc",
                "1_rc < 1",
                "1 < 1_cvs",
                "1_hg < 1_p",
                "1_p1 < 1.0",
                "1_p < 1_p0",
                "1_p01 = 1_p1",
                "1_rc1 < 1_rc1_p1",
                "1_rc1_p1 < 1_rc2",
                "1_p1_alpha1 < 1_p1",
                "1_alpha_beta < 1_alpha",
                "1_rc1-r1 > 1_rc1",
                "1_alpha-r5 < 1",
                "1-r0 > 1",
                "1-r9 < 1-r10",
                "1-r01 = 1-r1",
                "1.0-r1 < 1.0.1-r0",
                "1a-r1 > 1-r2",
                "1.2.3_p > 1.2.3_pre",
                "1.2.3~abcdef > 1.2.3",
                "1.2.3~abc < 1.2.3~abcd",
                "1.2.3~abc-r1 > 1.2.3-r2",
                "1.2.3_rc1~abc < 1.2.3",
                "1.2.3~abc < 1.2.3_p1",
                "1.2.3~abc < 1.2.3a",
                "1.2.3-r0 < 1.2.3~abc",
                "1.99999999999999999999 > 1.2",
                "18446744073709551617 > 1"
            })
    void ordersAsApk3(String rule) {
        String[] parts = rule.split(" ");
        int expected = "<=>".indexOf(parts[1]) - 1;
        assertEquals(expected, Integer.signum(VersionOrder.INSTANCE.compare(parts[0], parts[2])));
        assertEquals(-expected, Integer.signum(VersionOrder.INSTANCE.compare(parts[2], parts[0])));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.6.0_pre1~1.6", "1.6~1.6", "1.6.9_p1~1.6", "1.6a~1.6", "1.6-r3~1.6", "1.6_rc1~1.6",
                "1.6_git20240101~1.6_git", "1.6_p1~1.6_p", "1.6_rc1>~1.6", "1.6.9<~1.6", "1.6-r0<~1.6", "1.6-r0>1.6",
                "1.6>=1.6", "1.7>1.6", "1.5<=1.6"
            })
    void fits(String rule) {
        assertTrue(fitsRule(rule), rule);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.60~1.6",
                "1.10~1.1",
                "10~1",
                "1.6~1.6-r0",
                "1.6-r1~1.6.0",
                "1.6.0~1.6.00",
                "1.6_git2~1.6_git20",
                "1.7<~1.6",
                "1.6-r0=1.6",
                "1.6_rc1>=1.6",
                "3.8~3.8.1",
                "<5",
                "=5",
                ">5",
                "~5"
            })
    void doesNotFit(String rule) {
        assertFalse(fitsRule(rule), rule);
    }

    private static boolean fitsRule(String rule) {
        int at = 0;
        while ("<>=~".indexOf(rule.charAt(at)) < 0) {
            at++;
        }
        Dependency dependency = Dependency.parse("x" + rule.substring(at)).orElseThrow();
        return dependency.fits(rule.substring(0, at), new Identity(0, 0, 0));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "a", "1..2", "1.", "1.0b2", "v1", "1-r", "1.0_", "1_foo", "1-r1-r2", "1~", "1 2", "1-1"})
    void tellsWhatIsNoVersion(String text) {
        assertFalse(VersionOrder.INSTANCE.isValid(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "foo@edge", "=1", "foo=", "foo>1..2", "foo bar", "foo!", "!", "foo><1", "fo\u00f6"})
    void tellsWhatIsNoDependency(String text) {
        assertTrue(Dependency.parse(text).isEmpty());
    }

    @Test
    void readsDependencies() {
        for (String text : List.of("foo", "!foo", "so:libc.musl-x86_64.so.1=1", "/bin/sh", "a<~2", "!b>=1.0_rc1-r2")) {
            assertEquals(text, Dependency.parse(text).orElseThrow().toString());
        }
    }

    @Test
    @Tag("chroot")
    void ordersRandomVersionsAsTheRealApk(@TempDir Path temp) throws IOException {
        RealApk apk = RealApk.in(temp);
        Random random = new Random(11);
        List<String> differences = new ArrayList<>();
        for (int i = 0; i < 600; i++) {
            String a = version(random);
            String b = random.nextInt(4) == 0 ? version(random) : vary(a, random);
            String expected = apk.run("version", "-t", a, b).out().strip();
            int order = Integer.signum(VersionOrder.INSTANCE.compare(a, b));
            if (!expected.equals("<=>".substring(order + 1, order + 2))) {
                differences.add(a + " " + expected + " " + b);
            }
        }
        assertEquals(List.of(), differences);
    }

    private static String version(Random random) {
        StringBuilder text = new StringBuilder().append(random.nextInt(12));
        for (int i = random.nextInt(3); i > 0; i--) {
            text.append('.').append(1 + random.nextInt(20));
        }
        if (random.nextInt(4) == 0) {
            text.append((char) ('a' + random.nextInt(4)));
        }
        for (int i = random.nextInt(5) - 2; i > 0; i--) {
            List<String> suffixes = List.of("alpha", "beta", "pre", "rc", "cvs", "svn", "git", "hg", "p");
            text.append('_').append(suffixes.get(random.nextInt(suffixes.size())));
            text.append(random.nextBoolean() ? Integer.toString(random.nextInt(15)) : "");
        }
        return random.nextBoolean()
                ? text.append("-r").append(random.nextInt(12)).toString()
                : text.toString();
    }

    private static String vary(String version, Random random) {
        String other = version(random);
        int cut = random.nextInt(version.length());
        String text = version.substring(0, cut) + other.substring(Math.min(cut, other.length()));
        return VersionOrder.INSTANCE.isValid(text) && !text.matches(".*\\.0.*") ? text : other;
    }
}
