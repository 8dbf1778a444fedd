package dev.diskless.loader;

import com.google.auto.service.AutoService;
import dev.diskless.fault.DisklessException;
import dev.diskless.fault.Fault;
import dev.diskless.fault.FaultCode;
import dev.diskless.fault.FaultDetail;
import dev.diskless.initramfs.InitramfsSummary;
import dev.diskless.medium.BootDescription;
import dev.diskless.medium.BootFiles;
import dev.diskless.medium.BootInstallation;
import dev.diskless.progress.Progress;
import dev.diskless.progress.ProgressUnit;
import dev.diskless.spi.BootDevice;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The boot device {@code none}: lays the boot files as {@code setup-bootable} does with {@code BOOTLOADER=none}, and
 * installs no loader. Keeps no state; thread-safe.
 *
 * <p>Carries over {@code boot}, {@code efi}, {@code apks}, {@code syslinux.cfg} and {@code .alpine-release}, every other
 * boot repository, what U-Boot and the Raspberry Pi firmware read, {@code firmware} and modloops in the root, and what a
 * loader configuration names. Overlays are left behind wherever they lie, and so is everything else in the root.
 * Symbolic links stay links; hard links become files of their own; the target directory keeps its times. Refused are
 * special files, links that are absolute or may lead out of the source (only {@code ..} in front of a target is taken),
 * more than 500,000 files, and directories nested more than 100 deep.
 *
 * <p>Configurations of loaders are only read: of Syslinux, extlinux and U-Boot, GRUB and the Raspberry Pi firmware, up
 * to 1 MiB each. Whether a machine's firmware finds a loader at all is not looked at.
 */
@SuppressWarnings("exports") // The annotation is gone after compiling.
@AutoService(BootDevice.class)
public final class PlainBootDevice implements BootDevice {

    /** Most initramfs that keys are looked for in, in the order of their names. */
    public static final int MAX_INITRAMFS = 8;

    @Override
    public String name() {
        return "none";
    }

    @Override
    public Optional<BootDescription> describe(Path root) throws IOException {
        Optional<BootTree> tree = tree(root);
        return tree.isEmpty() ? Optional.empty() : Optional.of(tree.get().describe(""));
    }

    /**
     * {@inheritDoc}
     *
     * <p>Where several initramfs hold a key of one name, the first in the order of their names is taken. An initramfs
     * that is damaged, or packed in a way that cannot be read, gives no keys. Only the first {@link #MAX_INITRAMFS} are
     * read.
     */
    @Override
    public Map<String, PublicKey> keys(Path root) throws IOException {
        Map<String, PublicKey> keys = new TreeMap<>();
        Optional<BootDescription> description = describe(root);
        if (description.isPresent()) {
            VolumeTree tree = new VolumeTree(root);
            List<String> names = description.get().initramfs();
            for (String name : names.subList(0, Math.min(names.size(), MAX_INITRAMFS))) {
                Optional<Path> file = tree.file(name);
                if (file.isPresent()) {
                    keysOf(file.get()).forEach(keys::putIfAbsent);
                }
            }
        }
        return Collections.unmodifiableMap(keys);
    }

    private static Map<String, PublicKey> keysOf(Path initramfs) throws IOException {
        try {
            return Reading.of(initramfs, InitramfsSummary::read).keys();
        } catch (DisklessException e) {
            if (isAboutContent(e)) {
                return Map.of();
            }
            throw e;
        }
    }

    private static boolean isAboutContent(Fault fault) {
        return switch (fault.code()) {
            case CORRUPT, UNSUPPORTED, LIMIT_EXCEEDED -> true;
            default -> false;
        };
    }

    @Override
    public BootFiles select(Path source) throws IOException {
        BootItems items = items(source);
        BootFileSurvey survey = survey(items, Progress.silent());
        return new BootFiles(survey.paths(), survey.bytes(), leftBehind(items, survey));
    }

    @Override
    public BootInstallation install(Path source, Path target, boolean keepOwners, Progress progress)
            throws IOException {
        BootItems items = items(source);
        BootFileSurvey survey = survey(items, progress);
        CopyTarget place = new CopyTarget(source, target, items.carried());
        try (Progress bytes = progress.child("boot files", ProgressUnit.BYTES, survey.bytes())) {
            BootFileCopy copy = new BootFileCopy(target, keepOwners, survey, bytes);
            try {
                new BootFileWalk(copy).walk(items.carried());
                copy.finish(source);
                place.restoreTimes();
                BootDescription description = describe(target).orElseThrow(() -> vanished(target));
                return new BootInstallation(description, leftBehind(items, survey), survey.files(), survey.bytes());
            } catch (Throwable e) {
                place.clean(copy.made(), e);
                throw e;
            }
        }
    }

    private static BootItems items(Path source) throws IOException {
        Optional<BootTree> tree = tree(source);
        if (tree.isEmpty()) {
            throw new DisklessException(FaultDetail.of(FaultCode.NOT_FOUND, "no boot repository in the source")
                    .at(source)
                    .expected("a directory with the file .boot_repository and, below it, <arch>/APKINDEX.tar.gz;"
                            + " usually apks")
                    .cure("give the root of a boot medium, and add an empty file .boot_repository to its directory"
                            + " of packages if that has none"));
        }
        return BootItems.of(source, tree.get());
    }

    private static BootFileSurvey survey(BootItems items, Progress progress) throws IOException {
        BootFileSurvey survey = new BootFileSurvey(progress);
        new BootFileWalk(survey).walk(items.carried());
        return survey;
    }

    private static List<String> leftBehind(BootItems items, BootFileSurvey survey) {
        List<String> left = new ArrayList<>(items.left());
        left.addAll(survey.overlays());
        left.sort(FileNames.ORDER);
        return left;
    }

    private static DisklessException vanished(Path target) {
        return new DisklessException(
                FaultDetail.of(FaultCode.IO, "the boot repository is not there after it was copied")
                        .at(target));
    }

    private static Optional<BootTree> tree(Path root) throws IOException {
        if (!Files.isDirectory(root)) {
            throw new DisklessException(FaultDetail.of(FaultCode.NOT_FOUND, "no such directory")
                    .at(root)
                    .cure("give the root directory of a boot medium"));
        }
        return BootTree.of(root);
    }
}
