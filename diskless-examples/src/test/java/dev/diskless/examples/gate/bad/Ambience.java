package dev.diskless.examples.gate.bad;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.Charset;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Date;
import java.util.Locale;
import java.util.Random;
import java.util.TimeZone;
import java.util.UUID;
import java.util.function.Supplier;

/** Takes from its surroundings what it should be given; each class in here does so in one way. */
public final class Ambience {

    static final class ClockByNow {
        Object broken() {
            return Instant.now();
        }
    }

    static final class ClockByReference {
        Supplier<LocalDate> broken() {
            return LocalDate::now;
        }
    }

    static final class ClockBySystem {
        Object broken() {
            return Clock.systemUTC();
        }
    }

    static final class ClockByMillis {
        long broken() {
            return System.currentTimeMillis();
        }
    }

    static final class ClockByDate {
        Object broken() {
            return new Date();
        }
    }

    static final class TimeZoneById {
        Object broken() {
            return ZoneId.systemDefault();
        }
    }

    static final class TimeZoneByOldClass {
        Object broken() {
            return TimeZone.getDefault();
        }
    }

    static final class LocaleByName {
        Object broken() {
            return Locale.getDefault();
        }
    }

    static final class LocaleByFormat {
        Object broken() {
            return String.format("%d", 1);
        }
    }

    static final class LocaleByCase {
        Object broken(String text) {
            return text.toLowerCase();
        }
    }

    static final class CharsetByName {
        Object broken() {
            return Charset.defaultCharset();
        }
    }

    static final class CharsetByBytes {
        Object broken(String text) {
            return text.getBytes();
        }
    }

    static final class CharsetByString {
        Object broken(byte[] bytes) {
            return new String(bytes);
        }
    }

    static final class CharsetByReader {
        Object broken() {
            InputStream in = new ByteArrayInputStream(new byte[0]);
            return new InputStreamReader(in);
        }
    }

    static final class RandomnessByRandom {
        Object broken() {
            return new Random();
        }
    }

    static final class RandomnessByMath {
        double broken() {
            return Math.random();
        }
    }

    static final class RandomnessByUuid {
        Object broken() {
            return UUID.randomUUID();
        }
    }

    static final class RandomnessBySecureRandom {
        Object broken() {
            return new SecureRandom();
        }
    }

    static final class SystemProperty {
        Object broken() {
            return System.getProperty("user.name");
        }
    }

    static final class StandardStream {
        void broken() {
            System.out.println();
        }
    }

    public static final class Environment {
        Object broken() {
            return System.getenv("HOME");
        }
    }

    /** Keeps to the rules. */
    static final class Sound {
        Object sound(Clock clock) {
            return String.format(Locale.ROOT, "%s", Instant.now(clock)).toLowerCase(Locale.ROOT);
        }
    }

    private Ambience() {}
}
