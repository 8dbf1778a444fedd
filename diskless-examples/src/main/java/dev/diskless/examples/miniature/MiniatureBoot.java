package dev.diskless.examples.miniature;

import dev.diskless.initramfs.InitramfsWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** What stands where a real medium has its boot files. */
final class MiniatureBoot {

    private static final String INIT = """
            #!/bin/sh
            echo "This is the placeholder of an initramfs. It starts no system."
            """;

    private static final String CONFIGURATION = """
            TIMEOUT 10
            PROMPT 1
            DEFAULT placeholder

            LABEL placeholder
            MENU LABEL Placeholder that does not boot
            KERNEL /boot/vmlinuz-placeholder
            INITRD /boot/initramfs-placeholder
            APPEND modules=loop,squashfs,sd-mod,usb-storage quiet
            """;

    private MiniatureBoot() {}

    static void write(Path boot, DemonstrationKey key) throws IOException {
        Files.write(boot.resolve("vmlinuz-placeholder"), placeholder("a kernel"));
        Files.write(boot.resolve("modloop-placeholder"), placeholder("a squashfs image with kernel modules"));
        try (InitramfsWriter initramfs =
                new InitramfsWriter(Files.newOutputStream(boot.resolve("initramfs-placeholder")))) {
            initramfs.file("init", 0755, INIT.getBytes(StandardCharsets.UTF_8));
            initramfs.file("README", 0644, placeholder("an initramfs that starts a system"));
            initramfs.file("etc/apk/keys/" + key.fileName(), 0644, key.publicKeyFile());
        }
        Path syslinux = Files.createDirectory(boot.resolve("syslinux"));
        Files.writeString(syslinux.resolve("syslinux.cfg"), CONFIGURATION, StandardCharsets.UTF_8);
    }

    private static byte[] placeholder(String what) {
        String text = "Placeholder, made by the Diskless examples. A real medium has " + what + " here.\n";
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
