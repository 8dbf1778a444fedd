package dev.diskless.examples;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * A file for the machine, written {@code PATH=SOURCE}.
 *
 * @param path where the machine has it, without leading slash
 * @param source where its content comes from
 */
record FileArgument(String path, Path source) {

    /** Reads the written form; the first {@code =} divides. */
    static final class Converter implements ITypeConverter<FileArgument> {
        @Override
        public FileArgument convert(String text) {
            int divider = text.indexOf('=');
            if (divider < 1 || divider == text.length() - 1) {
                throw new TypeConversionException("'" + text + "' is not PATH=SOURCE");
            }
            if (text.startsWith("/")) {
                throw new TypeConversionException("'" + text + "': PATH has no leading slash");
            }
            try {
                return new FileArgument(text.substring(0, divider), Path.of(text.substring(divider + 1)));
            } catch (InvalidPathException e) {
                throw new TypeConversionException("'" + text + "': " + e.getReason());
            }
        }
    }
}
