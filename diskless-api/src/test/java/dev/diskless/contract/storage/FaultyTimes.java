package dev.diskless.contract.storage;

import java.io.IOException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;

/** Reads and sets the times of a file, unless that is to fail. */
record FaultyTimes(FaultyFileSystem system, Path file, BasicFileAttributeView host) implements BasicFileAttributeView {

    @Override
    public String name() {
        return host.name();
    }

    @Override
    public BasicFileAttributes readAttributes() throws IOException {
        system.pass(HostOperation.STATUS, file);
        return host.readAttributes();
    }

    @Override
    public void setTimes(FileTime modified, FileTime accessed, FileTime created) throws IOException {
        system.pass(HostOperation.SET, file);
        host.setTimes(modified, accessed, created);
        if (modified != null) {
            system.surviving().timed(file, modified);
        }
    }
}
