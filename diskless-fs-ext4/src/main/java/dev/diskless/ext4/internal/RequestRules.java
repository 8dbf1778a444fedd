package dev.diskless.ext4.internal;

import dev.diskless.device.BlockDevice;
import dev.diskless.ext4.internal.disk.DeviceNumber;
import dev.diskless.ext4.internal.disk.DirectoryBlock;
import dev.diskless.ext4.internal.disk.Mode;
import dev.diskless.fault.InvalidRequestException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** What may be asked of a volume that is changed. */
final class RequestRules {

    /** The greatest number of a user or a group. */
    static final long MAX_ID = 0xFFFFFFFFL;

    private static final int MAX_LINK_TARGET = 4095;

    private final BlockDevice device;
    private final VolumeGeometry geometry;

    RequestRules(BlockDevice device, VolumeGeometry geometry) {
        this.device = device;
        this.geometry = geometry;
    }

    void requireName(byte[] name) throws IOException {
        if (name.length == 0 || name.length > DirectoryBlock.MAX_NAME) {
            throw invalid("bad length of a file name", "1.." + DirectoryBlock.MAX_NAME + " bytes", name.length);
        }
        for (byte b : name) {
            if (b == 0 || b == '/') {
                throw invalid("bad character in a file name", "no NUL and no slash", text(name));
            }
        }
    }

    void requireNew(NewInode object, byte @Nullable [] linkTarget) throws IOException {
        int type = Mode.entryType(object.mode());
        if (type == 0 || object.mode() >>> 16 != 0) {
            throw invalid("bad mode of a new file", "a type and twelve bits", Damage.hex(object.mode()));
        }
        requireRange("user number", object.uid(), MAX_ID);
        requireRange("group number", object.gid(), MAX_ID);
        requireRange("major device number", object.rdevMajor(), DeviceNumber.MAX_MAJOR);
        requireRange("minor device number", object.rdevMinor(), DeviceNumber.MAX_MINOR);
        if (Mode.is(object.mode(), Mode.SYMBOLIC_LINK) != (linkTarget != null)) {
            throw invalid("only a symbolic link has a target", "a target for it", Damage.hex(object.mode()));
        }
        if (linkTarget != null) {
            int most = Math.min(MAX_LINK_TARGET, geometry.blockSize() - 1);
            if (linkTarget.length == 0 || linkTarget.length > most) {
                throw invalid("bad length of the target of a link", "1.." + most + " bytes", linkTarget.length);
            }
            for (byte b : linkTarget) {
                if (b == 0) {
                    throw invalid("bad character in the target of a link", "no NUL", text(linkTarget));
                }
            }
        }
    }

    void requireChange(InodeChange change) throws IOException {
        if (change.permissions() != null) {
            requireRange("permissions", change.permissions(), Mode.PERMISSIONS);
        }
        if (change.uid() != null) {
            requireRange("user number", change.uid(), MAX_ID);
        }
        if (change.gid() != null) {
            requireRange("group number", change.gid(), MAX_ID);
        }
    }

    private void requireRange(String what, long value, long most) throws IOException {
        if (value < 0 || value > most) {
            throw invalid(what + " out of range", "0.." + most, value);
        }
    }

    InvalidRequestException invalid(String what, Object expected, Object found) {
        return new InvalidRequestException(InvalidRequestException.detail(what)
                .at(device)
                .expected(expected)
                .found(found));
    }

    static String text(byte[] name) {
        return new String(name, StandardCharsets.UTF_8);
    }

    void requireSize(long position, int more) throws IOException {
        long most = (ExtentReader.LOGICAL_END - 1) * geometry.blockSize();
        if (position < 0 || position > most - more) {
            throw invalid("position out of range", "0.." + (most - more), position);
        }
    }
}
