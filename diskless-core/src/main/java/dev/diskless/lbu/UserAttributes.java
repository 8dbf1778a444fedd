package dev.diskless.lbu;

import dev.diskless.apk.AuditedPath;
import dev.diskless.medium.UnixFacts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.util.List;
import java.util.Optional;

/**
 * Extended attributes that are not saved. The busybox of the boot skips them when it unpacks an overlay, and Alpine's lbu
 * writes none, so that an overlay with them would promise what no boot keeps. Java shows only those of {@code user.}.
 */
final class UserAttributes {

    private UserAttributes() {}

    /** Says how many of the files and directories have some; empty if none has, or none is seen to have. */
    static Optional<String> line(List<AuditedPath> paths) {
        long count = paths.stream().filter(UserAttributes::has).count();
        return count == 0
                ? Optional.empty()
                : Optional.of("extended attributes of " + count + (count == 1 ? " file" : " files")
                        + " (the boot does not bring them back)");
    }

    // To look at them opens what has them, and opening a device or a pipe does more than that.
    private static boolean has(AuditedPath path) {
        if (!path.facts().is(UnixFacts.REGULAR) && !path.facts().is(UnixFacts.DIRECTORY)) {
            return false;
        }
        UserDefinedFileAttributeView view =
                Files.getFileAttributeView(path.path(), UserDefinedFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
        try {
            return view != null && !view.list().isEmpty();
        } catch (IOException e) {
            return false;
        }
    }
}
