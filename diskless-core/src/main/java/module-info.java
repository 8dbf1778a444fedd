import org.jspecify.annotations.NullMarked;

/** Overlays, packages and the package cache, and the façade that joins everything. */
@NullMarked
module dev.diskless.core {
    requires transitive dev.diskless.api;
    requires static transitive org.jspecify;
    requires static com.google.auto.service;
    requires java.net.http;
    requires org.apache.commons.compress;

    exports dev.diskless;
    exports dev.diskless.apk;
    exports dev.diskless.lbu;
    exports dev.diskless.overlay;
    exports dev.diskless.storage;

    provides dev.diskless.spi.OverlayFormat with
            dev.diskless.overlay.ApkovlFormat,
            dev.diskless.overlay.EncryptedApkovlFormat;
    provides dev.diskless.spi.PackageCache with
            dev.diskless.apk.ApkCache;
    provides dev.diskless.spi.PreflightCheck with
            dev.diskless.preflight.OverlayCheck;
    provides dev.diskless.spi.StorageBackend with
            dev.diskless.storage.DirectoryBackend,
            dev.diskless.storage.HttpBackend,
            dev.diskless.storage.PartitionBackend,
            dev.diskless.storage.RamBackend;
}
