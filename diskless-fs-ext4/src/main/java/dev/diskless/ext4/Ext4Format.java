package dev.diskless.ext4;

import com.google.auto.service.AutoService;
import dev.diskless.device.BlockDevice;
import dev.diskless.ext4.internal.Volumes;
import dev.diskless.medium.FileSystemDescription;
import dev.diskless.medium.FormatOptions;
import dev.diskless.medium.WritingOptions;
import dev.diskless.spi.FileSystemFormat;
import dev.diskless.spi.FormattingFormat;
import dev.diskless.spi.WritingFormat;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.util.Optional;

/** The door of {@link Ext4} as a plug-in named {@code ext4}. Keeps no state; safe to use from any thread. */
@AutoService(FileSystemFormat.class)
@SuppressWarnings("exports") // The annotation is for the compiler alone.
public final class Ext4Format implements FormattingFormat, WritingFormat {

    /** Makes the format; callers usually ask a {@link dev.diskless.spi.Registry} for it. */
    public Ext4Format() {}

    @Override
    public String name() {
        return "ext4";
    }

    @Override
    public Optional<FileSystemDescription> probe(BlockDevice device) throws IOException {
        return Volumes.probe(device);
    }

    @Override
    public FileSystem open(BlockDevice device) throws IOException {
        return Ext4.open(device);
    }

    @Override
    public FileSystem openWritable(BlockDevice device, WritingOptions options) throws IOException {
        return Ext4.openWritable(device, options);
    }

    @Override
    public FileSystem format(BlockDevice device, FormatOptions options) throws IOException {
        return Ext4.format(device, options);
    }

    @Override
    public long capacity(long deviceSize) {
        return Volumes.capacity(deviceSize);
    }
}
