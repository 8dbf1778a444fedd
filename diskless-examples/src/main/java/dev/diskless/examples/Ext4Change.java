package dev.diskless.examples;

import dev.diskless.fault.InvalidRequestException;
import dev.diskless.medium.WritingOptions;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What the commands have in common that change a file system. */
final class Ext4Change {

    private static final String VARIABLE = "SOURCE_DATE_EPOCH";

    @Option(
            names = "--time",
            paramLabel = "EPOCH",
            converter = TimeArgument.class,
            description = "the time of changes, in seconds since 1970; else SOURCE_DATE_EPOCH, else now")
    private @Nullable Instant time;

    @Option(
            names = "--recover",
            description = "put right first what an interrupted program left behind, for example by its journal")
    private boolean recover;

    WritingOptions options() throws IOException {
        Instant given = time != null ? time : ofEnvironment();
        InstantSource clock = given == null ? Clock.systemUTC() : InstantSource.fixed(given);
        return new WritingOptions(clock, recover);
    }

    /** The time that the convention of reproducible builds gives; null if none. */
    static @Nullable Instant ofEnvironment() throws IOException {
        String epoch = System.getenv(VARIABLE);
        if (epoch == null || epoch.isEmpty()) {
            return null;
        }
        try {
            return new TimeArgument().convert(epoch);
        } catch (picocli.CommandLine.TypeConversionException e) {
            throw new InvalidRequestException(
                    InvalidRequestException.detail("the environment variable " + VARIABLE + " is no time")
                            .expected("seconds since 1970")
                            .found(epoch),
                    e);
        }
    }
}
