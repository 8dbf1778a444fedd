package dev.diskless.examples;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * An owner and a group by their numbers, written {@code UID:GID}.
 *
 * @param uid 0..4294967295
 * @param gid 0..4294967295
 */
record OwnerArgument(long uid, long gid) {

    /** Reads the written form. */
    static final class Converter implements ITypeConverter<OwnerArgument> {

        private static final Pattern FORM = Pattern.compile("([0-9]{1,10}):([0-9]{1,10})");
        private static final long MOST = 0xFFFF_FFFFL;

        @Override
        public OwnerArgument convert(String text) {
            Matcher form = FORM.matcher(text);
            if (!form.matches() || Long.parseLong(form.group(1)) > MOST || Long.parseLong(form.group(2)) > MOST) {
                throw new TypeConversionException("'" + text + "' is not UID:GID");
            }
            return new OwnerArgument(Long.parseLong(form.group(1)), Long.parseLong(form.group(2)));
        }
    }
}
