package dev.diskless.livehost.internal;

import com.google.auto.service.AutoService;
import dev.diskless.device.BlockDevice;
import dev.diskless.device.LiveDevice;
import dev.diskless.fault.DisklessException;
import dev.diskless.fault.FaultCode;
import dev.diskless.fault.FaultDetail;
import dev.diskless.fault.InvalidRequestException;
import dev.diskless.fault.UnsupportedFeatureException;
import dev.diskless.medium.DeviceDescription;
import dev.diskless.medium.DeviceUse;
import dev.diskless.medium.MountedVolume;
import dev.diskless.medium.NameBytes;
import dev.diskless.spi.ImageHost;
import dev.diskless.spi.ListingHost;
import dev.diskless.spi.LiveHost;
import dev.diskless.spi.MountingHost;
import dev.diskless.spi.WritingHost;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The devices of a running Linux. Listing them and what is mounted needs only the JDK, everything else needs JNA. */
@AutoService(LiveHost.class)
public final class LinuxHost implements ListingHost, WritingHost, ImageHost, MountingHost {

    private final Path root;
    private final DeviceNumbers numbers;
    private final SystemCallsSource source;

    /** Where system calls come from. */
    interface SystemCallsSource {
        SystemCalls get() throws IOException;
    }

    /** The host that this program runs on. */
    public LinuxHost() {
        this(Path.of("/"), DeviceNumbers.HOST, LinuxHost::jna);
    }

    LinuxHost(Path root, DeviceNumbers numbers, SystemCallsSource source) {
        this.root = root;
        this.numbers = numbers;
        this.source = source;
    }

    @Override
    public String name() {
        return "linux";
    }

    @Override
    public boolean applies() {
        return Files.isDirectory(root.resolve("sys/class/block"));
    }

    // JNA's classes fail in many ways where it is absent, cannot unpack its library, or is not allowed to load it.
    private static SystemCalls jna() throws IOException {
        try {
            return JnaSystemCalls.load();
        } catch (LinkageError e) {
            throw withoutJna(e);
        } catch (VirtualMachineError e) {
            throw e;
        } catch (Error | IllegalCallerException | SecurityException e) {
            throw withoutJna(e);
        }
    }

    private static UnsupportedFeatureException withoutJna(Throwable cause) {
        Throwable root = cause;
        for (int depth = 0; root.getCause() != null && depth < 10; depth++) {
            root = root.getCause();
        }
        boolean absent = root instanceof ClassNotFoundException;
        return new UnsupportedFeatureException(
                UnsupportedFeatureException.detail(
                                absent ? "real devices and mounts need JNA" : "JNA cannot load its native library")
                        .found(root.toString())
                        .cure(
                                absent
                                        ? "add net.java.dev.jna:jna-jpms to the class path, or to the module path"
                                                + " together with --add-modules com.sun.jna"
                                        : "allow it with --enable-native-access=com.sun.jna (=ALL-UNNAMED on a class"
                                                + " path), and set jna.tmpdir to a folder that libraries may be loaded from"),
                cause);
    }

    @Override
    public List<DeviceDescription> devices() throws IOException {
        BlockTable table = BlockTable.read(root, numbers);
        List<DeviceDescription> devices = new ArrayList<>();
        for (BlockNode node : table.nodes()) {
            BlockAttributes.describe(table, node).ifPresent(devices::add);
        }
        devices.sort(Comparator.comparing(device -> device.path().toString(), NameBytes.ORDER));
        return List.copyOf(devices);
    }

    @Override
    public BlockDevice openDevice(Path device) throws IOException {
        SystemCalls calls = source.get();
        String number = number(device);
        int descriptor = open(calls, device, SystemCalls.O_RDONLY);
        return keeping(calls, descriptor, () -> {
            checkSame(device, number, descriptor);
            return new OpenDevice(calls, DeviceFacts.read(calls, device, descriptor, false), descriptor, true);
        });
    }

    @Override
    public LiveDevice openExclusively(Path device) throws IOException {
        SystemCalls calls = source.get();
        String number = number(device);
        int descriptor;
        try {
            descriptor = calls.open(device, SystemCalls.O_RDWR | SystemCalls.O_EXCL);
        } catch (Errno e) {
            if (e.number() == Errno.EBUSY) {
                checkUnused(device, number);
            }
            throw Refusal.toOpen(device, true, e);
        }
        return keeping(calls, descriptor, () -> {
            checkSame(device, number, descriptor);
            // Loop devices do not claim what they show; everybody else is kept out from here on.
            Optional<BlockNode> node = checkUnused(device, number);
            DeviceFacts facts = DeviceFacts.read(calls, device, descriptor, true);
            if (facts.writeProtected()) {
                throw Refusal.writeProtected(device, "the kernel has it read-only");
            }
            boolean partition = node.map(BlockNode::isPartition).orElse(false);
            return partition ? new OpenDevice(calls, facts, descriptor, false) : new OpenDisk(calls, facts, descriptor);
        });
    }

