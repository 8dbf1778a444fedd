package dev.diskless.lbu;

import dev.diskless.fault.DisklessException;
import dev.diskless.fault.FaultCode;
import dev.diskless.fault.FaultDetail;
import dev.diskless.fault.InvalidRequestException;
import dev.diskless.medium.MountedVolume;
import dev.diskless.overlay.OverlayTree;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Chooses the medium that keeps overlays, as {@code setup-lbu} does:
 * {@code LbuSetup.of(root).medium("usb").device("UUID=…", "ext4").backupLimit(3).apply()} makes the mount point, puts a
 * line into {@code etc/fstab} that mounts the medium read-only below {@code /media}, and sets {@code LBU_MEDIA}. A second
 * time it changes nothing.
 *
 * <p>Other than {@code setup-lbu}, it checks everything before it changes anything, and takes back what it did when the
 * host fails in between; makes mount points that are not there; never writes {@code noauto}, so that the boot itself
 * mounts the medium again; and replaces lines for the same device or place that contradict. It mounts nothing and moves
 * no mount. Not thread-safe.
 */
public final class LbuSetup {

    /** The medium's name where the caller does not say. */
    public static final String DEFAULT_MEDIUM = "diskless";

    private final Configuration configuration;
    private final @Nullable RootConfiguration root;
    private String medium = DEFAULT_MEDIUM;
    private @Nullable String device;
    private @Nullable String type;
    private int backupLimit = -1;

    private LbuSetup(Configuration configuration, @Nullable RootConfiguration root) {
        this.configuration = configuration;
        this.root = root;
    }

    /**
     * Setup of a machine's root.
     *
     * @param root the root, of the running machine or of any other
     * @return the setup
     */
    public static LbuSetup of(Path root) {
        RootConfiguration configuration = new RootConfiguration(root);
        return new LbuSetup(configuration, configuration);
    }

    /**
     * Setup of an overlay.
     *
     * @param tree the overlay; changed by {@link #apply}
     * @return the setup
     */
    public static LbuSetup of(OverlayTree tree) {
        return new LbuSetup(new TreeConfiguration(tree), null);
    }

    /**
     * Names the medium.
     *
     * @param name a name below {@code /media}: lower-case letters, digits and {@code . _ -}, not {@code boot}; or
     *     {@code LABEL=x} or {@code UUID=x}, which name the device too; {@code /media/} before it and a slash after it do
     *     not count. {@code none} means that {@link #apply} changes nothing, not even a medium set earlier
     * @return this setup
     * @throws InvalidRequestException if it is no such name
     */
    public LbuSetup medium(String name) throws InvalidRequestException {
        String plain = MediumName.of(name);
        if (!plain.equals("none")) {
            MediumName.mountPoint(plain);
        }
        this.medium = plain;
        return this;
    }

    /**
     * Says which file system the medium is.
     *
     * @param name {@code UUID=x}, {@code LABEL=x} or a path below {@code /dev}
     * @param fileSystem its type as {@code mount} takes it, for example {@code ext4}
     * @return this setup
     */
    public LbuSetup device(String name, String fileSystem) {
        this.device = name;
        this.type = fileSystem;
        return this;
    }

    /**
     * Takes the file system that is mounted at the medium's place, by the path of its device, unless {@link #device} or
     * {@code etc/fstab} says which. Call it after {@link #medium}.
     *
     * @param mounts what is mounted, as a {@link dev.diskless.spi.MountingHost} lists it
     * @return this setup
     */
    public LbuSetup mounted(List<MountedVolume> mounts) {
        String mountPoint = "/media/" + medium;
        for (MountedVolume mount : mounts) {
            if (device == null && mount.mountPoint().equals(mountPoint)) {
                device(mount.source(), mount.type());
            }
        }
        return this;
    }

    /**
     * Says how many earlier overlays are kept.
     *
     * @param copies from 0 to 1,000,000; without this call the number stays as it is
     * @return this setup
     * @throws InvalidRequestException if it is out of range
     */
    public LbuSetup backupLimit(int copies) throws InvalidRequestException {
        LbuSettings.standard().with("BACKUP_LIMIT", Integer.toString(copies));
        this.backupLimit = copies;
        return this;
    }

    /**
     * Makes the changes.
     *
     * @return what was changed, and what is still wrong with the medium's line in {@code etc/fstab}
     * @throws DisklessException with code {@link FaultCode#NOT_FOUND} if nobody says which file system the medium is,
     *     {@link FaultCode#INVALID_REQUEST} if a value is malformed, {@link FaultCode#UNSUPPORTED} if {@code lbu.conf} is
     *     shell of a kind that cannot be changed safely, {@link FaultCode#EXISTS} if something stands in the way
     * @throws IOException if reading or writing fails; what was changed is taken back
     */
    public SetupReport apply() throws IOException {
        if (medium.equals("none")) {
            return new SetupReport(List.of(), List.of());
        }
        String mountPoint = MediumName.mountPoint(medium);
        Fstab fstab = Fstab.parse(
                withMedium(Fstab.parse(configuration.text(Fstab.PATH).orElse("")), mountPoint));
        String conf = LbuConf.parse(configuration.text(LbuConf.PATH).orElse("")).set("LBU_MEDIA", medium);
        if (backupLimit >= 0) {
            conf = LbuConf.parse(conf).set("BACKUP_LIMIT", Integer.toString(backupLimit));
        }
        configuration.directory(mountPoint.substring(1));
        configuration.text(Fstab.PATH, fstab.toString());
        configuration.text(LbuConf.PATH, conf);
        return new SetupReport(root == null ? List.of() : root.apply(), MediumFindings.of(fstab, mountPoint));
    }

    private String withMedium(Fstab fstab, String mountPoint) throws IOException {
        Optional<FstabLine> line = fstab.at(mountPoint);
        String name = device != null || !MediumName.isTag(medium) ? device : medium;
        if (name != null && type != null) {
            return fstab.mount(name, mountPoint, type);
        }
        if (line.isPresent()) {
            return fstab.toString();
        }
        throw new DisklessException(
                FaultDetail.of(FaultCode.NOT_FOUND, "nobody says which file system the medium " + medium + " is")
                        .at(Fstab.PATH)
                        .expected("its device and its type, or a line for " + mountPoint)
                        .cure("name both, or mount the medium at " + mountPoint));
    }
}
