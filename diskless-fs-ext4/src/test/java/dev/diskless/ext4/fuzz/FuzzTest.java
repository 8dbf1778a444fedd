package dev.diskless.ext4.fuzz;

import java.util.HexFormat;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A few seconds of every target, with the same inputs each time. */
class FuzzTest {

    private static final int RUNS = Integer.getInteger("fuzz.runs", 250);
    private static final int MOST_BYTES = 60;

    static Stream<Arguments> targets() {
        return Stream.of(
                target("SuperblockFuzz", SuperblockFuzz::fuzzerTestOneInput),
                target("GroupFuzz", GroupFuzz::fuzzerTestOneInput),
                target("InodeFuzz", InodeFuzz::fuzzerTestOneInput),
                target("MappingFuzz", MappingFuzz::fuzzerTestOneInput),
                target("DirectoryFuzz", DirectoryFuzz::fuzzerTestOneInput),
                target("AttributeFuzz", AttributeFuzz::fuzzerTestOneInput),
                target("JournalFuzz", JournalFuzz::fuzzerTestOneInput),
                target("VolumeFuzz", VolumeFuzz::fuzzerTestOneInput),
                target("PartitionTableFuzz", PartitionTableFuzz::fuzzerTestOneInput));
    }

    private static Arguments target(String name, Consumer<byte[]> target) {
        return Arguments.of(name, target);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("targets")
    @Timeout(300)
    void damageEndsInTypedFaults(String name, Consumer<byte[]> target) {
        String wanted = System.getProperty("fuzz.input", "");
        if (!wanted.isEmpty()) {
            if (wanted.startsWith(name + ":")) {
                target.accept(HexFormat.of().parseHex(wanted.substring(name.length() + 1)));
            }
            return;
        }
        Random random = new Random(name.hashCode());
        target.accept(new byte[0]);
        for (int run = 0; run < RUNS; run++) {
            byte[] input = new byte[2 + random.nextInt(MOST_BYTES)];
            random.nextBytes(input);
            try {
                target.accept(input);
            } catch (RuntimeException | Error e) {
                throw new AssertionError("input " + HexFormat.of().formatHex(input), e);
            }
        }
    }
}
