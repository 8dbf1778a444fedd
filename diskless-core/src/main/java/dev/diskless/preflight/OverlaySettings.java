package dev.diskless.preflight;

import dev.diskless.lbu.LbuSettings;
import dev.diskless.medium.EntryType;
import dev.diskless.medium.NameBytes;
import dev.diskless.medium.OverlayEntry;
import dev.diskless.overlay.ApkovlFormat;
import dev.diskless.spi.OverlayReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What an overlay tells the boot. */
record OverlaySettings(
        boolean stockServices, Set<String> runlevels, String fstab, String cacheTarget, String lbuMedium) {

    // A longer file is no configuration that somebody wrote.
    private static final int TEXT_LIMIT = 1 << 20;
    private static final String RUNLEVELS = "etc/runlevels/";

    /** Reads a whole and plain overlay. */
    static OverlaySettings read(Path overlay) throws IOException {
        boolean marker = false;
        Set<String> runlevels = new HashSet<>();
        String fstab = "";
        String cache = "";
        String medium = "";
        try (OverlayReader reader = new ApkovlFormat().read(Files.newInputStream(overlay), overlay.toString())) {
            for (Optional<OverlayEntry> next = reader.next(); next.isPresent(); next = reader.next()) {
                OverlayEntry entry = next.get();
                String name = entry.name();
                marker |= name.equals("etc/.default_boot_services");
                if (name.startsWith(RUNLEVELS) && entry.type() != EntryType.DIRECTORY) {
                    runlevels.add(name.substring(RUNLEVELS.length()));
                }
                if (name.equals("etc/apk/cache")) {
                    cache = entry.type() == EntryType.SYMLINK ? entry.linkTarget() : "";
                }
                fstab = name.equals("etc/fstab") ? text(reader) : fstab;
                medium = name.equals("etc/lbu/lbu.conf") ? lbuMedium(text(reader)) : medium;
            }
        }
        return new OverlaySettings(marker, runlevels, fstab, cache, medium);
    }

    private static String text(OverlayReader reader) throws IOException {
        return NameBytes.decode(reader.content().readNBytes(TEXT_LIMIT));
    }

    // Whatever else the file says, and whether it makes sense, is not the boot's concern.
    private static String lbuMedium(String configuration) {
        Map<String, String> others = new HashMap<>();
        LbuSettings.VARIABLES.forEach(name -> others.put(name, ""));
        others.remove("LBU_MEDIA");
        try {
            return LbuSettings.parse(configuration, LbuSettings.PATH, Map.of(), others)
                    .media()
                    .orElse("");
        } catch (IOException e) {
            return "";
        }
    }
}
