package dev.diskless.apk;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diskless.fault.CorruptInputException;
import dev.diskless.fault.LimitExceededException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

/** Splitting gzip members by exact ranges. */
class GzipMembersTest {

    @Test
    void eachMemberGivesItsContentAndItsExactBytes() throws IOException {
        Random random = new Random(3);
        List<byte[]> contents = new ArrayList<>();
        List<byte[]> members = new ArrayList<>();
        for (int size : new int[] {0, 1, 100, 70_000, 300_000, 5}) {
            byte[] content = new byte[size];
            random.nextBytes(content);
            Arrays.fill(content, 0, size / 2, (byte) 'x');
            contents.add(content);
            members.add(member(content));
        }
        byte[] all = GzipPieces.join(members.toArray(new byte[0][]));
        for (int chunk : new int[] {1, 7, 100_000}) {
            try (GzipMembers reader = new GzipMembers(slow(all, chunk), "bytes")) {
                long position = 0;
                for (int i = 0; i < members.size(); i++) {
                    ByteArrayOutputStream tapped = new ByteArrayOutputStream();
                    assertTrue(reader.next(tapped::write, 1 << 20));
                    assertArrayEquals(contents.get(i), content(reader));
                    assertArrayEquals(members.get(i), tapped.toByteArray());
                    position += members.get(i).length;
                    assertEquals(position, reader.position());
                }
                assertFalse(reader.next(GzipMembers.NO_TAP, 1));
            }
        }
    }

    @Test
    void whatIsNotReadIsSkippedAndChecked() throws IOException {
        byte[] all = GzipPieces.join(member(new byte[5000]), member(new byte[] {42}));
        try (GzipMembers reader = new GzipMembers(new ByteArrayInputStream(all), "bytes")) {
            assertTrue(reader.next(GzipMembers.NO_TAP, 1 << 20));
            assertTrue(reader.next(GzipMembers.NO_TAP, 1 << 20));
            assertArrayEquals(new byte[] {42}, content(reader));
        }
    }

    @Test
    void readsEveryOptionalFieldOfTheHeader() throws IOException {
        byte[] body = member("hello".getBytes(StandardCharsets.UTF_8));
        ByteArrayOutputStream header = new ByteArrayOutputStream();
        header.writeBytes(Arrays.copyOf(body, 10));
        header.writeBytes(new byte[] {3, 0, 1, 2, 3});
        header.writeBytes("name\0comment\0".getBytes(StandardCharsets.UTF_8));
        byte[] head = header.toByteArray();
        head[3] = 4 | 8 | 16 | 2;
        CRC32 sum = new CRC32();
        sum.update(head);
        byte[] check = {(byte) sum.getValue(), (byte) (sum.getValue() >> 8)};
        byte[] rest = Arrays.copyOfRange(body, 10, body.length);
        byte[] whole = GzipPieces.join(head, check, rest);
        try (GzipMembers reader = new GzipMembers(new ByteArrayInputStream(whole), "bytes")) {
            assertTrue(reader.next(GzipMembers.NO_TAP, 100));
            assertEquals("hello", new String(content(reader), StandardCharsets.UTF_8));
        }
        check[0] ^= 1;
        byte[] wrong = GzipPieces.join(head, check, rest);
        try (GzipMembers reader = new GzipMembers(new ByteArrayInputStream(wrong), "bytes")) {
            assertThrows(CorruptInputException.class, () -> reader.next(GzipMembers.NO_TAP, 100));
        }
    }

    @Test
    void aWrongChecksumOrLengthIsTold() throws IOException {
        byte[] body = member(new byte[100]);
        for (int at : new int[] {body.length - 8, body.length - 1}) {
            byte[] changed = GzipPieces.flip(body, at);
            try (GzipMembers reader = new GzipMembers(new ByteArrayInputStream(changed), "bytes")) {
                reader.next(GzipMembers.NO_TAP, 1000);
                assertThrows(CorruptInputException.class, reader::skipRest);
            }
        }
    }

    @Test
    void contentAboveTheLimitIsRefused() throws IOException {
        byte[] body = member(new byte[1 << 20]);
        try (GzipMembers reader = new GzipMembers(new ByteArrayInputStream(body), "bytes")) {
            reader.next(GzipMembers.NO_TAP, (1 << 20) - 1);
            assertThrows(LimitExceededException.class, reader::skipRest);
        }
    }

    @Test
    void aHeaderTextWithoutEndIsRefused() throws IOException {
        byte[] head = Arrays.copyOf(member(new byte[1]), 200_000);
        Arrays.fill(head, 10, head.length, (byte) 'n');
        head[3] = 8;
        try (GzipMembers reader = new GzipMembers(new ByteArrayInputStream(head), "bytes")) {
            assertThrows(LimitExceededException.class, () -> reader.next(GzipMembers.NO_TAP, 100));
        }
    }

    @Test
    void ourMembersAreReadByTheJdk() throws IOException {
        byte[] content = "abc".repeat(10_000).getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GzipMemberOutput member = new GzipMemberOutput(out)) {
            member.write(content, 0, 100);
            member.flush();
            member.write(content[100]);
            member.write(content, 101, content.length - 101);
        }
        assertArrayEquals(content, new GZIPInputStream(new ByteArrayInputStream(out.toByteArray())).readAllBytes());
    }

    private static byte[] content(GzipMembers reader) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] buffer = new byte[999];
        for (int count = reader.read(buffer, 0, 999); count >= 0; count = reader.read(buffer, 0, 999)) {
            out.write(buffer, 0, count);
        }
        return out.toByteArray();
    }

    private static byte[] member(byte[] content) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(content);
        }
        return out.toByteArray();
    }

    private static InputStream slow(byte[] bytes, int chunk) {
        return new FilterInputStream(new ByteArrayInputStream(bytes)) {
            @Override
            public int read(byte[] target, int offset, int length) throws IOException {
                return super.read(target, offset, Math.min(length, chunk));
            }
        };
    }
}
