package dev.diskless.loader;

/** What a boot loader is told to take a file for. */
enum BootFileKind {
    KERNEL("kernel"),
    INITRAMFS("initramfs"),
    MODLOOP("modloop"),
    DEVICE_TREE("device tree"),
    DEVICE_TREES("directory of device trees"),
    OTHER("file");

    private final String words;

    BootFileKind(String words) {
        this.words = words;
    }

    String words() {
        return words;
    }

    /** Whether no machine boots without it. */
    boolean isVital() {
        return this == KERNEL || this == INITRAMFS;
    }
}
