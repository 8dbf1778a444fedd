package dev.diskless.overlay.internal;

import dev.diskless.fault.DisklessException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The records of one extended header, as far as an overlay needs them (POSIX {@code pax}, "pax Extended Header"). */
final class PaxRecords {

    byte @Nullable [] path;
    byte @Nullable [] linkPath;

    @Nullable
    Long size;

    @Nullable
    Long uid;

    @Nullable
    Long gid;

    @Nullable
    Long modified;

    private PaxRecords() {}

    static PaxRecords parse(byte[] data, Place place) throws DisklessException {
        PaxRecords records = new PaxRecords();
        int at = 0;
        while (at < data.length && data[at] != 0) {
            int digits = at;
            int length = 0;
            while (digits < data.length && data[digits] >= '0' && data[digits] <= '9' && length <= data.length) {
                length = length * 10 + data[digits++] - '0';
            }
            int end = at + length;
            // At least a key of one byte, "=" and the line feed have to fit behind the length.
            if (digits == at
                    || length > data.length - at
                    || end < digits + 4
                    || data[digits] != ' '
                    || data[end - 1] != '\n') {
                throw place.corrupt("a record of the extended header has a wrong length");
            }
            records.add(Arrays.copyOfRange(data, digits + 1, end - 1), place);
            at = end;
        }
        return records;
    }

    private void add(byte[] record, Place place) throws DisklessException {
        int equals = 0;
        while (equals < record.length && record[equals] != '=') {
            equals++;
        }
        if (equals == record.length) {
            throw place.corrupt("a record of the extended header has no value");
        }
        String key = new String(record, 0, equals, StandardCharsets.ISO_8859_1);
        byte[] value = Arrays.copyOfRange(record, equals + 1, record.length);
        switch (key) {
            case "path" -> path = name(value, place);
            case "linkpath" -> linkPath = name(value, place);
            case "size" -> size = number(value, key, place);
            case "uid" -> uid = number(value, key, place);
            case "gid" -> gid = number(value, key, place);
            case "mtime" -> modified = seconds(value, place);
            default -> {
                if (key.startsWith("GNU.sparse.")) {
                    throw place.unsupported("a sparse file", "write the archive without sparse files");
                }
            }
        }
    }

    private static byte @Nullable [] name(byte[] value, Place place) throws DisklessException {
        for (byte b : value) {
            if (b == 0) {
                throw place.corrupt("a name with a zero byte in the extended header");
            }
        }
        // An empty value takes an earlier record back.
        return value.length == 0 ? null : value;
    }

    private static @Nullable Long number(byte[] value, String key, Place place) throws DisklessException {
        if (value.length == 0) {
            return null;
        }
        String text = new String(value, StandardCharsets.ISO_8859_1);
        if (!text.matches("[0-9]{1,18}")) {
            throw place.corrupt("the " + key + " in the extended header is no number", "digits", text);
        }
        return Long.valueOf(text);
    }

    private static @Nullable Long seconds(byte[] value, Place place) throws DisklessException {
        if (value.length == 0) {
            return null;
        }
        String text = new String(value, StandardCharsets.ISO_8859_1);
        if (value.length > 64 || !text.matches("-?[0-9]{1,18}(\\.[0-9]*)?")) {
            throw place.corrupt("the time in the extended header is no number");
        }
        return new BigDecimal(text).setScale(0, RoundingMode.FLOOR).longValueExact();
    }
}
