package dev.diskless.examples;

import dev.diskless.fault.Printable;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Lists a directory. */
@Command(
        name = "ls",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Lists a directory in the order of the bytes of names.")
@SuppressWarnings("NullAway.Init") // picocli sets the fields.
final class Ext4List implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private Ext4Image image;

    @Parameters(index = "1", arity = "0..1", paramLabel = "PATH", description = "what to list; / by default")
    private String path = "/";

    @Option(names = "-l", description = "with mode, links, owner, group, size and time")
    private boolean detailed;

    @Option(names = "-a", description = "also names that begin with a dot, . and .. among them")
    private boolean all;

    @Option(names = "-A", description = "also names that begin with a dot, but for . and ..")
    private boolean almostAll;

    @Option(names = "-d", description = "directories themselves, not what is in them")
    private boolean itself;

    @Option(names = "-i", description = "with the number of the inode")
    private boolean inode;

    @Option(names = "-R", description = "what is below, too")
    private boolean recursive;

    @Option(names = "--json", description = "print JSON instead of text")
    private boolean json;

    /** What is printed. */
    record Report(String location, List<Directory> directories) {}

    /** One directory, or one object that was named itself. */
    record Directory(String path, List<Ext4Node> entries) {}

    @Override
    public Integer call() throws IOException {
        Report report = image.read(root -> image.placed(() -> report(root)));
        spec.commandLine().getOut().print(json ? Json.text(report) : text(report));
        spec.commandLine().getOut().flush();
        return 0;
    }

    private Report report(Path root) throws IOException {
        List<Directory> directories = new ArrayList<>();
        Path start = root.resolve(path);
        Ext4Node node = Ext4Node.of(start, path);
        if (itself || !Files.isDirectory(start)) {
            directories.add(new Directory(path, List.of(node)));
        } else {
            add(start, path, directories);
        }
        return new Report(image.location(), directories);
    }

    private void add(Path directory, String name, List<Directory> directories) throws IOException {
        List<Ext4Node> entries = new ArrayList<>();
        List<Path> below = new ArrayList<>();
        if (all) {
            entries.add(Ext4Node.of(directory, "."));
            Path parent = directory.toAbsolutePath().normalize().getParent();
            entries.add(Ext4Node.of(parent == null ? directory : parent, ".."));
        }
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory)) {
            for (Path child : stream) {
                String childName = String.valueOf(child.getFileName());
                if (all || almostAll || !childName.startsWith(".")) {
                    Ext4Node node = Ext4Node.of(child, childName);
                    entries.add(node);
                    if (recursive && node.isDirectory()) {
                        below.add(child);
                    }
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        directories.add(new Directory(name, entries));
        for (Path child : below) {
            add(child, (name.endsWith("/") ? name : name + "/") + child.getFileName(), directories);
        }
    }

    private String text(Report report) {
        StringBuilder text = new StringBuilder();
        for (Directory directory : report.directories()) {
            if (recursive && !itself) {
                text.append(text.isEmpty() ? "" : "\n")
                        .append(Printable.text(directory.path()))
                        .append(":\n");
            }
            for (Ext4Node node : directory.entries()) {
                text.append(inode ? String.format(java.util.Locale.ROOT, "%7d ", node.inode()) : "")
                        .append(detailed ? node.line() : Printable.text(node.name()))
                        .append('\n');
            }
        }
        return text.toString();
    }
}
