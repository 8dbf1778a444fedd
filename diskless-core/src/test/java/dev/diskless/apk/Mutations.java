package dev.diskless.apk;

import java.util.Arrays;
import java.util.Random;

/** Damages bytes at random, from a seed. */
final class Mutations {

    private Mutations() {}

    /** The bytes with one to three changes: bits, runs, cuts, insertions, moves. */
    static byte[] of(byte[] whole, Random random) {
        byte[] bytes = whole.clone();
        for (int i = random.nextInt(3); i >= 0 && bytes.length > 1; i--) {
            int at = random.nextInt(bytes.length);
            int length = 1 + random.nextInt(Math.min(32, bytes.length - at));
            switch (random.nextInt(6)) {
                case 0:
                    bytes[at] ^= (byte) (1 << random.nextInt(8));
                    break;
                case 1:
                    Arrays.fill(bytes, at, at + length, (byte) random.nextInt(256));
                    break;
                case 2:
                    bytes = Arrays.copyOf(bytes, at);
                    break;
                case 3:
                    byte[] noise = new byte[length];
                    random.nextBytes(noise);
                    bytes = GzipPieces.join(
                            Arrays.copyOf(bytes, at), noise, Arrays.copyOfRange(bytes, at, bytes.length));
                    break;
                case 4:
                    bytes = GzipPieces.join(
                            Arrays.copyOf(bytes, at), Arrays.copyOfRange(bytes, at + length, bytes.length));
                    break;
                default:
                    System.arraycopy(bytes, 0, bytes, at, length);
            }
        }
        return bytes;
    }
}
