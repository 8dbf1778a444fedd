package dev.diskless.apk;

import dev.diskless.fault.CorruptInputException;
import dev.diskless.fault.LimitExceededException;
import dev.diskless.progress.Progress;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads an {@code APKINDEX.tar.gz} in one pass: a signature member, and a member with {@code DESCRIPTION} and
 * {@code APKINDEX} whose compressed bytes the signature covers.
 *
 * <p>Limits: 64 MiB of decompressed content, 200,000 records, 1 MiB a line.
 */
final class IndexReader {

    static final long CONTENT_LIMIT = 64L << 20;
    static final int RECORD_LIMIT = 200_000;
    static final int LINE_LIMIT = 1 << 20;
    static final int SIGNATURE_LIMIT = 1 << 20;

    private static final int DESCRIPTION_LIMIT = 160;

    /** How far a signature vouches for an index. */
    enum Seal {
        GOOD,
        UNSIGNED,
        UNKNOWN_KEY,
        BAD
    }

    /** An index as read. The key names are those of the signatures that count: the good or bad one, or the unknown. */
    record Content(
            List<PackageInfo> packages,
            String description,
            Seal seal,
            List<String> keyNames,
            byte[] sha256,
            long size) {}

    private final GzipMembers members;
    private final Object place;
    private final Map<String, PublicKey> keys;
    private final Progress progress;
    private final MessageDigest sha256 = Digests.sha256();
    private final List<PackageInfo> packages = new ArrayList<>();
    private final List<String> unknown = new ArrayList<>();
    private @Nullable SignatureFile signature;
    private @Nullable Signature check;
    private String description = "";
    private boolean indexSeen;

    private IndexReader(GzipMembers members, Object place, Map<String, PublicKey> keys, Progress progress) {
        this.members = members;
        this.place = place;
        this.keys = keys;
        this.progress = progress;
    }

    static Content read(InputStream in, Object place, Map<String, PublicKey> keys, Progress progress)
            throws IOException {
        try (GzipMembers members = new GzipMembers(in, place)) {
            return new IndexReader(members, place, keys, progress).read();
        }
    }

    private Content read() throws IOException {
        if (!members.next(sha256::update, CONTENT_LIMIT)) {
            throw corrupt("the index is empty");
        }
        TarMember tar = new TarMember(members);
        TarMember.Entry entry = tar.next();
        boolean signed = entry != null && entry.name().startsWith(SignatureFile.PREFIX);
        while (entry != null && entry.name().startsWith(SignatureFile.PREFIX)) {
            readSignature(entry, tar);
            entry = tar.next();
            if (entry == null) {
                members.skipRest();
                restartCheck();
                if (!members.next(this::signedBytes, CONTENT_LIMIT)) {
                    throw corrupt("the index ends after its signature");
                }
                tar = new TarMember(members);
                entry = tar.next();
            }
        }
        for (; entry != null; entry = tar.next()) {
            readEntry(entry, tar);
        }
        members.skipRest();
        if (members.next(GzipMembers.NO_TAP, CONTENT_LIMIT)) {
            throw corrupt("something follows the index");
        }
        if (!indexSeen) {
            throw corrupt("the archive has no file APKINDEX");
        }
        return content(signed);
    }

    private Content content(boolean signed) {
        byte[] digest = sha256.digest();
        long size = members.position();
        if (signature != null && check != null) {
            Seal seal = signature.matches(check) ? Seal.GOOD : Seal.BAD;
            return new Content(packages, description, seal, List.of(signature.keyName()), digest, size);
        }
        Seal seal = signed ? Seal.UNKNOWN_KEY : Seal.UNSIGNED;
        return new Content(packages, description, seal, unknown, digest, size);
    }

    // The signature covers what follows the last signature member.
    private void restartCheck() {
        PublicKey key = signature == null ? null : keys.get(signature.keyName());
        if (signature != null && key != null) {
            check = signature.begin(key).orElse(null);
        }
    }

