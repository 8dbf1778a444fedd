package dev.diskless.loader;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Collects what one configuration of a boot loader names. Names that only the running loader knows are left out. */
final class NamedFiles {

    /** Most files that are taken from one configuration; what it names after that is not looked at. */
    static final int MAX_FILES = 1000;

    private final String directory;
    private final Map<String, BootFileKind> files = new LinkedHashMap<>();
    private final List<String> includes = new ArrayList<>();
    private boolean modloopElsewhere;

    /** For a configuration in a directory, from which relative names are seen. */
    NamedFiles(String directory) {
        this.directory = directory;
    }

    void add(BootFileKind kind, String name) {
        add(kind, directory, name);
    }

    private void add(BootFileKind kind, String from, String name) {
        String path = isKnown(name) ? VolumeTree.normal(from, name) : "";
        if (!path.isEmpty() && files.size() < MAX_FILES) {
            files.putIfAbsent(path, kind);
        }
    }

    /** A comma list, as INITRD and {@code initrd=} take it. */
    void addList(BootFileKind kind, String names) {
        for (String name : names.split(",", -1)) {
            add(kind, name);
        }
    }

    /** Looks for {@code initrd=} and {@code modloop=} in a command line of the kernel. */
    void addCommandLine(String line) {
        for (String option : line.trim().split("\\s+")) {
            if (option.startsWith("initrd=")) {
                addList(BootFileKind.INITRAMFS, option.substring("initrd=".length()));
            } else if (option.startsWith("modloop=")) {
                addModloop(option.substring("modloop=".length()));
            }
        }
    }

    // The modloop service takes a relative name from the root of each mounted medium.
    private void addModloop(String name) {
        if (name.equals("none") || name.contains("://")) {
            modloopElsewhere = true;
        } else {
            add(BootFileKind.MODLOOP, "", name);
        }
    }

    /** Another configuration that belongs to this one. */
    void include(String name) {
        if (isKnown(name) && includes.size() < MAX_FILES) {
            includes.add(VolumeTree.normal(directory, name));
        }
    }

    Map<String, BootFileKind> files() {
        return files;
    }

    List<String> includes() {
        return includes;
    }

    boolean isModloopElsewhere() {
        return modloopElsewhere;
    }

    private static boolean isKnown(String name) {
        return !name.isEmpty()
                && name.length() <= VolumeTree.MAX_NAME
                && !name.contains("://")
                && name.chars().noneMatch(c -> c == '$' || c == '(' || c < 0x20);
    }
}
