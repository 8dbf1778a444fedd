package dev.diskless.internal;

import dev.diskless.progress.Progress;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Collects what was asked for into one SHA-256. Every fact goes in with its length, so that no two requests meet. */
public final class RequestDigest {

    private final MessageDigest digest = Identity.sha256();
    // One for all files: a new one for each of many small files costs more than reading them.
    private final byte[] buffer = new byte[1 << 16];

    /** Adds an option and its value; an option that was not given is null and differs from an empty one. */
    public RequestDigest option(String name, @Nullable Object value) {
        text(name);
        digest.update((byte) (value == null ? 0 : 1));
        if (value != null) {
            text(value.toString());
        }
        return this;
    }

    /** Adds a file, directory or link of a source tree: its name, facts and content, whose bytes are reported. */
    public RequestDigest file(Path root, Path file, boolean owners, Progress bytes) throws IOException {
        BasicFileAttributes facts = Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        text(root.relativize(file).toString());
        number(facts.lastModifiedTime().toInstant().getEpochSecond());
        number(facts.lastModifiedTime().toInstant().getNano());
        text(permissions(file));
        if (owners) {
            Map<String, Object> owner = Files.readAttributes(file, "unix:uid,gid", LinkOption.NOFOLLOW_LINKS);
            text(owner.get("uid") + ":" + owner.get("gid"));
        }
        if (facts.isSymbolicLink()) {
            text("link " + Files.readSymbolicLink(file));
        } else if (facts.isDirectory()) {
            text("directory");
        } else {
            text("file");
            content(file, bytes);
        }
        return this;
    }

    /** The digest under construction, for those who can add themselves. */
    public MessageDigest digest() {
        return digest;
    }

    /** The identities of everything added so far. */
    public Identity identity() {
        return new Identity(digest.digest());
    }

    private void content(Path file, Progress bytes) throws IOException {
        MessageDigest content = Identity.sha256();
        try (InputStream in = Files.newInputStream(file)) {
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                content.update(buffer, 0, count);
                bytes.advance(count);
            }
        }
        digest.update(content.digest());
    }

    private static String permissions(Path file) throws IOException {
        PosixFileAttributeView view =
                Files.getFileAttributeView(file, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
        return view == null
                ? ""
                : PosixFilePermissions.toString(view.readAttributes().permissions());
    }

    private void text(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        number(bytes.length);
        digest.update(bytes);
    }

    private void number(long number) {
        digest.update(ByteBuffer.allocate(Long.BYTES).putLong(0, number));
    }
}
