package dev.diskless.ext4.internal;

import dev.diskless.ext4.internal.disk.Features;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * One file system to make: the options of mkfs.ext4 as one would type them.
 *
 * @param options for example {@code -O ^has_journal -b 1024}
 * @param size bytes
 */
record FormatCase(String options, long size) {

    /** The options for the real tool. */
    List<String> words() {
        List<String> words = new ArrayList<>(List.of(options.isEmpty() ? new String[0] : options.split(" ")));
        for (int i = 0; i < words.size(); i++) {
            words.set(i, words.get(i).replace("seed=ours", "seed=" + Sample.HASH_SEED));
        }
        return words;
    }

    /** The same options for us. */
    FormatRequest request() throws IOException {
        Features features = Features.STANDARD;
        FormatRequest r = FormatRequest.of(Sample.OPTIONS, features);
        int blockSize = r.blockSize();
        int inodeSize = r.inodeSize();
        long ratio = 0;
        long count = 0;
        double reserved = r.reservedPercent();
        boolean lazy = false;
        long journal = 0;
        List<String> words = words();
        for (int i = 0; i < words.size(); i += 2) {
            String value = words.get(i + 1);
            switch (words.get(i)) {
                case "-O" -> features = FeatureList.edit(features, value);
                case "-b" -> blockSize = Integer.parseInt(value);
                case "-I" -> inodeSize = Integer.parseInt(value);
                case "-i" -> ratio = Long.parseLong(value);
                case "-N" -> count = Long.parseLong(value);
                case "-m" -> reserved = Double.parseDouble(value);
                case "-J" -> journal = Long.parseLong(value.substring("size=".length())) << 20;
                case "-E" -> lazy = value.contains("nodiscard");
                default -> throw new AssertionError(words.get(i));
            }
        }
        return new FormatRequest(Sample.OPTIONS, features, blockSize, inodeSize, ratio, count, reserved, lazy, journal);
    }

    @Override
    public String toString() {
        return (size >> 10) + "K " + options;
    }
}
