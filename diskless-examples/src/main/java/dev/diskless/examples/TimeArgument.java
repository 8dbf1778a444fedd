package dev.diskless.examples;

import java.time.Instant;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A time on a command line: seconds since the start of 1970, UTC. */
final class TimeArgument implements ITypeConverter<Instant> {

    @Override
    public Instant convert(String text) {
        try {
            return Instant.ofEpochSecond(Long.parseLong(text));
        } catch (NumberFormatException | java.time.DateTimeException e) {
            throw new TypeConversionException("'" + text + "' is not a number of seconds since 1970");
        }
    }
}
