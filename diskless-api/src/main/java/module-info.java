import org.jspecify.annotations.NullMarked;

/** The plug-in points of Diskless and the types they speak in; depends on the JDK alone. */
@NullMarked
module dev.diskless.api {
    requires static transitive org.jspecify;

    exports dev.diskless.device;
    exports dev.diskless.fault;
    exports dev.diskless.medium;
    exports dev.diskless.progress;
    exports dev.diskless.spi;

    uses dev.diskless.spi.BootDevice;
    uses dev.diskless.spi.FileSystemFormat;
    uses dev.diskless.spi.LiveHost;
    uses dev.diskless.spi.OverlayFormat;
    uses dev.diskless.spi.PackageCache;
    uses dev.diskless.spi.PartitionScheme;
    uses dev.diskless.spi.PreflightCheck;
    uses dev.diskless.spi.StorageBackend;
}
