package dev.diskless.overlay;

import dev.diskless.fault.DisklessException;
import dev.diskless.fault.FaultCode;
import dev.diskless.fault.FaultDetail;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;

/** A file that is to be put into an overlay. */
record SourceFile(Content content, int mode) {

    private static final int DEFAULT_MODE = 0644;

    static SourceFile of(Path file) throws IOException {
        BasicFileAttributes attributes;
        try {
            attributes = Files.readAttributes(file, BasicFileAttributes.class);
        } catch (NoSuchFileException e) {
            throw new DisklessException(
                    FaultDetail.of(FaultCode.NOT_FOUND, "there is no such file to put into the overlay")
                            .at(file),
                    e);
        }
        if (!attributes.isRegularFile()) {
            throw OverlayPath.refused("what is to be put into the overlay is no regular file", file.toString());
        }
        return new SourceFile(
                new Content.Source(file, attributes.size(), attributes.lastModifiedTime()), modeOf(file, DEFAULT_MODE));
    }

    static int modeOf(Path file, int otherwise) throws IOException {
        Set<String> views = file.getFileSystem().supportedFileAttributeViews();
        if (views.contains("unix") && Files.getAttribute(file, "unix:mode") instanceof Integer mode) {
            return mode & 07777;
        }
        if (!views.contains("posix")) {
            return otherwise;
        }
        int mode = 0;
        for (PosixFilePermission permission : Files.getPosixFilePermissions(file)) {
            mode |= 0400 >> permission.ordinal();
        }
        return mode;
    }
}
