import org.jspecify.annotations.NullMarked;

/** Partition tables and ext4 in pure Java; real devices of Linux where JNA is there. */
@NullMarked
@SuppressWarnings("module") // ext4 is the name of the format.
module dev.diskless.ext4 {
    requires transitive dev.diskless.api;
    requires static transitive org.jspecify;
    requires static com.google.auto.service;
    requires static com.sun.jna;

    exports dev.diskless.ext4;
    exports dev.diskless.ext4.check;
    exports dev.diskless.ext4.fault;
    exports dev.diskless.partition;

    provides dev.diskless.spi.FileSystemFormat with
            dev.diskless.ext4.Ext4Format;
    provides dev.diskless.spi.LiveHost with
            dev.diskless.livehost.internal.LinuxHost;
    provides dev.diskless.spi.PartitionScheme with
            dev.diskless.partition.GptScheme,
            dev.diskless.partition.MbrScheme;
    provides java.nio.file.spi.FileSystemProvider with
            dev.diskless.ext4.internal.nio.Ext4FileSystemProvider;
}
