package dev.diskless.loader;

import dev.diskless.fault.CorruptInputException;
import dev.diskless.fault.DisklessException;
import dev.diskless.fault.FaultCode;
import dev.diskless.fault.FaultDetail;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * What a copy takes over from a file beside its content.
 *
 * @param size bytes of content
 * @param mode the twelve permission bits; where the source has none, 0755 for directories and 0644 for files
 * @param uid number of the owner; 0 where the source has none
 * @param gid number of the group; 0 where the source has none
 * @param modified time of the last change
 */
record FileFacts(long size, int mode, int uid, int gid, FileTime modified) {

    private static final LinkOption NOFOLLOW = LinkOption.NOFOLLOW_LINKS;

    static FileFacts of(Path path, BasicFileAttributes attributes) throws IOException {
        int mode = attributes.isDirectory() ? 0755 : attributes.isSymbolicLink() ? 0777 : 0644;
        int uid = 0;
        int gid = 0;
        Set<String> views = path.getFileSystem().supportedFileAttributeViews();
        if (views.contains("unix")) {
            Map<String, Object> unix = Files.readAttributes(path, "unix:mode,uid,gid", NOFOLLOW);
            mode = (Integer) Objects.requireNonNull(unix.get("mode")) & 07777;
            uid = (Integer) Objects.requireNonNull(unix.get("uid"));
            gid = (Integer) Objects.requireNonNull(unix.get("gid"));
        } else if (views.contains("posix")) {
            mode = bits(Files.getPosixFilePermissions(path, NOFOLLOW));
        }
        if (attributes.size() < 0) {
            throw new CorruptInputException(CorruptInputException.detail("a file of negative size")
                    .at(path)
                    .found(attributes.size()));
        }
        return new FileFacts(attributes.size(), mode, uid, gid, attributes.lastModifiedTime());
    }

    /** Gives a copy owner, mode and times, as far as its file system has them; owner and group 0 unless kept. */
    void apply(Path copy, boolean keepOwners) throws IOException {
        Set<String> views = copy.getFileSystem().supportedFileAttributeViews();
        boolean link = Files.isSymbolicLink(copy);
        if (views.contains("unix")) {
            setOwner(copy, "uid", keepOwners ? uid : 0);
            setOwner(copy, "gid", keepOwners ? gid : 0);
            // After the owners, because a change of those takes the set-id bits away.
            if (!link && ((Integer) Files.getAttribute(copy, "unix:mode", NOFOLLOW) & 07777) != mode) {
                Files.setAttribute(copy, "unix:mode", mode, NOFOLLOW);
            }
        } else if (views.contains("posix") && !link) {
            Files.getFileAttributeView(copy, PosixFileAttributeView.class, NOFOLLOW)
                    .setPermissions(permissions(mode));
        }
        Files.getFileAttributeView(copy, BasicFileAttributeView.class, NOFOLLOW).setTimes(modified, modified, null);
    }

    private static void setOwner(Path copy, String which, int number) throws IOException {
        if ((Integer) Files.getAttribute(copy, "unix:" + which, NOFOLLOW) == number) {
            return;
        }
        try {
            Files.setAttribute(copy, "unix:" + which, number, NOFOLLOW);
        } catch (FileSystemException e) {
            throw new DisklessException(
                    FaultDetail.of(FaultCode.IO, "the owner cannot be set")
                            .at(copy)
                            .expected(which + " " + number)
                            .cure("copy into a volume of an image, or run as root"),
                    e);
        }
    }

    private static int bits(Set<PosixFilePermission> permissions) {
        int mode = 0;
        for (PosixFilePermission permission : permissions) {
            mode |= 0400 >> permission.ordinal();
        }
        return mode;
    }

    private static Set<PosixFilePermission> permissions(int mode) {
        Set<PosixFilePermission> permissions = EnumSet.noneOf(PosixFilePermission.class);
        for (PosixFilePermission permission : PosixFilePermission.values()) {
            if ((mode & 0400 >> permission.ordinal()) != 0) {
                permissions.add(permission);
            }
        }
        return permissions;
    }
}
