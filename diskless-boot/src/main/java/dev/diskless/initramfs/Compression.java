package dev.diskless.initramfs;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** How one segment of an initramfs is packed, told by its first bytes as the kernel's {@code lib/decompress.c} does. */
enum Compression {
    GZIP("gzip", 0x1f, 0x8b),
    GZIP_OLD("gzip (old)", 0x1f, 0x9e),
    XZ("xz", 0xfd, '7', 'z', 'X', 'Z', 0x00),
    ZSTD("zstd", 0x28, 0xb5, 0x2f, 0xfd),
    LZ4("lz4", 0x02, 0x21, 0x4c, 0x18),
    LZMA("lzma", 0x5d, 0x00),
    BZIP2("bzip2", 'B', 'Z', 'h'),
    LZO("lzo", 0x89, 'L', 'Z');

    private final String label;
    private final int[] magic;

    Compression(String label, int... magic) {
        this.label = label;
        this.magic = magic;
    }

    /** Its name for people. */
    String label() {
        return label;
    }

    /** The compression of what comes next; null if it is none that the kernel knows. */
    static @Nullable Compression of(ByteWindow input) throws IOException {
        for (Compression candidate : values()) {
            boolean same = true;
            for (int i = 0; same && i < candidate.magic.length; i++) {
                same = input.peek(i) == candidate.magic[i];
            }
            if (same) {
                return candidate;
            }
        }
        return null;
    }
}
