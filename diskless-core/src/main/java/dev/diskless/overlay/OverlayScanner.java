package dev.diskless.overlay;

import dev.diskless.fault.Fault;
import dev.diskless.fault.FaultCode;
import dev.diskless.medium.EntryType;
import dev.diskless.medium.Finding;
import dev.diskless.medium.NameBytes;
import dev.diskless.medium.OverlayDescription;
import dev.diskless.medium.OverlayEntry;
import dev.diskless.medium.Severity;
import dev.diskless.overlay.internal.ApkovlReader;
import dev.diskless.overlay.internal.Traits;
import dev.diskless.overlay.internal.openssl.CipherName;
import dev.diskless.spi.OverlayFormat;
import dev.diskless.spi.OverlayReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Reads the overlays of one volume and collects what it sees. */
final class OverlayScanner {

    private static final int START_BYTES = 4096;
    private static final int HOSTNAME_BYTES = 1024;

    private final List<OverlayFormat> formats;
    private final List<OverlayDescription> overlays = new ArrayList<>();
    private final List<Finding> findings = new ArrayList<>();

    OverlayScanner(List<OverlayFormat> formats) {
        this.formats = formats;
    }

    OverlayScan result(List<Path> files) {
        return new OverlayScan(files, overlays, findings);
    }

    void look(Path file) throws IOException {
        String name = String.valueOf(file.getFileName());
        try {
            BasicFileAttributes attributes =
                    Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            if (!attributes.isRegularFile()) {
                add(
                        Severity.WARNING,
                        "overlay-not-a-file",
                        name + " is not a regular file",
                        "put the file itself there");
                return;
            }
            Optional<OverlayFormat> format = format(file, name);
            if (format.isPresent()) {
                read(file, name, attributes, format.get());
            } else {
                findings.add(unknown(name));
            }
        } catch (IOException e) {
            if (!(e instanceof Fault fault)) {
                throw e;
            }
            if (fault.code() == FaultCode.LOCKED || fault.code() == FaultCode.NO_PROVIDER) {
                findings.add(new Finding(
                        Severity.NOTE,
                        "overlay-encrypted",
                        name + " is encrypted and was not read: "
                                + fault.detail().what(),
                        ""));
                return;
            }
            add(
                    Severity.ERROR,
                    "overlay-damaged",
                    "the overlay " + name + " cannot be read: " + fault.detail().message(),
                    "replace it by a backup, or delete it; the boot stops at a damaged overlay");
        }
    }

    private Optional<OverlayFormat> format(Path file, String name) throws IOException {
        byte[] start;
        try (InputStream in = Files.newInputStream(file)) {
            start = in.readNBytes(START_BYTES);
        }
        return formats.stream()
                .filter(format -> format.recognises(name, ByteBuffer.wrap(start).asReadOnlyBuffer()))
                .findFirst();
    }

    private void read(Path file, String name, BasicFileAttributes attributes, OverlayFormat format) throws IOException {
        long entries = 0;
        String hostname = "";
        try (OverlayReader reader = format.read(Files.newInputStream(file), name)) {
            for (Optional<OverlayEntry> next = reader.next(); next.isPresent(); next = reader.next()) {
                entries++;
                if (next.get().name().equals("etc/hostname") && next.get().type() == EntryType.FILE) {
                    hostname = NameBytes.decode(reader.content().readNBytes(HOSTNAME_BYTES))
                            .strip();
                }
            }
            if (reader instanceof ApkovlReader plain) {
                addTraits(name, plain.traits());
            }
        }
        String host = name.substring(0, name.indexOf(Overlays.MARK));
        overlays.add(new OverlayDescription(
                name,
                host,
                format.name(),
                attributes.size(),
                attributes.lastModifiedTime().toInstant(),
                entries,
                hostname));
    }

    private void addTraits(String name, Traits traits) {
        if (traits.rootMode().isPresent()) {
            int mode = traits.rootMode().get();
            add(
                    (mode & 0555) == 0555 ? Severity.WARNING : Severity.ERROR,
                    "overlay-root-entry",
                    String.format(Locale.ROOT, "%s sets the mode of / to %04o, and its owner", name, mode),
                    "write the overlay anew, without an entry for ./");
        }
        if (traits.hasDotNames()) {
            add(
                    Severity.WARNING,
                    "overlay-dot-names",
                    "names in " + name + " begin with ./, so packages overwrite its files outside of etc",
                    "write the overlay anew, with names such as etc/motd");
        }
        if (traits.slashlessName().isPresent()) {
            add(
                    Severity.WARNING,
                    "overlay-top-level-file",
                    name + " has a file at the top level, "
                            + traits.slashlessName().get() + "; packages may overwrite what follows it",
                    "move it into a directory");
        }
        if (traits.sparseName().isPresent()) {
            add(
                    Severity.ERROR,
                    "overlay-sparse-file",
                    "the boot cannot unpack the sparse file "
                            + traits.sparseName().get() + " in " + name,
                    "write the overlay anew");
        }
        if (traits.hasTrailingBytes()) {
            add(
                    Severity.WARNING,
                    "overlay-trailing-bytes",
                    "something follows the compressed data of " + name,
                    "write the overlay anew");
        }
    }

    // The boot reads the text behind the last dot as the name of a cipher unless it is gz.
    private static Finding unknown(String name) {
        String suffix = name.substring(name.lastIndexOf('.') + 1);
        if (name.startsWith("._")) {
            return new Finding(
                    Severity.ERROR,
                    "overlay-leftover",
                    name + " is a macOS companion file that the boot takes for an overlay",
                    "delete it");
        }
        if (suffix.equals("gz")) {
            return new Finding(
                    Severity.ERROR,
                    "overlay-damaged",
                    "the overlay " + name + " is no gzip file",
                    "replace it by a backup, or delete it");
        }
        if (CipherName.of(suffix).isPresent()) {
            return new Finding(
                    Severity.ERROR,
                    "overlay-damaged",
                    name + " is named as an encrypted overlay, and is none",
                    "replace it by a backup, or delete it");
        }
        return new Finding(
                Severity.ERROR,
                "overlay-leftover",
                "the boot takes " + name + " for an overlay and " + suffix + " for its cipher",
                "delete it if it is a leftover, or rename it to end in .apkovl.tar.gz");
    }

    private void add(Severity severity, String code, String message, String cure) {
        findings.add(new Finding(severity, code, message, cure));
    }
}
