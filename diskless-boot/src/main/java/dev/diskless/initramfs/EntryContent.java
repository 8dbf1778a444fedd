package dev.diskless.initramfs;

import dev.diskless.fault.CorruptInputException;
import java.io.IOException;
import java.io.InputStream;

/** The content of one entry, with its padding behind it. For one thread. */
final class EntryContent extends InputStream {

    private final ByteWindow input;
    private final String place;
    private final int padding;
    private final long expectedSum;
    private final boolean checked;
    private long left;
    private long sum;

    EntryContent(ByteWindow input, long size, long expectedSum, boolean checked, String place) {
        this.input = input;
        this.place = place;
        this.left = size;
        this.padding = (int) ((4 - size % 4) % 4);
        this.expectedSum = expectedSum;
        this.checked = checked;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (left == 0) {
            return -1;
        }
        int count = input.read(target, offset, (int) Math.min(length, left));
        if (count < 0) {
            throw truncated();
        }
        left -= count;
        for (int i = 0; checked && i < count; i++) {
            sum += target[offset + i] & 0xff;
        }
        if (checked && left == 0 && (sum & 0xffffffffL) != expectedSum) {
            throw new CorruptInputException(CorruptInputException.detail("wrong sum of the content of a cpio entry")
                    .at(place, input.position())
                    .expected(expectedSum)
                    .found(sum & 0xffffffffL));
        }
        return count;
    }

    /** Takes what was not read, and the padding. */
    void finish() throws IOException {
        byte[] scrap = new byte[1 << 14];
        while (read(scrap, 0, scrap.length) >= 0) {
            continue;
        }
        for (int i = 0; i < padding; i++) {
            if (input.read() < 0) {
                throw truncated();
            }
        }
    }

    private CorruptInputException truncated() {
        return new CorruptInputException(CorruptInputException.detail("the archive ends within an entry")
                .at(place, input.position())
                .expected(left + " more bytes of content")
                .cure("copy or make the file again"));
    }
}
