package dev.diskless.apk;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Takes concatenated gzip members apart, and damages them. */
final class GzipPieces {

    private static final int OPERATING_SYSTEM = 9;

    private GzipPieces() {}

    /** Where the members start. */
    static List<Integer> starts(byte[] bytes) throws IOException {
        List<Integer> starts = new ArrayList<>();
        try (GzipMembers members = new GzipMembers(new ByteArrayInputStream(bytes), "bytes")) {
            starts.add(0);
            while (members.next(GzipMembers.NO_TAP, Long.MAX_VALUE)) {
                members.skipRest();
                starts.add((int) members.position());
            }
        }
        starts.remove(starts.size() - 1);
        return starts;
    }

    static byte[] flip(byte[] bytes, int at) {
        byte[] changed = bytes.clone();
        changed[at] ^= 0x20;
        return changed;
    }

    /** Another file that decompresses to the same: only digests of the compressed bytes can tell. */
    static byte[] changeHeader(byte[] bytes, int member) throws IOException {
        byte[] changed = bytes.clone();
        changed[starts(bytes).get(member) + OPERATING_SYSTEM] = 0;
        return changed;
    }

    static byte[] changeHeaderOfLastMember(byte[] bytes) throws IOException {
        return changeHeader(bytes, starts(bytes).size() - 1);
    }

    /** The first members of a file. */
    static byte[] first(byte[] bytes, int members) throws IOException {
        List<Integer> starts = starts(bytes);
        return Arrays.copyOf(bytes, members == starts.size() ? bytes.length : starts.get(members));
    }

    /** One member of a file. */
    static byte[] member(byte[] bytes, int member) throws IOException {
        List<Integer> starts = starts(bytes);
        int end = member + 1 == starts.size() ? bytes.length : starts.get(member + 1);
        return Arrays.copyOfRange(bytes, starts.get(member), end);
    }

    static byte[] join(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }
}
