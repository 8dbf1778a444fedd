package dev.diskless.livehost.internal;

import dev.diskless.device.PartitionedDevice;
import dev.diskless.fault.DisklessException;
import dev.diskless.fault.FaultCode;
import dev.diskless.fault.FaultDetail;
import java.io.IOException;

/** A whole disk, open for writing. */
final class OpenDisk extends OpenDevice implements PartitionedDevice {

    OpenDisk(SystemCalls calls, DeviceFacts facts, int descriptor) {
        super(calls, facts, descriptor, false);
    }

    @Override
    public void rereadPartitions() throws IOException {
        locked(() -> {
            sync();
            try {
                ioctl(Ioctl.BLKRRPART);
            } catch (Errno e) {
                String what = "the host did not read the partition table anew";
                if (e.number() == Errno.EBUSY) {
                    throw new DisklessException(FaultDetail.of(FaultCode.CONFLICT, what)
                            .at(path())
                            .found("a partition in use")
                            .cure("unmount its partitions and close them"));
                }
                throw Refusal.toDo(path(), what, e);
            }
        });
    }
}
