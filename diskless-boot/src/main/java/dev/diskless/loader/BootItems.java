package dev.diskless.loader;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Which names in the root of a source belong to its boot system.
 *
 * @param carried those that an installation copies, sorted by bytes
 * @param left those that stay behind, sorted by bytes
 */
record BootItems(List<Child> carried, List<String> left) {

    /** What setup-bootable copies, then what U-Boot, isolinux and the modloop service read beside it. */
    private static final Set<String> NAMES = Set.of(
            "boot",
            "efi",
            "EFI",
            "apks",
            "syslinux.cfg",
            ".alpine-release",
            "extlinux",
            "extlinux.conf",
            "syslinux",
            "isolinux",
            "boot.scr",
            "uEnv.txt",
            "u-boot",
            "firmware");

    /** What the firmware of a Raspberry Pi reads; it takes names in any case, because it reads FAT. */
    private static final Set<String> FIRMWARE_NAMES =
            Set.of("bootcode.bin", "config.txt", "cmdline.txt", "usercfg.txt", "overlays");

    private static final List<String> FIRMWARE_ENDINGS = List.of(".elf", ".dat", ".dtb");

    private static final Set<String> NEVER = Set.of("lost+found", "cache", ".new", ".old");

    static BootItems of(Path root, BootTree tree) throws IOException {
        List<Child> children = Child.of(root);
        boolean firmware = children.stream()
                .map(child -> child.name().toLowerCase(Locale.ROOT))
                .anyMatch(name -> name.equals("config.txt") || name.equals("bootcode.bin"));
        Set<String> named = tree.rootNames();
        named.removeAll(NEVER);
        List<Child> carried = new ArrayList<>();
        List<String> left = new ArrayList<>();
        for (Child child : children) {
            String name = child.name();
            boolean boot = NAMES.contains(name)
                    || name.startsWith("modloop")
                    || named.contains(name)
                    || (firmware && isFirmware(name.toLowerCase(Locale.ROOT)));
            if (boot && !isOverlay(child)) {
                carried.add(child);
            } else {
                left.add(name);
            }
        }
        return new BootItems(List.copyOf(carried), List.copyOf(left));
    }

    /** Whether the initramfs would take it for an overlay. */
    static boolean isOverlay(Child child) {
        return child.name().contains(".apkovl.tar.gz") && !Files.isDirectory(child.path(), LinkOption.NOFOLLOW_LINKS);
    }

    private static boolean isFirmware(String name) {
        return FIRMWARE_NAMES.contains(name) || FIRMWARE_ENDINGS.stream().anyMatch(name::endsWith);
    }
}
