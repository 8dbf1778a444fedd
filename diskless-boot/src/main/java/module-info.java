import org.jspecify.annotations.NullMarked;

/** Boot media: the boot files of a source, and what a target needs to boot them. */
@NullMarked
module dev.diskless.boot {
    requires transitive dev.diskless.api;
    requires static transitive org.jspecify;
    requires static com.google.auto.service;
    requires org.tukaani.xz;

    exports dev.diskless.initramfs;
    exports dev.diskless.loader;

    provides dev.diskless.spi.BootDevice with
            dev.diskless.loader.PlainBootDevice;
    provides dev.diskless.spi.PreflightCheck with
            dev.diskless.loader.BootFilesCheck;
}
