package dev.diskless.apk;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.security.Signature;
import java.security.SignatureException;
import java.time.Instant;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/** Writes gzip members of tar entries as packages and indexes have them. */
final class SignedMembers {

    private SignedMembers() {}

    /** A tar stream in the stream given; entries of root with the time given. Not to be closed before the member. */
    static TarArchiveOutputStream tar(OutputStream out) {
        TarArchiveOutputStream tar = new TarArchiveOutputStream(out, 512, "UTF-8");
        tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
        tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
        tar.setAddPaxHeadersForNonAsciiNames(true);
        return tar;
    }

    static TarArchiveEntry entry(String name, byte type, int mode, Instant time) {
        TarArchiveEntry entry = new TarArchiveEntry(name, type);
        entry.setMode(mode);
        entry.setIds(0, 0);
        entry.setNames("root", "root");
        entry.setModTime(time.getEpochSecond() * 1000);
        return entry;
    }

    static void file(TarArchiveOutputStream tar, String name, byte[] content, int mode, Instant time)
            throws IOException {
        TarArchiveEntry entry = entry(name, TarArchiveEntry.LF_NORMAL, mode, time);
        entry.setSize(content.length);
        tar.putArchiveEntry(entry);
        tar.write(content);
        tar.closeArchiveEntry();
    }

    /** The member that signs another, of which these are the compressed bytes. */
    static byte[] signature(SigningKey key, byte[] signed, Instant time) throws IOException {
        byte[] bytes;
        try {
            Signature signature = key.begin();
            signature.update(signed);
            bytes = signature.sign();
        } catch (SignatureException e) {
            throw new IllegalStateException("this JDK cannot sign with the key " + key.name(), e);
        }
        return member(tar -> file(tar, SignatureFile.PREFIX + "RSA." + key.name(), bytes, 0644, time), false);
    }

    /** Writes entries into a member. */
    @FunctionalInterface
    interface Entries {
        void writeTo(TarArchiveOutputStream tar) throws IOException;
    }

    static byte[] member(Entries entries, boolean end) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        member(bytes, entries, end);
        return bytes.toByteArray();
    }

    /**
     * Writes one member.
     *
     * @param end whether the blocks of zeros follow that end an archive: in a package only after its last member
     */
    @SuppressWarnings("resource") // Closing the tar stream would write its end and close the target.
    static void member(OutputStream target, Entries entries, boolean end) throws IOException {
        try (GzipMemberOutput gzip = new GzipMemberOutput(target)) {
            TarArchiveOutputStream tar = tar(gzip);
            entries.writeTo(tar);
            if (end) {
                tar.finish();
            }
        }
    }
}
