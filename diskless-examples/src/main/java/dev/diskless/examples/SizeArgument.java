package dev.diskless.examples;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A size on a command line: digits are bytes; K, M, G and T after them count in 1024s. */
final class SizeArgument implements ITypeConverter<Long> {

    private static final Pattern FORM = Pattern.compile("([0-9]{1,19})([KMGT]?)");
    private static final String UNITS = "KMGT";

    @Override
    public Long convert(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            throw new TypeConversionException("'" + text + "' is not a size; write digits and perhaps K, M, G or T");
        }
        try {
            long size = Long.parseLong(form.group(1));
            int power = form.group(2).isEmpty() ? 0 : UNITS.indexOf(form.group(2)) + 1;
            return Math.multiplyExact(size, 1L << (10 * power));
        } catch (ArithmeticException | NumberFormatException e) {
            throw new TypeConversionException("'" + text + "' is too large a size");
        }
    }
}
