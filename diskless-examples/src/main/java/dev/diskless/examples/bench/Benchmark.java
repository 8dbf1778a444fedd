package dev.diskless.examples.bench;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Measures, and prints a table in Markdown. Needs the programs of e2fsprogs, dd, cat, tar, gzip and
 * pigz. */
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description =
                "Measures how fast ext4 file systems and overlays are made and read, beside the tools of the host.")
@SuppressWarnings("NullAway.Init") // picocli sets the fields.
public final class Benchmark implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--directory",
            paramLabel = "DIR",
            description = "where files are made; best in RAM: /dev/shm by default")
    private Path directory = Path.of("/dev/shm");

    @Option(
            names = "--million",
            description = "also with 1,000,000 files, which takes some minutes and 17 GiB of sparse file")
    private boolean million;

    @Option(names = "--tiny", description = "with little work: shows that it works, and nothing else")
    private boolean tiny;

    @Option(names = "--only", paramLabel = "PART", description = "warm, process, growth, overlay or audit; else all")
    private @Nullable String only;

    @Option(
            names = "--root-archive",
            paramLabel = "TAR.GZ",
            description = "an Alpine root with its apk, for audit, which needs the right to change the root directory")
    private @Nullable Path rootArchive;

    /** The benchmark as a command line. */
    static CommandLine commandLine() {
        return new CommandLine(new Benchmark());
    }

    /**
     * Measures and ends the process.
     *
     * @param arguments see {@code --help}
     */
    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    @Override
    public Integer call() throws IOException {
        Scale scale = tiny ? Scale.tiny() : Scale.full(million);
        PrintWriter out = spec.commandLine().getOut();
        Path work = Files.createTempDirectory(directory, "diskless-bench");
        try {
            out.print(Row.HEAD);
            run(work, scale, row -> {
                out.print(row.line());
                out.flush();
            });
            out.flush();
        } finally {
            delete(work);
        }
        return 0;
    }

    private void run(Path work, Scale scale, Consumer<Row> rows) throws IOException {
        Sources sources =
                isWanted("warm") || isWanted("process") ? Sources.make(work, scale) : new Sources(work, work, work);
        if (isWanted("warm")) {
            new WarmCases(work, scale, sources, rows).run();
        }
        if (isWanted("process")) {
            new ProcessCases(work, scale, sources, rows).run();
        }
        if (isWanted("growth")) {
            new GrowthCases(work, scale, rows).run();
        }
        if (isWanted("audit") && rootArchive != null) {
            new AuditCases(work, rootArchive.toAbsolutePath(), scale, rows).run();
        }
        if (isWanted("overlay")) {
            new OverlayCases(Files.createDirectory(work.resolve("overlay")), scale, rows).run();
        }
    }

    private boolean isWanted(String part) {
        return only == null || only.equals(part);
    }

    private static void delete(Path top) throws IOException {
        Files.walkFileTree(top, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes facts) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path below, @Nullable IOException failure) throws IOException {
                Files.delete(below);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
