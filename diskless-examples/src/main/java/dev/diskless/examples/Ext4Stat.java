package dev.diskless.examples;

import dev.diskless.fault.Printable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Tells everything about one object. */
@Command(
        name = "stat",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Tells type, mode, owners, times and extended attributes of an object; follows no symbolic link.")
@SuppressWarnings("NullAway.Init") // picocli sets the fields.
final class Ext4Stat implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private Ext4Image image;

    @Parameters(index = "1", paramLabel = "PATH", description = "the object")
    private String path;

    @Option(names = "--json", description = "print JSON instead of text")
    private boolean json;

    /**
     * What is printed.
     *
     * @param attributes values of extended attributes by their names, in hexadecimal digits
     */
    record Report(String location, Ext4Node node, Map<String, String> attributes) {}

    @Override
    public Integer call() throws IOException {
        Report report = image.read(root -> image.placed(() -> report(root.resolve(path))));
        spec.commandLine().getOut().print(json ? Json.text(report) : text(report));
        spec.commandLine().getOut().flush();
        return 0;
    }

    private Report report(Path object) throws IOException {
        Map<String, String> attributes = new TreeMap<>();
        Files.readAttributes(object, "xattr:*", LinkOption.NOFOLLOW_LINKS)
                .forEach((name, value) -> attributes.put(name, HexFormat.of().formatHex((byte[]) value)));
        return new Report(image.location(), Ext4Node.of(object, path), attributes);
    }

    private static String text(Report report) {
        Ext4Node node = report.node();
        StringBuilder text = new StringBuilder();
        line(text, "path", node.target() == null ? node.name() : node.name() + " -> " + node.target());
        line(text, "inode", node.inode());
        line(text, "mode", String.format(Locale.ROOT, "%06o %s", node.mode(), node.modeText()));
        line(text, "links", node.links());
        line(text, "owner", node.uid() + ":" + node.gid());
        line(text, "size", node.size());
        if (node.type().equals("b") || node.type().equals("c")) {
            line(text, "device", node.major() + ":" + node.minor());
        }
        line(text, "modified", node.modified());
        line(text, "changed", node.changed());
        line(text, "accessed", node.accessed());
        line(text, "created", node.created());
        report.attributes().forEach((name, value) -> line(text, "xattr", name + " = " + value));
        return text.toString();
    }

    private static void line(StringBuilder text, String name, Object value) {
        text.append(String.format(Locale.ROOT, "%-9s", name))
                .append(Printable.text(value.toString()))
                .append('\n');
    }
}
