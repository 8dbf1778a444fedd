package dev.diskless.examples;

import dev.diskless.device.BlockDevice;
import dev.diskless.fault.DisklessException;
import dev.diskless.fault.Fault;
import dev.diskless.fault.FaultCode;
import dev.diskless.fault.FaultDetail;
import dev.diskless.spi.FileSystemFormat;
import dev.diskless.spi.PartitionScheme;
import dev.diskless.spi.Registry;
import java.io.IOException;

/** Refuses devices that carry something which would be lost. */
record BlankCheck(Registry registry) {

    private interface Look {
        boolean found() throws IOException;
    }

    /** Refuses a device with a partition table or a file system, also a damaged one. */
    void check(BlockDevice device, String cure) throws IOException {
        for (PartitionScheme scheme : registry.all(PartitionScheme.class)) {
            if (present(() -> scheme.read(device).isPresent())) {
                throw occupied(device, "a partition table (" + scheme.name() + ")", cure);
            }
        }
        for (FileSystemFormat format : registry.all(FileSystemFormat.class)) {
            if (present(() -> format.probe(device).isPresent())) {
                throw occupied(device, "a file system (" + format.name() + ")", cure);
            }
        }
    }

    // What is there and damaged is there.
    private static boolean present(Look look) throws IOException {
        try {
            return look.found();
        } catch (IOException e) {
            if (e instanceof Fault) {
                return true;
            }
            throw e;
        }
    }

    private static DisklessException occupied(BlockDevice device, String what, String cure) {
        return new DisklessException(FaultDetail.of(FaultCode.EXISTS, "the image has " + what + " already")
                .at(device)
                .cure(cure));
    }
}
