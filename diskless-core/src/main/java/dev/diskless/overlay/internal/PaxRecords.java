package dev.diskless.overlay.internal;

import dev.diskless.fault.DisklessException;
import dev.diskless.medium.NameBytes;
import dev.diskless.medium.XattrValue;
import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The records of extended headers, as far as an overlay needs them (POSIX {@code pax}, "pax Extended Header"; GNU tar
 * manual, "Storing Sparse Files"; {@code SCHILY.xattr} of star, which GNU tar and libarchive write too).
 */
final class PaxRecords {

    private static final String SCHILY = "SCHILY.xattr.";

    private final Map<String, byte[]> values = new HashMap<>();
    private final SortedMap<String, XattrValue> xattrs = new TreeMap<>(NameBytes.ORDER);
    private @Nullable SparseMap sparse;
    private long stretchOffset = -1;

    /** Records that stand for nothing. */
    PaxRecords() {}

    /** What a header says, and before it one for the whole archive. */
    static PaxRecords parse(byte[] data, PaxRecords global, Place place) throws DisklessException {
        PaxRecords records = new PaxRecords();
        records.values.putAll(global.values);
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

    /** What of a header for the whole archive stands for each entry; it stays small, however many there are. */
    PaxRecords asGlobal() {
        xattrs.clear();
        sparse = null;
        return this;
    }

    /** One record, with the length of all of it in front. */
    static byte[] record(String prefix, byte[] key, byte[] value) {
        byte[] start = prefix.getBytes(StandardCharsets.US_ASCII);
        int rest = 1 + start.length + key.length + 1 + value.length + 1;
        int length = rest + Integer.toString(rest).length();
        length = rest + Integer.toString(length).length();
        ByteArrayOutputStream record = new ByteArrayOutputStream(length);
        record.writeBytes((length + " ").getBytes(StandardCharsets.US_ASCII));
        record.writeBytes(start);
        record.writeBytes(key);
        record.write('=');
        record.writeBytes(value);
        record.write('\n');
        return record.toByteArray();
    }

    private void add(byte[] record, Place place) throws DisklessException {
        int equals = 0;
        while (equals < record.length && record[equals] != '=') {
            equals++;
        }
        if (equals == record.length) {
            throw place.corrupt("a record of the extended header has no value");
        }
        String key = NameBytes.decode(Arrays.copyOf(record, equals));
        byte[] value = Arrays.copyOfRange(record, equals + 1, record.length);
        switch (key) {
            case "path", "linkpath", "GNU.sparse.name", "uname", "gname" -> put(key, name(value, place));
            case "size", "uid", "gid", "mtime", "GNU.sparse.size", "GNU.sparse.realsize", "GNU.sparse.major" ->
                put(key, value);
            case "SCHILY.acl.access" -> addAcl("system.posix_acl_access", value);
            case "SCHILY.acl.default" -> addAcl("system.posix_acl_default", value);
            case "GNU.sparse.offset" -> stretchOffset = whole(value, key, place);
            case "GNU.sparse.numbytes" -> addStretch(whole(value, key, place), place);
            case "GNU.sparse.map" -> parseMap(value, place);
            default -> {
                if (key.startsWith(SCHILY) && key.length() > SCHILY.length()) {
                    xattrs.put(key.substring(SCHILY.length()), XattrValue.of(value));
                }
            }
        }
    }

    private void put(String key, byte[] value) {
        // An empty value takes an earlier record back.
        if (value.length == 0) {
            values.remove(key);
        } else {
            values.put(key, value);
        }
    }

    // The attribute itself, where it is there too, says more.
    private void addAcl(String name, byte[] text) {
        PosixAcl.parse(text).ifPresent(value -> xattrs.putIfAbsent(name, value));
    }

    private void addStretch(long length, Place place) throws DisklessException {
        if (stretchOffset < 0) {
            throw place.corrupt("a stretch of a sparse file without its offset");
        }
        sparse = sparse == null ? new SparseMap() : sparse;
        sparse.add(stretchOffset, length, place);
        stretchOffset = -1;
    }

    private void parseMap(byte[] value, Place place) throws DisklessException {
        SparseMap map = new SparseMap();
        long offset = -1;
        int start = 0;
        for (int i = 0; i <= value.length && value.length > 0; i++) {
            if (i < value.length && value[i] != ',') {
                continue;
            }
            long number = whole(Arrays.copyOfRange(value, start, i), "GNU.sparse.map", place);
            if (offset < 0) {
                offset = number;
            } else {
                map.add(offset, number, place);
                offset = -1;
            }
            start = i + 1;
        }
        if (offset >= 0) {
            throw place.corrupt("the map of a sparse file ends within a pair");
        }
        sparse = map;
    }

    byte[] textOr(String key, byte[] other) {
        byte[] value = values.get(key);
        return value == null ? other : value;
    }

    boolean has(String key) {
        return values.containsKey(key);
    }

    long numberOr(String key, long other, Place place) throws DisklessException {
        byte[] value = values.get(key);
        return value == null ? other : whole(value, key, place);
    }

    long secondsOr(long other, Place place) throws DisklessException {
        byte[] value = values.get("mtime");
        if (value == null) {
            return other;
        }
        String text = new String(value, StandardCharsets.ISO_8859_1);
        if (value.length > 64 || !text.matches("-?[0-9]{1,18}(\\.[0-9]*)?")) {
            throw place.corrupt("the time in the extended header is no number");
        }
        return new BigDecimal(text).setScale(0, RoundingMode.FLOOR).longValueExact();
    }

    SortedMap<String, XattrValue> xattrs() {
        return xattrs;
    }

    /** The map of a sparse file of version 0.0 or 0.1; null if there is none. */
    @Nullable
    SparseMap sparse() {
        return sparse;
    }

    private static byte[] name(byte[] value, Place place) throws DisklessException {
        for (byte b : value) {
            if (b == 0) {
                throw place.corrupt("a name with a zero byte in the extended header");
            }
        }
        return value;
    }

    private static long whole(byte[] value, String key, Place place) throws DisklessException {
        long number = 0;
        for (byte b : value) {
            if (b < '0' || b > '9') {
                throw place.corrupt("the " + key + " in the extended header is no number");
            }
            number = number * 10 + b - '0';
        }
        if (value.length == 0 || value.length > 18) {
            throw place.corrupt("the " + key + " in the extended header has no digits, or too many");
        }
        return number;
    }
}
