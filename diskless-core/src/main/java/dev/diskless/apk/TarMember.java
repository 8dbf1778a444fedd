package dev.diskless.apk;

import dev.diskless.fault.CorruptInputException;
import dev.diskless.fault.LimitExceededException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Reads the tar entries (POSIX ustar and pax) of one gzip member. Unlike a whole archive a member need not have the
 * blocks of zeros at its end, and entries of any length pass in constant memory. For one thread.
 */
final class TarMember {

    /** An entry: its name without a prefix of {@code ./}, its type byte, and the bytes of its content. */
    record Entry(String name, char type, long size) {

        boolean isRegular() {
            return type == '0' || type == '7';
        }
    }

    private static final int BLOCK = 512;
    private static final int NAME_LIMIT = 1 << 16;

    private final GzipMembers member;
    private final byte[] block = new byte[BLOCK];
    private long left;
    private int padding;

    TarMember(GzipMembers member) {
        this.member = member;
    }

    /** The next entry, or null at the end of the archive or of the member. */
    @Nullable
    Entry next() throws IOException {
        String longName = null;
        while (true) {
            skipContent();
            if (!readBlock() || isZero()) {
                return null;
            }
            checkHeader();
            long size = number(124, 12);
            char type = (char) (block[156] & 0xff);
            left = size;
            padding = (int) (-size & (BLOCK - 1));
            if (type == 'x') {
                String path = paxPath(content(NAME_LIMIT));
                longName = path == null ? longName : path;
            } else if (type == 'L') {
                byte[] name = content(NAME_LIMIT);
                longName = text(name, 0, name.length);
            } else if (type != 'g' && type != 'K') {
                String name = longName == null ? headerName() : longName;
                return new Entry(name.startsWith("./") ? name.substring(2) : name, type, size);
            }
        }
    }

    /** Reads content of the entry; -1 at its end. */
    int read(byte[] target, int offset, int length) throws IOException {
        if (left == 0) {
            return -1;
        }
        int count = member.read(target, offset, (int) Math.min(length, left));
        if (count < 0) {
            throw corrupt("a tar entry is longer than the archive");
        }
        left -= count;
        return count;
    }

    /** All the content of the entry, which may not be longer than a limit. */
    byte[] content(int limit) throws IOException {
        if (left > limit) {
            throw new LimitExceededException(LimitExceededException.detail("a tar entry is too long")
                    .at(member.place(), member.position())
                    .expected("at most " + limit + " bytes")
                    .found(left));
        }
        byte[] bytes = new byte[(int) left];
        for (int at = 0; at < bytes.length; ) {
            at += read(bytes, at, bytes.length - at);
        }
        return bytes;
    }

    private void skipContent() throws IOException {
        byte[] sink = new byte[left + padding == 0 ? 0 : 1 << 13];
        while (left > 0) {
            read(sink, 0, sink.length);
        }
        while (padding > 0) {
            int count = member.read(sink, 0, padding);
            if (count < 0) {
                throw corrupt("a tar entry is longer than the archive");
            }
            padding -= count;
        }
    }

    private boolean readBlock() throws IOException {
        int at = 0;
        while (at < BLOCK) {
            int count = member.read(block, at, BLOCK - at);
            if (count < 0) {
                if (at == 0) {
                    return false;
                }
                throw corrupt("the archive ends within a tar header");
            }
            at += count;
        }
        return true;
    }

    private boolean isZero() {
        for (byte b : block) {
            if (b != 0) {
                return false;
            }
        }
        return true;
    }

    private void checkHeader() throws CorruptInputException {
        long sum = 0;
        for (int i = 0; i < BLOCK; i++) {
            sum += i >= 148 && i < 156 ? ' ' : block[i] & 0xff;
        }
        boolean ustar =
                block[257] == 'u' && block[258] == 's' && block[259] == 't' && block[260] == 'a' && block[261] == 'r';
        if (!ustar || number(148, 8) != sum) {
            throw corrupt("no tar header where one should be");
        }
    }

    private long number(int offset, int length) throws CorruptInputException {
        long value = 0;
        int at = offset;
        int end = offset + length;
        while (at < end && block[at] == ' ') {
            at++;
        }
        for (; at < end && block[at] >= '0' && block[at] <= '7'; at++) {
            value = value << 3 | block[at] - '0';
        }
        if (at < end && block[at] != 0 && block[at] != ' ') {
            throw corrupt("a number of a tar header is malformed");
        }
        return value;
    }

    private String headerName() {
        String name = text(block, 0, 100);
        String prefix = block[262] == 0 ? text(block, 345, 155) : "";
        return prefix.isEmpty() ? name : prefix + "/" + name;
    }

    // A record of a pax header is "length key=value\n", the length counting itself.
    private @Nullable String paxPath(byte[] records) throws CorruptInputException {
        String path = null;
        int at = 0;
        while (at < records.length) {
            int length = 0;
            int digit = at;
            while (digit < records.length && records[digit] >= '0' && records[digit] <= '9' && length < NAME_LIMIT) {
                length = length * 10 + records[digit++] - '0';
            }
            int end = at + length;
            if (digit >= records.length || records[digit] != ' ' || end <= digit + 1 || end > records.length) {
                throw corrupt("a pax header is malformed");
            }
            String record = new String(records, digit + 1, end - digit - 2, StandardCharsets.UTF_8);
            if (record.startsWith("path=")) {
                path = record.substring(5);
            }
            at = end;
        }
        return path;
    }

    private static String text(byte[] bytes, int offset, int length) {
        int end = offset;
        while (end < offset + length && bytes[end] != 0) {
            end++;
        }
        return new String(bytes, offset, end - offset, StandardCharsets.UTF_8);
    }

    private CorruptInputException corrupt(String what) {
        return new CorruptInputException(CorruptInputException.detail(what)
                .at(member.place(), member.position())
                .cure("the file is damaged: get it again"));
    }
}
