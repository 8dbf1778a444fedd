package dev.diskless.examples;

import dev.diskless.fault.DisklessException;
import dev.diskless.fault.FaultCode;
import dev.diskless.fault.FaultDetail;
import dev.diskless.overlay.ApkovlFormat;
import dev.diskless.overlay.EncryptedApkovlFormat;
import dev.diskless.overlay.EntrySource;
import dev.diskless.progress.Cancellation;
import dev.diskless.progress.Progress;
import dev.diskless.progress.ProgressListener;
import dev.diskless.spi.KeyedFormat;
import dev.diskless.spi.OverlayFormat;
import dev.diskless.spi.Registry;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The overlays that a command reads and writes: which formats they have, and their passwords. */
@SuppressWarnings("NullAway.Init") // picocli sets the field.
final class OverlayFiles {

    private static final int START_BYTES = 4096;
    private static final String PLAIN_END = ".tar.gz";

    private final Cancellation cancellation;
    private final Registry registry = Registry.standard();

    @Option(
            names = "--password-file",
            paramLabel = "FILE",
            description = "its first line is the password of encrypted overlays; without it the terminal is asked")
    private @Nullable Path passwordFile;

    @Option(
            names = "--max-ratio",
            paramLabel = "N",
            description = {
                "most bytes that one byte of an overlay may become, " + ApkovlFormat.MAX_RATIO + " by default;",
                "1032 is all that compression can do, and more is for sparse files; only for overlays that you trust"
            })
    private int ratio = ApkovlFormat.MAX_RATIO;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    OverlayFiles(Cancellation cancellation) {
        this.cancellation = cancellation;
    }

    Progress progress() {
        return Progress.root("overlay", 0, ProgressListener.NONE, cancellation);
    }

    /** What is in an overlay or below a directory. */
    EntrySource source(Path file) throws IOException {
        return Files.isDirectory(file) ? EntrySource.root(file) : EntrySource.overlay(file, format(file));
    }

    /** The format of an overlay that is there; a copy with any name counts by its first bytes. */
    OverlayFormat format(Path file) throws IOException {
        byte[] start;
        try (InputStream in = Files.newInputStream(file)) {
            start = in.readNBytes(START_BYTES);
        }
        String name = String.valueOf(file.getFileName());
        for (OverlayFormat format : registry.all(OverlayFormat.class)) {
            if (format.recognises(name, ByteBuffer.wrap(start).asReadOnlyBuffer())) {
                return opened(format);
            }
        }
        if (start.length > 8 && new String(start, 0, 8, StandardCharsets.ISO_8859_1).equals("Salted__")) {
            return opened(new EncryptedApkovlFormat());
        }
        if (start.length > 2 && start[0] == 0x1f && start[1] == (byte) 0x8b) {
            return opened(new ApkovlFormat());
        }
        throw new DisklessException(FaultDetail.of(FaultCode.UNSUPPORTED, "no overlay format knows this file")
                .at(file)
                .cure("name an overlay, or a directory"));
    }

    /** The format that the name of a new overlay asks for. */
    OverlayFormat formatOfNew(Path file) throws IOException {
        String name = String.valueOf(file.getFileName());
        int end = name.lastIndexOf(PLAIN_END + ".");
        String cipher = end < 0 ? "" : name.substring(end + PLAIN_END.length() + 1);
        return opened(cipher.isEmpty() ? new ApkovlFormat() : new EncryptedApkovlFormat().cipher(cipher));
    }

    private OverlayFormat opened(OverlayFormat format) {
        OverlayFormat limited = limited(format);
        return limited instanceof KeyedFormat keyed ? keyed.with(new PasswordPrompt(passwordFile)) : limited;
    }

    private OverlayFormat limited(OverlayFormat format) {
        if (ratio < 1) {
            throw new CommandLine.ParameterException(spec.commandLine(), "--max-ratio must be at least 1");
        }
        if (format instanceof ApkovlFormat plain) {
            return plain.limits(ApkovlFormat.MAX_ENTRIES, ApkovlFormat.MAX_UNPACKED_BYTES, ratio);
        }
        return format instanceof EncryptedApkovlFormat encrypted
                ? encrypted.content((ApkovlFormat) limited(new ApkovlFormat()))
                : format;
    }
}
