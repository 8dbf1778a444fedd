package dev.diskless.loader;

import dev.diskless.fault.DisklessException;
import dev.diskless.fault.Fault;
import dev.diskless.fault.FaultCode;
import dev.diskless.fault.FaultDetail;
import dev.diskless.fault.InvalidRequestException;
import dev.diskless.fault.LimitExceededException;
import dev.diskless.fault.UnsupportedFeatureException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;

/**
 * Goes through boot files in the order of the bytes of their names, and refuses what cannot be part of a boot system:
 * special files, and links that leave the source. Never follows a link.
 */
final class BootFileWalk {

    /** Most directories inside one another. */
    static final int MAX_DEPTH = 100;

    private final BootFileVisitor visitor;

    BootFileWalk(BootFileVisitor visitor) {
        this.visitor = visitor;
    }

    /** Visits items of the root of a source, with everything below them. */
    void walk(List<Child> items) throws IOException {
        for (Child item : items) {
            visit(item.name(), item, 1);
        }
    }

    private void visit(String path, Child child, int depth) throws IOException {
        if (depth > MAX_DEPTH) {
            throw new LimitExceededException(LimitExceededException.detail("directories are nested too deeply")
                    .at(child.path())
                    .expected("at most " + MAX_DEPTH));
        }
        BasicFileAttributes attributes = readable(child, BootFileWalk::attributes);
        FileFacts facts = readable(child, file -> FileFacts.of(file, attributes));
        if (attributes.isDirectory()) {
            visitor.enter(path, child, facts);
            for (Child below : readable(child, Child::of)) {
                visit(path + "/" + below.name(), below, depth + 1);
            }
            visitor.leave(path, child, facts);
        } else if (BootItems.isOverlay(child)) {
            visitor.overlay(path);
        } else if (attributes.isRegularFile()) {
            visitor.file(path, child, facts);
        } else if (attributes.isSymbolicLink()) {
            String target = readable(child, BootFileWalk::linkTarget);
            checkLink(child, target, depth);
            visitor.symlink(path, child, facts, target);
        } else {
            throw new UnsupportedFeatureException(
                    UnsupportedFeatureException.detail("a special file among the boot files")
                            .at(child.path())
                            .expected("a file, a directory or a symbolic link")
                            .cure("take it out of the source"));
        }
    }

    // By name alone: what a link names need not be there, but it must not be outside.
    private static void checkLink(Child link, String target, int depth) throws InvalidRequestException {
        int level = depth - 1;
        boolean outside = target.startsWith("/");
        for (String component : target.split("/", -1)) {
            if (component.equals("..")) {
                outside |= --level < 0;
            } else if (!component.isEmpty() && !component.equals(".")) {
                level++;
            }
        }
        if (outside) {
            throw new InvalidRequestException(InvalidRequestException.detail("a link that leaves the source")
                    .at(link.path())
                    .found("target " + target)
                    .cure("make it relative and keep it inside the source, or replace it by the file"));
        }
    }

    private static BasicFileAttributes attributes(Path path) throws IOException {
        return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    }

    private static String linkTarget(Path path) throws IOException {
        return Files.readSymbolicLink(path).toString();
    }

    /** Something that is read from a path. */
    interface Read<T> {
        T from(Path path) throws IOException;
    }

    private static <T> T readable(Child child, Read<T> read) throws IOException {
        try {
            return read.from(child.path());
        } catch (IOException e) {
            throw unreadable(child.path(), e);
        }
    }

    /** A failure of the host as a fault that names the file. */
    static IOException unreadable(Path path, IOException e) {
        return e instanceof Fault
                ? e
                : new DisklessException(
                        FaultDetail.of(FaultCode.IO, "a boot file cannot be read")
                                .at(path)
                                .found(e.getClass().getSimpleName())
                                .cure("make it readable, or run with the rights to read it"),
                        e);
    }
}
