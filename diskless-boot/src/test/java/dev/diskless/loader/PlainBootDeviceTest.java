package dev.diskless.loader;

import dev.diskless.contract.boot.BootDeviceContract;
import dev.diskless.contract.boot.MediumTree;
import dev.diskless.spi.BootDevice;
import java.io.IOException;
import java.nio.file.Path;

class PlainBootDeviceTest extends BootDeviceContract {

    @Override
    protected BootDevice device() {
        return new PlainBootDevice();
    }

    @Override
    protected void plant(Path root) throws IOException {
        MediumTree.iso(root)
                .link("boot/vmlinuz", "vmlinuz-lts")
                .link("boot/gone", "../not/there")
                .directory("boot/none");
    }
}