    private void signedBytes(byte[] bytes, int offset, int length) throws IOException {
        sha256.update(bytes, offset, length);
        if (check != null) {
            try {
                check.update(bytes, offset, length);
            } catch (SignatureException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private void readSignature(TarMember.Entry entry, TarMember tar) throws IOException {
        if (members.position() > SIGNATURE_LIMIT || unknown.size() > 100) {
            throw new LimitExceededException(LimitExceededException.detail("the index has too many signatures")
                    .at(place));
        }
        if (check != null || entry.size() > SignatureFile.LIMIT) {
            return;
        }
        SignatureFile file =
                SignatureFile.of(entry.name(), tar.content(SignatureFile.LIMIT)).orElse(null);
        if (file == null) {
            return;
        }
        PublicKey key = keys.get(file.keyName());
        check = key == null ? null : file.begin(key).orElse(null);
        if (check == null) {
            unknown.add(file.keyName());
        } else {
            signature = file;
        }
    }

    private void readEntry(TarMember.Entry entry, TarMember tar) throws IOException {
        if (entry.name().equals("DESCRIPTION") && entry.size() <= DESCRIPTION_LIMIT) {
            description = new String(tar.content(DESCRIPTION_LIMIT), StandardCharsets.UTF_8).strip();
        } else if (entry.name().equals("APKINDEX")) {
            if (indexSeen) {
                throw corrupt("the archive has two files APKINDEX");
            }
            indexSeen = true;
            readRecords(tar);
        }
    }

    private void readRecords(TarMember tar) throws IOException {
        byte[] chunk = new byte[1 << 15];
        byte[] line = new byte[1 << 12];
        int length = 0;
        long number = 1;
        IndexRecord record = new IndexRecord();
        for (int count = tar.read(chunk, 0, chunk.length); count >= 0; count = tar.read(chunk, 0, chunk.length)) {
            progress.check();
            for (int i = 0; i < count; i++) {
                if (chunk[i] != '\n') {
                    if (length == line.length) {
                        line = grow(line, number);
                    }
                    line[length++] = chunk[i];
                } else {
                    record = takeLine(new String(line, 0, length, StandardCharsets.UTF_8), number++, record);
                    length = 0;
                }
            }
        }
        if (length > 0) {
            record = takeLine(new String(line, 0, length, StandardCharsets.UTF_8), number++, record);
        }
        takeLine("", number, record);
    }

    private byte[] grow(byte[] line, long number) throws LimitExceededException {
        if (line.length >= LINE_LIMIT) {
            throw new LimitExceededException(
                    LimitExceededException.detail("line " + number + " of APKINDEX is too long")
                            .at(place)
                            .expected("at most " + LINE_LIMIT + " bytes"));
        }
        return Arrays.copyOf(line, Math.min(LINE_LIMIT, line.length * 2));
    }

    private IndexRecord takeLine(String line, long number, IndexRecord record) throws IOException {
        if (line.isEmpty()) {
            if (record.empty) {
                return record;
            }
            fail(record.missing(), number);
            if (packages.size() == RECORD_LIMIT) {
                throw new LimitExceededException(LimitExceededException.detail("the index has too many packages")
                        .at(place)
                        .expected("at most " + RECORD_LIMIT));
            }
            packages.add(new PackageInfo(record));
            return new IndexRecord();
        }
        if (line.length() < 2 || line.charAt(1) != ':') {
            fail("a line is no \"letter:value\"", number);
        }
        fail(record.take(line.charAt(0), line.substring(2)), number);
        return record;
    }

    private void fail(@Nullable String fault, long line) throws CorruptInputException {
        if (fault != null) {
            throw corrupt(fault + " in line " + line + " of APKINDEX");
        }
    }

    private CorruptInputException corrupt(String what) {
        return new CorruptInputException(CorruptInputException.detail(what)
                .at(place)
                .cure("the index is damaged: get it, or the medium it is on, again"));
    }
}
