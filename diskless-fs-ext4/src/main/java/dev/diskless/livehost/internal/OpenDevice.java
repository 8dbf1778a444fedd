package dev.diskless.livehost.internal;

import dev.diskless.device.LiveDevice;
import java.io.IOException;
import java.util.Objects;

/** An open block device: a partition, or a disk that is only read. */
class OpenDevice extends OpenFile implements LiveDevice {

    private final DeviceFacts facts;

    OpenDevice(SystemCalls calls, DeviceFacts facts, int descriptor, boolean readOnly) {
        super(calls, facts.path(), descriptor, facts.size(), facts.sectorSize(), readOnly);
        this.facts = facts;
    }

    @Override
    public final int physicalSectorSize() {
        return facts.physicalSectorSize();
    }

    @Override
    public final void discard(long position, long length) throws IOException {
        checkWritable();
        Objects.checkFromIndexSize(position, length, size());
        long unit = sectorSize();
        long start = -Math.floorDiv(-position, unit) * unit;
        long end = (position + length) / unit * unit;
        if (start >= end) {
            return;
        }
        locked(() -> {
            try {
                ioctl(Ioctl.BLKDISCARD, Ioctl.range(start, end - start));
            } catch (Errno e) {
                if (!e.isNotSupported()) {
                    throw Refusal.toTransfer(path(), start, "the host failed to discard", e);
                }
            }
        });
    }
}
