package dev.diskless.examples;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * The size of a file system as {@code mke2fs} takes it: a bare number counts KiB or, if a block size is given, blocks.
 *
 * @param number the digits
 * @param unit bytes in one; 0 if there is no unit
 */
record Ext4Size(long number, long unit) {

    private static final int KIB = 1024;
    private static final long LARGE = 512L << 20;
    private static final int LARGE_BLOCK = 4096;

    /** Reads the written form. */
    static final class Converter implements ITypeConverter<Ext4Size> {

        private static final Pattern FORM = Pattern.compile("([0-9]{1,18})([kmgts]?)");

        @Override
        public Ext4Size convert(String text) {
            Matcher form = FORM.matcher(text.toLowerCase(Locale.ROOT));
            if (!form.matches()) {
                throw new TypeConversionException(
                        "'" + text + "' is not a size; write digits and perhaps k, m, g, t or s (512 bytes)");
            }
            long unit = switch (form.group(2)) {
                case "k" -> 1L << 10;
                case "m" -> 1L << 20;
                case "g" -> 1L << 30;
                case "t" -> 1L << 40;
                case "s" -> 512;
                default -> 0;
            };
            Ext4Size size = new Ext4Size(Long.parseLong(form.group(1)), unit);
            try {
                Math.multiplyExact(size.number, Math.max(unit, LARGE_BLOCK));
            } catch (ArithmeticException e) {
                throw new TypeConversionException("'" + text + "' is too large a size");
            }
            return size;
        }
    }

    /**
     * The size in bytes: whole blocks.
     *
     * @param blockSize that is asked for; 0 if none is
     */
    long bytes(int blockSize) {
        long usual = blockSize == 0 ? KIB : blockSize;
        return wholeBlocks(number * (unit == 0 ? usual : unit), blockSize);
    }

    /** The largest size of whole blocks that is not larger than this. */
    static long wholeBlocks(long bytes, int blockSize) {
        long block = blockSize != 0 ? blockSize : bytes >= LARGE ? LARGE_BLOCK : KIB;
        return bytes / block * block;
    }
}
