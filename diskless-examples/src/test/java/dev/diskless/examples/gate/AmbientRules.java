package dev.diskless.examples.gate;

import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** What a library must be given instead of taking it from its surroundings. */
final class AmbientRules {

    /** A part of the JDK that takes something from its surroundings; what is compared is {@link #signature}. */
    record Ambient(String what, Predicate<String> signature) {}

    private static final Set<String> WITHOUT_LOCALE = Set.of(
            "java.lang.String.format(java.lang.String,java.lang.Object[])",
            "java.lang.String.formatted(java.lang.Object[])",
            "java.lang.String.toLowerCase()",
            "java.lang.String.toUpperCase()",
            "java.io.PrintStream.printf(java.lang.String,java.lang.Object[])",
            "java.io.PrintStream.format(java.lang.String,java.lang.Object[])",
            "java.io.PrintWriter.printf(java.lang.String,java.lang.Object[])",
            "java.io.PrintWriter.format(java.lang.String,java.lang.Object[])",
            "java.util.Formatter.<init>()",
            "java.util.Formatter.<init>(java.lang.Appendable)",
            "java.time.format.DateTimeFormatter.ofPattern(java.lang.String)",
            "java.text.NumberFormat.getInstance()",
            "java.text.DecimalFormat.<init>(java.lang.String)",
            "java.text.SimpleDateFormat.<init>(java.lang.String)");

    private static final Set<String> WITHOUT_CHARSET = Set.of(
            "java.lang.String.getBytes()",
            "java.lang.String.<init>(byte[])",
            "java.lang.String.<init>(byte[],int,int)",
            "java.io.ByteArrayOutputStream.toString()",
            "java.io.InputStreamReader.<init>(java.io.InputStream)",
            "java.io.OutputStreamWriter.<init>(java.io.OutputStream)",
            "java.io.PrintStream.<init>(java.io.OutputStream)",
            "java.io.PrintStream.<init>(java.io.OutputStream,boolean)",
            "java.io.PrintWriter.<init>(java.io.OutputStream)",
            "java.io.PrintWriter.<init>(java.io.OutputStream,boolean)",
            "java.util.Scanner.<init>(java.io.InputStream)",
            "java.util.Scanner.<init>(java.nio.file.Path)");

    /** All of them. */
    static final List<Ambient> ALL = List.of(
            new Ambient("clock", AmbientRules::isClock),
            new Ambient("time zone", starts("java.time.ZoneId.systemDefault(", "java.util.TimeZone.getDefault(")),
            new Ambient("locale", starts("java.util.Locale.getDefault(").or(WITHOUT_LOCALE::contains)),
            new Ambient(
                    "charset",
                    starts(
                                    "java.nio.charset.Charset.defaultCharset(",
                                    "java.io.FileReader.<init>",
                                    "java.io.FileWriter.<init>")
                            .or(WITHOUT_CHARSET::contains)),
            new Ambient(
                    "randomness",
                    starts(
                            "java.util.Random.<init>()",
                            "java.lang.Math.random(",
                            "java.util.UUID.randomUUID(",
                            "java.util.concurrent.ThreadLocalRandom.current(",
                            "java.util.SplittableRandom.<init>()",
                            "java.util.Collections.shuffle(java.util.List)",
                            "java.security.SecureRandom.")),
            new Ambient(
                    "system property",
                    starts(
                            "java.lang.System.getProperty(",
                            "java.lang.System.getProperties(",
                            "java.lang.System.setProperty(",
                            "java.lang.System.lineSeparator(",
                            "java.lang.Integer.getInteger(",
                            "java.lang.Long.getLong(",
                            "java.lang.Boolean.getBoolean(")),
            new Ambient(
                    "standard stream",
                    Set.of("java.lang.System.out", "java.lang.System.err", "java.lang.System.in")::contains),
            new Ambient("environment", starts("java.lang.System.getenv(")));

    private static final List<String> CLOCKED = List.of(
            "Clock",
            "Instant",
            "LocalDate",
            "LocalDateTime",
            "LocalTime",
            "OffsetDateTime",
            "OffsetTime",
            "ZonedDateTime",
            "Year",
            "YearMonth",
            "MonthDay");

    private AmbientRules() {}

    /** No class uses one kind of surroundings, but for those named. */
    static ArchRule no(Ambient ambient, Set<String> except) {
        return ArchRuleDefinition.classes().should(new ArchCondition<>("not use the ambient " + ambient.what()) {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                if (except.contains(type.getFullName())) {
                    return;
                }
                for (JavaAccess<?> access : type.getAccessesFromSelf()) {
                    if (ambient.signature().test(signature(access.getTarget()))) {
                        events.add(SimpleConditionEvent.violated(type, access.getDescription()));
                    }
                }
            }
        });
    }

    private static String signature(AccessTarget target) {
        // The class of a constant or a method may be named through a subclass; those here are final or never extended.
        String name = target.getOwner().getFullName() + "." + target.getName();
        if (target instanceof AccessTarget.CodeUnitAccessTarget unit) {
            List<String> types = unit.getRawParameterTypes().stream()
                    .map(type -> type.isArray() ? type.getBaseComponentType().getFullName() + "[]" : type.getFullName())
                    .toList();
            return name + "(" + String.join(",", types) + ")";
        }
        return name;
    }

    private static boolean isClock(String signature) {
        boolean now = CLOCKED.stream()
                .anyMatch(type -> signature.equals("java.time." + type + ".now()")
                        || signature.equals("java.time." + type + ".now(java.time.ZoneId)"));
        return now
                || starts(
                                "java.time.Clock.system",
                                "java.time.Clock.tick",
                                "java.time.InstantSource.system(",
                                "java.lang.System.currentTimeMillis(",
                                "java.lang.System.nanoTime(",
                                "java.util.Date.<init>()",
                                "java.util.Calendar.getInstance(",
                                "java.util.GregorianCalendar.<init>()")
                        .test(signature);
    }

    private static Predicate<String> starts(String... beginnings) {
        return signature -> {
            for (String beginning : beginnings) {
                if (signature.startsWith(beginning)) {
                    return true;
                }
            }
            return false;
        };
    }
}
