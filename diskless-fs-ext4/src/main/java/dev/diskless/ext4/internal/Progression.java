package dev.diskless.ext4.internal;

import dev.diskless.device.BlockDevice;
import dev.diskless.fault.DisklessException;
import dev.diskless.fault.FaultCode;
import dev.diskless.fault.FaultDetail;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Whether an operation failed after it had changed something: then what is in memory must not reach the device. */
final class Progression {

    private final BlockDevice device;
    private final BlockAllocator blocks;
    private final InodeAllocator inodes;
    private long puts;
    private long start;
    private @Nullable Exception failure;

    Progression(BlockDevice device, BlockAllocator blocks, InodeAllocator inodes) {
        this.device = device;
        this.blocks = blocks;
        this.inodes = inodes;
    }

    /** An operation starts, or has done nothing yet that it would have to take back. */
    void start() {
        start = steps();
    }

    void put() {
        puts++;
    }

    void abandon(Exception cause) {
        if (failure == null && steps() != start) {
            failure = cause;
        }
    }

    void requireWhole() throws IOException {
        if (failure != null) {
            throw new DisklessException(
                    FaultDetail.of(
                                    FaultCode.CONFLICT,
                                    "an earlier change failed halfway, and nothing after the last force is kept")
                            .at(device)
                            .cure("open the file system again"),
                    failure);
        }
    }

    private long steps() {
        return blocks.steps() + inodes.steps() + puts;
    }
}
