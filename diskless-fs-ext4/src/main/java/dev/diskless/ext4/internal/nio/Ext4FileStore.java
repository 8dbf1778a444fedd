package dev.diskless.ext4.internal.nio;

import dev.diskless.medium.FileSystemDescription;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.attribute.FileStoreAttributeView;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import org.jspecify.annotations.Nullable;

/** The volume as a file store: its name is its label, else its UUID. */
final class Ext4FileStore extends FileStore {

    private final Ext4FileSystem fileSystem;

    Ext4FileStore(Ext4FileSystem fileSystem) {
        this.fileSystem = fileSystem;
    }

    @Override
    public String name() {
        return fileSystem.label().isEmpty() ? fileSystem.uuid() : fileSystem.label();
    }

    @Override
    public String type() {
        return Ext4FileSystemProvider.SCHEME;
    }

    @Override
    public boolean isReadOnly() {
        return fileSystem.isReadOnly();
    }

    @Override
    public long getTotalSpace() throws IOException {
        FileSystemDescription volume = fileSystem.describe();
        return bytes(volume, volume.blocks());
    }

    @Override
    public long getUsableSpace() throws IOException {
        return getUnallocatedSpace();
    }

    @Override
    public long getUnallocatedSpace() throws IOException {
        FileSystemDescription volume = fileSystem.describe();
        return bytes(volume, volume.freeBlocks());
    }

    @Override
    public long getBlockSize() throws IOException {
        return fileSystem.describe().blockSize();
    }

    @Override
    public boolean supportsFileAttributeView(Class<? extends FileAttributeView> type) {
        return type == UserDefinedFileAttributeView.class || Ext4FileAttributeView.nameOf(type) != null;
    }

    @Override
    public boolean supportsFileAttributeView(String name) {
        return fileSystem.supportedFileAttributeViews().contains(name);
    }

    @Override
    public <V extends FileStoreAttributeView> @Nullable V getFileStoreAttributeView(Class<V> type) {
        return null;
    }

    @Override
    public Object getAttribute(String attribute) throws IOException {
        return switch (attribute) {
            case "totalSpace" -> getTotalSpace();
            case "usableSpace" -> getUsableSpace();
            case "unallocatedSpace" -> getUnallocatedSpace();
            default -> throw new UnsupportedOperationException("no attribute " + attribute);
        };
    }

    private static long bytes(FileSystemDescription volume, long blocks) {
        long bytes;
        try {
            bytes = Math.multiplyExact(blocks, volume.blockSize());
        } catch (ArithmeticException e) {
            bytes = Long.MAX_VALUE;
        }
        return bytes;
    }

    @Override
    public String toString() {
        return name() + " (" + type() + ")";
    }
}
