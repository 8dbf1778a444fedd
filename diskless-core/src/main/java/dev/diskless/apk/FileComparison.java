package dev.diskless.apk;

import dev.diskless.medium.HostNames;
import dev.diskless.medium.UnixFacts;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Compares files with what is recorded of them. Keeps a buffer and digests from file to file; for one thread. */
final class FileComparison {

    private static final Set<OpenOption> READING = Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);

    private final InstalledDatabase database;
    private final ExtendedAttributes attributes;
    private final boolean access;
    private final ByteBuffer buffer = ByteBuffer.allocate(1 << 16);
    private final Map<RecordedDigest.Kind, MessageDigest> digests = new EnumMap<>(RecordedDigest.Kind.class);

    FileComparison(InstalledDatabase database, ExtendedAttributes attributes, boolean access) {
        this.database = database;
        this.attributes = attributes;
        this.access = access;
    }

    /** How a file that is no directory differs from the file of a package; empty if it does not. */
    Optional<AuditChange> compare(Path path, UnixFacts facts, int file) throws IOException {
        boolean link = facts.is(UnixFacts.SYMBOLIC_LINK);
        RecordedDigest.Kind kind = database.digestKind(file);
        if (kind == RecordedDigest.Kind.NONE ? false : !hasContent(path, facts, file, kind)) {
            return Optional.of(AuditChange.UPDATED);
        }
        RecordedAccess recorded = database.accessOfFile(file);
        if (!link
                && !database.hasUnknownAttributes(file)
                && !attributes.match(path, facts, recorded.attributes(), this::digest)) {
            return Optional.of(AuditChange.ATTRIBUTES);
        }
        if (link && kind == RecordedDigest.Kind.NONE) {
            return Optional.of(AuditChange.UPDATED);
        }
        return access && !recorded.allows(facts) ? Optional.of(AuditChange.ACCESS) : Optional.empty();
    }

    private boolean hasContent(Path path, UnixFacts facts, int file, RecordedDigest.Kind kind) throws IOException {
        MessageDigest digest = digest(kind);
        if (facts.is(UnixFacts.SYMBOLIC_LINK)) {
            digest.update(HostNames.bytes(Files.readSymbolicLink(path)));
        } else if (facts.is(UnixFacts.REGULAR)) {
            read(path, facts.size(), digest);
        } else {
            // A package records content for nothing else, and opening a pipe may wait for ever.
            return false;
        }
        return database.hasDigest(file, digest.digest());
    }

    private void read(Path path, long size, MessageDigest digest) throws IOException {
        try (SeekableByteChannel in = Files.newByteChannel(path, READING)) {
            long read = 0;
            buffer.clear();
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                digest.update(buffer.array(), 0, count);
                read += count;
                if (read == size) {
                    break;
                }
                buffer.clear();
            }
        }
    }

    private MessageDigest digest(RecordedDigest.Kind kind) {
        MessageDigest digest = digests.computeIfAbsent(kind, wanted -> {
            try {
                return MessageDigest.getInstance(wanted.algorithm);
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("this JDK lacks " + wanted.algorithm, e);
            }
        });
        digest.reset();
        return digest;
    }
}
