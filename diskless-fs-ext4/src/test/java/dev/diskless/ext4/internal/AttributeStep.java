package dev.diskless.ext4.internal;

import dev.diskless.ext4.internal.disk.LittleEndian;
import dev.diskless.fault.Fault;
import dev.diskless.fault.FaultCode;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;

/** One change of one attribute; a null value removes it. */
record AttributeStep(String name, byte[] value) {

    private static final String LONG = "user." + "l".repeat(200);
    private static final List<String> NAMES = List.of(
            "user.a",
            "user.b",
            "user.bb",
            "user.n\u00e4me",
            "user.\u00fc",
            LONG,
            "user.m" + "x".repeat(60),
            "trusted.a",
            "trusted.b",
            "security.other",
            "system.posix_acl_access",
            "system.posix_acl_default");

    /** A sequence that depends on its seed alone, with values of which some do not fit into a block. */
    static List<AttributeStep> sequence(long seed, int length, int blockSize) {
        Random random = new Random(seed);
        List<AttributeStep> steps = new ArrayList<>();
        for (int i = 0; i < length; i++) {
            String name = NAMES.get(random.nextInt(NAMES.size()));
            byte[] value = null;
            if (random.nextInt(4) > 0) {
                value = name.startsWith("system.") ? acl(random) : new byte[size(random, blockSize)];
                if (!name.startsWith("system.")) {
                    random.nextBytes(value);
                }
            }
            steps.add(new AttributeStep(name, value));
        }
        return steps;
    }

    private static int size(Random random, int blockSize) {
        return switch (random.nextInt(8)) {
            case 0 -> 0;
            case 1, 2, 3 -> random.nextInt(24);
            case 4, 5 -> random.nextInt(90);
            case 6 -> random.nextInt(blockSize / 3);
            default -> random.nextInt(blockSize + 10);
        };
    }

    /** A list that Linux takes, or one that is almost such. */
    static byte[] acl(Random random) {
        List<int[]> entries = new ArrayList<>();
        entries.add(new int[] {1, random.nextInt(8), -1});
        boolean named = random.nextInt(3) > 0;
        for (int i = named ? random.nextInt(4) : 0; i > 0; i--) {
            entries.add(new int[] {2, random.nextInt(8), random.nextInt(70_000)});
        }
        entries.add(new int[] {4, random.nextInt(8), -1});
        for (int i = named ? random.nextInt(4) : 0; i > 0; i--) {
            entries.add(new int[] {8, random.nextInt(8), random.nextInt(70_000)});
        }
        if (named || random.nextInt(4) == 0) {
            entries.add(new int[] {16, random.nextInt(8), -1});
        }
        entries.add(new int[] {32, random.nextInt(8), -1});
        if (random.nextInt(4) == 0) {
            int[] entry = entries.get(random.nextInt(entries.size()));
            switch (random.nextInt(5)) {
                case 0 -> entry[0] = 1 << random.nextInt(7);
                case 1 -> entry[1] = random.nextInt(20);
                case 2 -> entries.remove(entry);
                case 3 -> entry[2] = -1;
                default -> entries.clear();
            }
        }
        byte[] list = new byte[4 + 8 * entries.size()];
        LittleEndian.put32(list, 0, random.nextInt(20) == 0 ? 1 : 2);
        for (int i = 0; i < entries.size(); i++) {
            LittleEndian.put16(list, 4 + 8 * i, entries.get(i)[0]);
            LittleEndian.put16(list, 6 + 8 * i, entries.get(i)[1]);
            LittleEndian.put32(list, 8 + 8 * i, entries.get(i)[2]);
        }
        return list;
    }

    /** The step as a line of a script for the kernel. */
    String line(String file) {
        String hex = HexFormat.of().formatHex(Sample.bytes(name));
        return file + " " + hex + " "
                + (value == null ? "-" : "=" + HexFormat.of().formatHex(value));
    }

    /** Does the step and tells in a word how it went. */
    String outcome(Change change) throws IOException {
        try {
            change.make(Sample.bytes(name), value);
            return "done";
        } catch (NoSuchFileException e) {
            return "missing";
        } catch (IOException e) {
            FaultCode code = e instanceof Fault fault ? fault.code() : FaultCode.IO;
            if (code == FaultCode.FULL) {
                return "full";
            }
            if (code == FaultCode.INVALID_REQUEST) {
                return "invalid";
            }
            throw e;
        }
    }

    /** What a step is done with. */
    @FunctionalInterface
    interface Change {
        void make(byte[] name, byte[] value) throws IOException;
    }
}
