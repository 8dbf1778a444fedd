package dev.diskless.examples.tree;

import dev.diskless.medium.UnixFacts;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.util.Map;

/** Gives objects of the host what they had in a volume, as far as the host lets us. */
final class HostAttributes {

    private static final String USER = "user.";

    private final Losses losses;

    HostAttributes(Losses losses) {
        this.losses = losses;
    }

    /** For a file or a directory. The order matters: another owner takes set-user-id away, a mode may forbid the rest. */
    void set(Path place, TreeEntry entry) throws IOException {
        setExtended(place, entry);
        boolean unix = place.getFileSystem().supportedFileAttributeViews().contains("unix");
        if (unix) {
            boolean owned = setOwner(place, entry);
            int kept = owned ? TreeEntry.PERMISSIONS : TreeEntry.PERMISSIONS & ~TreeEntry.SET_ID;
            Files.setAttribute(place, "unix:mode", entry.permissions() & kept, LinkOption.NOFOLLOW_LINKS);
            if (!owned && (entry.permissions() & TreeEntry.SET_ID) != 0) {
                losses.lost("set-user-id and set-group-id without the owner", entry.path());
            }
        } else {
            losses.lost("owners and permissions", entry.path());
        }
        Files.getFileAttributeView(place, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                .setTimes(entry.modified(), entry.modified(), null);
    }

    /** For a symbolic link. */
    void setOfLink(Path place, TreeEntry entry) {
        if (place.getFileSystem().supportedFileAttributeViews().contains("unix")) {
            setOwner(place, entry);
        }
        if (!entry.attributes().isEmpty()) {
            losses.lost("extended attributes of symbolic links", entry.path());
        }
        try {
            Files.getFileAttributeView(place, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                    .setTimes(entry.modified(), entry.modified(), null);
        } catch (IOException e) {
            losses.lost("times of symbolic links", entry.path());
        }
    }

    private boolean setOwner(Path place, TreeEntry entry) {
        try {
            UnixFacts now = UnixFacts.of(place);
            if (now.uid() != entry.uid()) {
                Files.setAttribute(place, "unix:uid", (int) entry.uid(), LinkOption.NOFOLLOW_LINKS);
            }
            if (now.gid() != entry.gid()) {
                Files.setAttribute(place, "unix:gid", (int) entry.gid(), LinkOption.NOFOLLOW_LINKS);
            }
            return true;
        } catch (IOException e) {
            losses.lost("owners", entry.path());
            return false;
        }
    }

    private void setExtended(Path place, TreeEntry entry) throws IOException {
        for (Map.Entry<String, byte[]> attribute : entry.attributes().entrySet()) {
            String name = attribute.getKey();
            UserDefinedFileAttributeView view = name.startsWith(USER) ? NodeAttributes.view(place) : null;
            if (view == null) {
                losses.lost("extended attribute " + name, entry.path());
                continue;
            }
            try {
                view.write(name.substring(USER.length()), ByteBuffer.wrap(attribute.getValue()));
            } catch (FileSystemException e) {
                losses.lost("extended attribute " + name, entry.path());
            }
        }
    }
}
