package dev.diskless.ext4.fuzz;

import dev.diskless.ext4.internal.disk.LittleEndian;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Reads the bytes of a fuzzer as a list of edits. Every input means something: an edit is one byte for what is done,
 * two for the structure, two for the place in it, and its operands; what is missing at the end reads as zeros.
 */
final class Edits {

    private static final int MOST = 6;
    private static final long[] NUMBERS = {
        0,
        1,
        2,
        3,
        4,
        7,
        8,
        10,
        11,
        12,
        15,
        16,
        31,
        32,
        59,
        60,
        61,
        63,
        64,
        127,
        128,
        255,
        256,
        511,
        512,
        1023,
        1024,
        2048,
        4095,
        4096,
        0x7FFF,
        0x8000,
        0x8001,
        0xFFF0,
        0xFFFC,
        0xFFFF,
        0x10000,
        0xFFFFFF,
        0x7FFFFFFF,
        0x80000000L,
        0x80000001L,
        0xF30AL,
        0xEA020000L,
        0xFFFFFFF0L,
        0xFFFFFFFEL,
        0xFFFFFFFFL
    };

    private final byte[] input;
    private int at;

    Edits(byte[] input) {
        this.input = input;
    }

    int u8() {
        return at < input.length ? input[at++] & 0xFF : 0;
    }

    int u16() {
        return u8() | u8() << 8;
    }

    long u32() {
        return u16() | (long) u16() << 16;
    }

    /** Changes structures of an image; gives those that were changed. */
    Set<Structure> apply(PatientImage image, List<Structure> structures, List<Structure> all) {
        Set<Structure> touched = new LinkedHashSet<>();
        for (int i = 0; i < MOST && at < input.length; i++) {
            int what = u8();
            Structure structure = structures.get(u16() % structures.size());
            byte[] bytes = image.get(structure.position(), structure.length());
            int place = place(what >> 4, u16(), bytes.length);
            change(what & 15, bytes, place, image, all);
            image.put(structure.position(), bytes);
            touched.add(structure);
        }
        return touched;
    }

    /** Most places are where fields are: near the start, and aligned. */
    private static int place(int how, int number, int length) {
        return switch (how & 3) {
            case 0 -> number % length;
            case 1 -> number % length & ~3;
            case 2 -> number % Math.min(length, 192) & ~1;
            default -> length - 1 - number % Math.min(length, 64);
        };
    }

    private void change(int what, byte[] bytes, int place, PatientImage image, List<Structure> all) {
        switch (what) {
            case 0 -> put(bytes, place, 1, u8());
            case 1 -> put(bytes, place, 2, u16());
            case 2 -> put(bytes, place, 4, u32());
            case 3 -> bytes[place] ^= (byte) (1 << (u8() & 7));
            case 4 -> put(bytes, place, 2, number(bytes, place, 2) + (byte) u8());
            case 5 -> put(bytes, place, 4, number(bytes, place, 4) + (byte) u8());
            case 6 -> put(bytes, place, 2, NUMBERS[u8() % NUMBERS.length]);
            case 7 -> put(bytes, place, 4, NUMBERS[u8() % NUMBERS.length]);
            case 8 -> {
                Structure target = all.get(u16() % all.size());
                put(bytes, place, 4, target.position() / 1024 / Math.max(1, blockSize(image) / 1024));
            }
            case 9 -> put(bytes, place, 4, all.get(u16() % all.size()).owner());
            case 10 -> {
                Structure source = all.get(u16() % all.size());
                int length = Math.min(Math.min(1 + u8(), bytes.length - place), source.length());
                int from = u16() % (source.length() - length + 1);
                System.arraycopy(image.get(source.position() + from, length), 0, bytes, place, length);
            }
            case 11 -> {
                int end = Math.min(bytes.length, place + 1 + u8());
                byte value = (byte) u8();
                for (int i = place; i < end; i++) {
                    bytes[i] = value;
                }
            }
            case 12 -> {
                int end = Math.min(bytes.length, place + 1 + (u8() & 31));
                for (int i = place; i < end; i++) {
                    bytes[i] = (byte) u8();
                }
            }
            case 13 -> put(bytes, place, 4, Integer.reverseBytes((int) u32()));
            case 14 -> put(bytes, place, 4, Integer.reverseBytes((int) NUMBERS[u8() % NUMBERS.length]));
            default -> {
                int length = Math.min(1 + (u8() & 63), bytes.length - place);
                int from = u16() % (bytes.length - length + 1);
                System.arraycopy(bytes.clone(), from, bytes, place, length);
            }
        }
    }

    private static int blockSize(PatientImage image) {
        return 1024 << (image.get(1024 + 0x18, 1)[0] & 7);
    }

    private static void put(byte[] bytes, int place, int width, long value) {
        for (int i = 0; i < width && place + i < bytes.length; i++) {
            LittleEndian.put8(bytes, place + i, (int) (value >>> 8 * i) & 0xFF);
        }
    }

    private static long number(byte[] bytes, int place, int width) {
        long value = 0;
        for (int i = 0; i < width && place + i < bytes.length; i++) {
            value |= (long) LittleEndian.u8(bytes, place + i) << 8 * i;
        }
        return value;
    }
}
