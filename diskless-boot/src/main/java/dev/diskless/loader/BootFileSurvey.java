package dev.diskless.loader;

import dev.diskless.fault.LimitExceededException;
import dev.diskless.progress.Progress;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Counts what a copy will have to do, so that it can be announced. For one thread. */
final class BootFileSurvey implements BootFileVisitor {

    private final List<String> overlays = new ArrayList<>();
    private final List<Path> paths = new ArrayList<>();
    private final Progress progress;
    private long bytes;

    /** A survey that can be cancelled through {@code progress}. */
    BootFileSurvey(Progress progress) {
        this.progress = progress;
    }

    /** Files, directories and links. */
    long files() {
        return paths.size();
    }

    /** The same as paths, each directory before what is in it. */
    List<Path> paths() {
        return paths;
    }

    /** Bytes of content. */
    long bytes() {
        return bytes;
    }

    /** Overlays among the boot files. */
    List<String> overlays() {
        return overlays;
    }

    @Override
    public void enter(String path, Child directory, FileFacts facts) throws IOException {
        add(directory);
    }

    @Override
    public void leave(String path, Child directory, FileFacts facts) {}

    @Override
    public void file(String path, Child file, FileFacts facts) throws IOException {
        add(file);
        if (facts.size() > Long.MAX_VALUE - bytes) {
            throw new LimitExceededException(LimitExceededException.detail("the boot files are too large")
                    .at(file.path())
                    .expected("less than 2^63 bytes in all"));
        }
        bytes += facts.size();
    }

    @Override
    public void symlink(String path, Child link, FileFacts facts, String target) throws IOException {
        add(link);
    }

    @Override
    public void overlay(String path) {
        overlays.add(path);
    }

    private void add(Child child) throws IOException {
        progress.check();
        paths.add(child.path());
    }
}
