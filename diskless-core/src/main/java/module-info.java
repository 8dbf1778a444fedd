import org.jspecify.annotations.NullMarked;

/** Overlays, packages and the package cache, and the façade that joins everything. */
@NullMarked
module dev.diskless.core {
    requires transitive dev.diskless.api;
    requires static transitive org.jspecify;
    requires static com.google.auto.service;
    requires org.apache.commons.compress;

    exports dev.diskless.apk;

    provides dev.diskless.spi.PackageCache with
            dev.diskless.apk.ApkCache;
}