    @Override
    public BlockDevice openImage(Path image, int sectorSize) throws IOException {
        if (sectorSize != 512 && sectorSize != 4096) {
            throw new IllegalArgumentException("sector size must be 512 or 4096: " + sectorSize);
        }
        SystemCalls calls = source.get();
        if (!Files.isRegularFile(image)) {
            throw Files.exists(image) ? noImage(image) : noSuchImage(image);
        }
        int descriptor = open(calls, image, SystemCalls.O_RDWR);
        return keeping(calls, descriptor, () -> {
            Path opened = ofDescriptor(descriptor);
            if (!Files.isRegularFile(opened)) {
                throw noImage(image);
            }
            List<String> loops = BlockTable.read(root, numbers).loopsOf(opened);
            if (!loops.isEmpty()) {
                throw new DisklessException(FaultDetail.of(FaultCode.CONFLICT, "a loop device shows the image")
                        .at(image)
                        .found(String.join(", ", loops))
                        .cure("unmount it and detach the loop device"));
            }
            long size = Files.size(opened) / sectorSize * sectorSize;
            return new OpenFile(calls, image, descriptor, size, sectorSize, false);
        });
    }

    @Override
    public List<MountedVolume> mounts() throws IOException {
        return MountTable.read(root);
    }

    @Override
    public void remount(MountedVolume wanted) throws IOException {
        new MountChange(source.get(), root).remount(wanted);
    }

    @Override
    public void mount(String mountPoint) throws IOException {
        TableLine line = MountTable.line(root, mountPoint);
        Path device = NamedDevice.find(this, root, line.device());
        new MountChange(source.get(), root).mount(line, device, NamedDevice.type(this, device, line.type()));
    }

    @Override
    public void unmount(String mountPoint) throws IOException {
        new MountChange(source.get(), root).unmount(mountPoint);
    }

    private static InvalidRequestException noImage(Path image) {
        return new InvalidRequestException(
                InvalidRequestException.detail("no regular file").at(image).cure("name an image file"));
    }

    private static DisklessException noSuchImage(Path image) {
        return new DisklessException(
                FaultDetail.of(FaultCode.NOT_FOUND, "there is no such file").at(image),
                new NoSuchFileException(image.toString()));
    }

    // Opening other things than block devices could wait for ever or make a device do something.
    private String number(Path device) throws IOException {
        try {
            return numbers.of(device).orElseThrow(() -> Refusal.noBlockDevice(device));
        } catch (NoSuchFileException | NotDirectoryException e) {
            throw Refusal.noSuchDevice(device);
        } catch (FileSystemException e) {
            throw new DisklessException(
                    FaultDetail.of(FaultCode.IO, "the host does not say what it is")
                            .at(device)
                            .found(String.valueOf(e.getReason())),
                    e);
        }
    }

    private static int open(SystemCalls calls, Path path, int flags) throws IOException {
        try {
            return calls.open(path, flags);
        } catch (Errno e) {
            throw Refusal.toOpen(path, flags != SystemCalls.O_RDONLY, e);
        }
    }

    // Between looking and opening the name may have gone to another device.
    private void checkSame(Path device, String number, int descriptor) throws IOException {
        if (!numbers.of(ofDescriptor(descriptor)).equals(Optional.of(number))) {
            throw new DisklessException(
                    FaultDetail.of(FaultCode.CONFLICT, "the device was exchanged while it was opened")
                            .at(device)
                            .cure("try again"));
        }
    }

    private Path ofDescriptor(int descriptor) {
        return root.resolve("proc/self/fd/" + descriptor);
    }

    private Optional<BlockNode> checkUnused(Path device, String number) throws IOException {
        BlockTable table = BlockTable.read(root, numbers);
        Optional<BlockNode> node = table.find(number);
        if (node.isPresent()) {
            List<DeviceUse> uses = table.uses(node.get());
            if (!uses.isEmpty()) {
                throw Refusal.inUse(device, uses);
            }
        }
        return node;
    }

    private interface Opening<D> {
        D run() throws IOException;
    }

    private static <D> D keeping(SystemCalls calls, int descriptor, Opening<D> opening) throws IOException {
        try {
            return opening.run();
        } catch (IOException | RuntimeException e) {
            try {
                calls.close(descriptor);
            } catch (Errno suppressed) {
                e.addSuppressed(suppressed);
            }
            throw e;
        }
    }
}
