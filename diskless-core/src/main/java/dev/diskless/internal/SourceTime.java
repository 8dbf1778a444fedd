package dev.diskless.internal;

import dev.diskless.fault.InvalidRequestException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The time of an image, in whole seconds: given, else of the environment, else the newest in the source. */
public final class SourceTime {

    private static final String VARIABLE = "SOURCE_DATE_EPOCH";

    private SourceTime() {}

    /**
     * Finds the time.
     *
     * @param given by the caller; null if not
     * @param files the files of the source
     */
    public static Instant of(@Nullable Instant given, List<Path> files) throws IOException {
        if (given != null) {
            return given.truncatedTo(ChronoUnit.SECONDS);
        }
        // The one place that looks at the environment: the convention of reproducible builds.
        String epoch = System.getenv(VARIABLE);
        if (epoch != null && !epoch.isEmpty()) {
            return parse(epoch);
        }
        Instant newest = Instant.EPOCH;
        for (Path file : files) {
            Instant time =
                    Files.getLastModifiedTime(file, LinkOption.NOFOLLOW_LINKS).toInstant();
            newest = time.isAfter(newest) ? time : newest;
        }
        return newest.truncatedTo(ChronoUnit.SECONDS);
    }

    private static Instant parse(String epoch) throws InvalidRequestException {
        try {
            return Instant.ofEpochSecond(Long.parseLong(epoch));
        } catch (NumberFormatException | DateTimeException e) {
            throw new InvalidRequestException(
                    InvalidRequestException.detail("the environment variable " + VARIABLE + " is no time")
                            .expected("seconds since 1970")
                            .found(epoch));
        }
    }
}
