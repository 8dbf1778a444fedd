package dev.diskless.loader;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Counts what a copy will have to do, so that it can be announced. For one thread. */
final class BootFileSurvey implements BootFileVisitor {

    private final List<String> overlays = new ArrayList<>();
    private final List<Path> paths = new ArrayList<>();
    private long bytes;

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
    public void enter(String path, Child directory, FileFacts facts) {
        paths.add(directory.path());
    }

    @Override
    public void leave(String path, Child directory, FileFacts facts) {}

    @Override
    public void file(String path, Child file, FileFacts facts) {
        paths.add(file.path());
        bytes = Math.addExact(bytes, facts.size());
    }

    @Override
    public void symlink(String path, Child link, FileFacts facts, String target) {
        paths.add(link.path());
    }

    @Override
    public void overlay(String path) {
        overlays.add(path);
    }
}
