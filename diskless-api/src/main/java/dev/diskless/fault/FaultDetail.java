package dev.diskless.fault;

import java.io.Serializable;
import java.util.Objects;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The facts of one fault: what is wrong, where, what was expected, what was found, and what would cure it.
 *
 * <p>Immutable. Built from {@link #of(FaultCode, String)} by adding facts; each of these methods gives a new value.
 * Control characters in texts are shown escaped, so that bytes from a file cannot forge lines of a message.
 *
 * @param code the kind of fault
 * @param what one clause that says what is wrong, without place and without a full stop
 * @param path the file, device or location at fault, as the caller would name it
 * @param offset where in {@code path}, in bytes from its start; -1 when unknown
 * @param expected what should have been there
 * @param found what was there
 * @param cure what the user can do about it
 */
public record FaultDetail(
        FaultCode code,
        String what,
        @Nullable String path,
        long offset,
        @Nullable String expected,
        @Nullable String found,
        @Nullable String cure)
        implements Serializable {

    public FaultDetail {
        Objects.requireNonNull(code);
        what = Printable.text(what);
        path = path == null ? null : Printable.text(path);
        expected = expected == null ? null : Printable.text(expected);
        found = found == null ? null : Printable.text(found);
        cure = cure == null ? null : Printable.text(cure);
    }

    /**
     * Starts a detail with no facts but these two.
     *
     * @param code the kind of fault
     * @param what what is wrong
     * @return the detail
     */
    public static FaultDetail of(FaultCode code, String what) {
        return new FaultDetail(code, what, null, -1, null, null, null);
    }

    /**
     * Adds the place.
     *
     * @param place a path, a device or a location; shown by its {@code toString()}
     * @return this detail with the place
     */
    public FaultDetail at(Object place) {
        return new FaultDetail(code, what, place.toString(), offset, expected, found, cure);
    }

    /**
     * Adds the place and the position in it.
     *
     * @param place a path, a device or a location; shown by its {@code toString()}
     * @param position bytes from the start of the place
     * @return this detail with the place
     */
    public FaultDetail at(Object place, long position) {
        return new FaultDetail(code, what, place.toString(), position, expected, found, cure);
    }

    /**
     * Adds what should have been there.
     *
     * @param value shown by its {@code toString()}
     * @return this detail with the fact
     */
    public FaultDetail expected(Object value) {
        return new FaultDetail(code, what, path, offset, value.toString(), found, cure);
    }

    /**
     * Adds what was there.
     *
     * @param value shown by its {@code toString()}
     * @return this detail with the fact
     */
    public FaultDetail found(Object value) {
        return new FaultDetail(code, what, path, offset, expected, value.toString(), cure);
    }

    /**
     * Adds what the user can do.
     *
     * @param advice one clause, without a full stop
     * @return this detail with the fact
     */
    public FaultDetail cure(String advice) {
        return new FaultDetail(code, what, path, offset, expected, found, advice);
    }

    /**
     * Where in {@link #path} the fault lies.
     *
     * @return bytes from the start of the place; empty when unknown
     */
    public OptionalLong position() {
        return offset < 0 ? OptionalLong.empty() : OptionalLong.of(offset);
    }

    /**
     * All facts in one line, for people.
     *
     * @return for example {@code disk.img: at byte 1080: wrong magic number: expected 0xEF53, found 0x0000; cure}
     */
    public String message() {
        StringBuilder text = new StringBuilder();
        if (path != null) {
            text.append(path).append(": ");
        }
        if (offset >= 0) {
            text.append("at byte ").append(offset).append(": ");
        }
        text.append(what);
        if (expected != null) {
            text.append(": expected ").append(expected);
        }
        if (found != null) {
            text.append(expected == null ? ": found " : ", found ").append(found);
        }
        if (cure != null) {
            text.append("; ").append(cure);
        }
        return text.toString();
    }
}
