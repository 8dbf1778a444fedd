package dev.diskless.loader;

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
 * special files, and links that may leave the source. Never follows a link. For one walk.
 */
final class BootFileWalk {

    /** Most directories inside one another. */
    static final int MAX_DEPTH = 100;

    /** Most files, directories and links of a boot system. */
    static final int MAX_FILES = 500_000;

    private final BootFileVisitor visitor;
    private final int limit;
    private int met;

    BootFileWalk(BootFileVisitor visitor) {
        this(visitor, MAX_FILES);
    }

    BootFileWalk(BootFileVisitor visitor, int limit) {
        this.visitor = visitor;
        this.limit = limit;
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
        if (++met > limit) {
            throw new LimitExceededException(LimitExceededException.detail("too many boot files")
                    .at(child.path())
                    .expected("at most " + limit));
        }
        BasicFileAttributes attributes = Reading.of(child.path(), BootFileWalk::attributes);
        FileFacts facts = Reading.of(child.path(), file -> FileFacts.of(file, attributes));
        if (attributes.isDirectory()) {
            visitor.enter(path, child, facts);
            for (Child below : Child.of(child.path())) {
                visit(path + "/" + below.name(), below, depth + 1);
            }
            visitor.leave(path, child, facts);
        } else if (BootItems.isOverlay(child)) {
            visitor.overlay(path);
        } else if (attributes.isRegularFile()) {
            visitor.file(path, child, facts);
        } else if (attributes.isSymbolicLink()) {
            String target = Reading.of(child.path(), FileNames::linkTarget);
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

    // What a link names need not be there, but it must not be outside. Names in it may be links themselves, so ".." is
    // certain only in front, where it goes up through directories that are none.
    private static void checkLink(Child link, String target, int depth) throws InvalidRequestException {
        int level = depth - 1;
        boolean down = false;
        boolean outside = target.startsWith("/");
        for (String component : target.split("/", -1)) {
            if (component.equals("..")) {
                outside |= down || --level < 0;
            } else if (!component.isEmpty() && !component.equals(".")) {
                down = true;
            }
        }
        if (outside) {
            throw new InvalidRequestException(InvalidRequestException.detail("a link that may leave the source")
                    .at(link.path())
                    .found("target " + target)
                    .cure("make it relative, with no more .. than it is deep and those in front, or replace it by the"
                            + " file"));
        }
    }

    private static BasicFileAttributes attributes(Path path) throws IOException {
        return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    }
}
