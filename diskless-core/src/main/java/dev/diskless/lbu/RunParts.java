package dev.diskless.lbu;

import dev.diskless.fault.DisklessException;
import dev.diskless.fault.FaultCode;
import dev.diskless.fault.FaultDetail;
import dev.diskless.fault.InvalidRequestException;
import dev.diskless.medium.NameBytes;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The programs in {@code /etc/lbu/pre-package.d} and {@code post-package.d} of the running machine as a hook. They are
 * run as busybox's {@code run-parts} runs them: executable files whose names have only letters, digits and {@code _ - .}
 * and do not begin with a dot, in the order of the bytes of the names, without arguments, each of them even if one before
 * it failed.
 */
final class RunParts implements Hook {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9_.-]*");

    private final Path configuration;
    private final OutputStream output;

    private RunParts(Path configuration, OutputStream output) {
        this.configuration = configuration;
        this.output = output;
    }

    /** The programs of a root, which must be that of this machine; a stream receives what they print. */
    static RunParts live(Path root, OutputStream output) throws InvalidRequestException {
        boolean own = root.getFileSystem() == FileSystems.getDefault()
                && root.toAbsolutePath().normalize().getNameCount() == 0;
        if (!own) {
            throw new InvalidRequestException(
                    InvalidRequestException.detail("programs of another machine's root are never run")
                            .at(root)
                            .cure("save that root without its hook programs, or give hooks of your own"));
        }
        return in(root.resolve("etc/lbu"), output);
    }

    static RunParts in(Path configuration, OutputStream output) {
        return new RunParts(configuration, output);
    }

    @Override
    public void before(Packaging packaging) throws IOException {
        run(configuration.resolve("pre-package.d"));
    }

    @Override
    public void after(Packaging packaging) throws IOException {
        run(configuration.resolve("post-package.d"));
    }

    private void run(Path folder) throws IOException {
        List<String> failures = new ArrayList<>();
        for (Path program : programs(folder)) {
            String failure = run(folder, program);
            if (!failure.isEmpty()) {
                failures.add(program.getFileName() + ": " + failure);
            }
        }
        if (!failures.isEmpty()) {
            throw new DisklessException(FaultDetail.of(FaultCode.IO, "a hook program failed")
                    .at(folder)
                    .found(String.join("; ", failures))
                    .cure("make the program succeed, or make it not executable"));
        }
    }

    private static List<Path> programs(Path folder) throws IOException {
        List<Path> programs = new ArrayList<>();
        if (!Files.isDirectory(folder)) {
            return programs;
        }
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            for (Path entry : entries) {
                // A link that leads nowhere is run, and fails, as with the original.
                boolean dangling = Files.isSymbolicLink(entry) && !Files.exists(entry);
                if (NAME.matcher(String.valueOf(entry.getFileName())).matches()
                        && (dangling || (Files.isRegularFile(entry) && Files.isExecutable(entry)))) {
                    programs.add(entry);
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        programs.sort(Comparator.comparing(program -> String.valueOf(program.getFileName()), NameBytes.ORDER));
        return programs;
    }

    // What a program prints goes through a file, so that one that leaves a daemon behind does not keep us waiting.
    private String run(Path folder, Path program) throws IOException {
        Path printed = Files.createTempFile("diskless-hook", "");
        try {
            Process process = new ProcessBuilder(program.toString())
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(printed.toFile())
                    .start();
            process.getOutputStream().close();
            int status = process.waitFor();
            Files.copy(printed, output);
            output.flush();
            return status == 0 ? "" : "exit status " + status;
        } catch (IOException e) {
            return "cannot be run";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "interrupted";
        } finally {
            Files.deleteIfExists(printed);
        }
    }

    @Override
    public String toString() {
        return configuration.toString();
    }
}
