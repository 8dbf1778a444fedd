package dev.diskless.contract.boot;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Random;

/**
 * A directory that a test fills with boot files: {@code new MediumTree(root).file("boot/vmlinuz-lts", 1000)}. Everything
 * in it has one time, and modes that no umask gives.
 */
public record MediumTree(Path root) {

    /** The time of everything in the tree. */
    public static final FileTime TIME = FileTime.from(Instant.parse("2024-02-29T12:34:56Z"));

    /** The least that is a source of boot files, with kernel, initramfs, modloop, an overlay and a stray file. */
    public static MediumTree iso(Path root) throws IOException {
        return new MediumTree(root)
                .text(".alpine-release", "alpine-standard-3.22.0 250530\n")
                .text("apks/.boot_repository", "")
                .file("apks/x86_64/APKINDEX.tar.gz", 900)
                .file("apks/x86_64/busybox-1.37.0-r18.apk", 70_000)
                .file("boot/vmlinuz-lts", 300_000)
                .file("boot/initramfs-lts", 200_000)
                .file("boot/modloop-lts", 100_001)
                .file("boot/syslinux/ldlinux.c32", 10)
                .text("boot/syslinux/syslinux.cfg", """
                        TIMEOUT 10
                        PROMPT 1
                        DEFAULT lts

                        LABEL lts
                        MENU LABEL Linux lts
                        KERNEL /boot/vmlinuz-lts
                        INITRD /boot/initramfs-lts
                        APPEND modules=loop,squashfs,sd-mod,usb-storage quiet
                        """)
                .text("boot/grub/grub.cfg", """
                        set timeout=1
                        menuentry "Linux lts" {
                        linux\t/boot/vmlinuz-lts modules=loop,squashfs,sd-mod,usb-storage quiet
                        initrd\t/boot/initramfs-lts
                        }
                        """)
                .file("efi/boot/bootx64.efi", 5000)
                .file("edge-1.apkovl.tar.gz", 20)
                .text("readme.html", "hello\n");
    }

    /** Makes a file with these characters. */
    public MediumTree text(String path, String content) throws IOException {
        return file(path, content.getBytes(StandardCharsets.UTF_8));
    }

    /** Makes a file of some size; its content depends on the path. */
    public MediumTree file(String path, int size) throws IOException {
        byte[] bytes = new byte[size];
        new Random(path.hashCode()).nextBytes(bytes);
        return file(path, bytes);
    }

    /** Makes a file with these bytes, and the directories above it. */
    public MediumTree file(String path, byte[] content) throws IOException {
        Path file = make(path);
        Files.write(file, content);
        if (hasModes()) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        }
        return stamp(file);
    }

    /** Makes an empty directory. */
    public MediumTree directory(String path) throws IOException {
        return stamp(Files.createDirectories(make(path)));
    }

    /** Makes a symbolic link. */
    public MediumTree link(String path, String target) throws IOException {
        Path link = Files.createSymbolicLink(make(path), root.getFileSystem().getPath(target));
        return stamp(link.getParent());
    }

    private Path make(String path) throws IOException {
        Path file = root.resolve(path);
        Files.createDirectories(file.getParent());
        return file;
    }

    private MediumTree stamp(Path file) throws IOException {
        for (Path at = file; !at.equals(root.getParent()); at = at.getParent()) {
            if (hasModes() && Files.isDirectory(at) && !at.equals(root)) {
                Files.setPosixFilePermissions(at, PosixFilePermissions.fromString("rwxr-x--x"));
            }
            Files.setLastModifiedTime(at, TIME);
            if (at.equals(root)) {
                break;
            }
        }
        return this;
    }

    private boolean hasModes() {
        return root.getFileSystem().supportedFileAttributeViews().contains("posix");
    }
}
