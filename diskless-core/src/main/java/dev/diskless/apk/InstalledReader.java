package dev.diskless.apk;

import dev.diskless.fault.CorruptInputException;
import dev.diskless.fault.FaultDetail;
import dev.diskless.fault.LimitExceededException;
import dev.diskless.fault.UnsupportedFeatureException;
import dev.diskless.progress.Progress;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** Reads the lines of an installed database into the compact form; for one reading. */
final class InstalledReader {

    static final int LINE_LIMIT = 1 << 20;
    static final int PACKAGE_LIMIT = 1_000_000;
    static final int ACCESS_LIMIT = 2_000_000;

    private static final String OF_INDEX = "CVTULADSIpitkmc";
    private static final String UNREAD = "rsg";

    private final Path place;
    private final Progress progress;
    private final InstalledDatabase database = new InstalledDatabase();
    private final Map<RecordedAccess, Integer> accesses = new HashMap<>();
    private final DirectoryOwners owners = new DirectoryOwners();
    private long number;
    private long position;

    // The record that is being read.
    private InstalledPackage current = new InstalledPackage();
    private int directory = -1;
    private RecordedAccess directoryAccess = RecordedAccess.DIRECTORY;
    private int file = -1;

    InstalledReader(Path place, Progress progress) {
        this.place = place;
        this.progress = progress;
    }

    InstalledDatabase read(InputStream in) throws IOException {
        database.sealed();
        byte[] buffer = new byte[1 << 16];
        int filled = 0;
        for (int count = in.read(buffer, 0, buffer.length); count >= 0; ) {
            progress.check();
            filled += count;
            int start = 0;
            for (int i = filled - count; i < filled; i++) {
                if (buffer[i] == '\n') {
                    take(buffer, start, i);
                    start = i + 1;
                }
            }
            System.arraycopy(buffer, start, buffer, 0, filled - start);
            filled -= start;
            if (filled == buffer.length) {
                buffer = grow(buffer);
            }
            count = in.read(buffer, filled, buffer.length - filled);
        }
        take(buffer, 0, filled);
        endRecord();
        return database;
    }

    private byte[] grow(byte[] buffer) throws LimitExceededException {
        if (buffer.length >= LINE_LIMIT) {
            throw new LimitExceededException(
                    LimitExceededException.detail("line " + (number + 1) + " of the database of packages is too long")
                            .at(place, position)
                            .expected("at most " + LINE_LIMIT + " bytes"));
        }
        return Arrays.copyOf(buffer, buffer.length * 2);
    }

    private void take(byte[] line, int from, int to) throws IOException {
        number++;
        if (from == to) {
            endRecord();
        } else if (to - from < 2 || line[from + 1] != ':') {
            throw corrupt("a line is no \"letter:value\"");
        } else {
            take((char) (line[from] & 0xff), line, from + 2, to);
        }
        position += to - from + 1;
    }

    private void take(char letter, byte[] line, int from, int to) throws IOException {
        switch (letter) {
            case 'P':
                current.name = text(line, from, to);
                break;
            case 'V':
                current.version = text(line, from, to);
                break;
            case 'o':
                current.origin = text(line, from, to);
                break;
            case 'q':
                current.priority = number(line, from, to);
                break;
            case 'f':
                takeFlags(line, from, to);
                break;
            case 'F':
                takeDirectory(line, from, to);
                break;
            case 'M':
                require(directory >= 0, "M: stands before any directory");
                directoryAccess = access(line, from, to);
                break;
            case 'R':
                takeFile(line, from, to);
                break;
            case 'a':
                require(file >= 0, "a: stands before any file");
                database.setAccess(file, intern(access(line, from, to)));
                break;
            case 'Z':
                require(file >= 0, "Z: stands before any file");
                takeDigest(line, from, to);
                break;
            default:
                if (OF_INDEX.indexOf(letter) < 0 && UNREAD.indexOf(letter) < 0) {
                    throw newer("the letter " + letter);
                }
        }
        current.isEmpty = false;
    }

    private void takeFlags(byte[] line, int from, int to) throws IOException {
        for (int i = from; i < to; i++) {
            switch (line[i]) {
                case 'f':
                case 's':
                    break;
                case 'x':
                    current.hasUnknownAttributes = true;
                    break;
                case 'S':
                    current.hasShortSha256 = true;
                    break;
                default:
                    throw newer("the flag " + (char) (line[i] & 0xff));
            }
        }
    }

    private void takeDirectory(byte[] line, int from, int to) throws IOException {
        require(!current.name.isEmpty(), "F: stands before the name of a package");
        register();
        endDirectory();
        int parent = 0;
        int end = to > from && line[to - 1] == '/' ? to - 1 : to;
        for (int start = from; start < end; ) {
            int slash = start;
            while (slash < end && line[slash] != '/') {
                slash++;
            }
            requireName(line, start, slash);
            int found = database.directories.find(parent, line, start, slash);
            if (found < 0) {
                found = database.directories.add(parent, line, start, slash, place);
                database.setDirectory(found, -1, -1);
            }
            parent = found;
            start = slash + 1;
        }
        directory = parent;
        directoryAccess = RecordedAccess.DIRECTORY;
        file = -1;
    }

    private void takeFile(byte[] line, int from, int to) throws IOException {
        require(directory >= 0, "R: stands before any directory");
        requireName(line, from, to);
        for (int i = from; i < to; i++) {
            require(line[i] != '/', "the name of a file has a slash in it");
        }
        // Of one path with two owners, apk takes the first as owner, and what is recorded last.
        file = database.files.find(directory, line, from, to);
        if (file < 0) {
            file = database.files.add(directory, line, from, to, place);
            database.addFile(file, current.number, intern(RecordedAccess.FILE));
        }
    }

    private void takeDigest(byte[] line, int from, int to) throws IOException {
        RecordedDigest digest = RecordedDigest.parse(line, from, to);
        if (digest == null) {
            throw corrupt("a digest is malformed");
        }
        boolean cut = current.hasShortSha256 && digest.kind() == RecordedDigest.Kind.SHA1;
        database.setDigest(file, cut ? new RecordedDigest(RecordedDigest.Kind.SHA256_160, digest.bytes()) : digest);
    }

    private void register() throws LimitExceededException {
        if (current.number >= 0) {
            return;
        }
        if (database.packages.size() == PACKAGE_LIMIT) {
            throw new LimitExceededException(LimitExceededException.detail("there are too many packages")
                    .at(place, position)
                    .expected("at most " + PACKAGE_LIMIT));
        }
        current.number = database.packages.size();
        database.packages.add(current.name + "-" + current.version);
        if (current.hasUnknownAttributes) {
            database.setUnknownAttributes(current.number);
        }
        if (current.name.equals("apk-tools") && current.version.startsWith("3.")) {
            database.setGeneration(ApkGeneration.APK_3);
        }
    }

    private void endDirectory() throws LimitExceededException {
        if (directory >= 0) {
            int second = owners.combined(database, directory, directoryAccess, this::intern);
            int third = owners.owned(database, directory, current, intern(directoryAccess));
            database.setDirectory(directory, second, third);
        }
    }

    private void endRecord() throws IOException {
        if (current.isEmpty) {
            return;
        }
        require(!current.name.isEmpty() && !current.version.isEmpty(), "a package has no name or no version");
        register();
        endDirectory();
        current = new InstalledPackage();
        directory = -1;
        file = -1;
    }

    private RecordedAccess access(byte[] line, int from, int to) throws CorruptInputException {
        RecordedAccess access = RecordedAccess.parse(line, from, to);
        if (access == null) {
            throw corrupt("owner and permissions are malformed");
        }
        return access;
    }

    private int intern(RecordedAccess access) throws LimitExceededException {
        Integer known = accesses.get(access);
        if (known != null) {
            return known;
        }
        if (accesses.size() == ACCESS_LIMIT) {
            throw new LimitExceededException(LimitExceededException.detail("there are too many kinds of access")
                    .at(place, position)
                    .expected("at most " + ACCESS_LIMIT));
        }
        database.accesses.add(access);
        accesses.put(access, accesses.size());
        return accesses.size() - 1;
    }

    private static String text(byte[] line, int from, int to) {
        return new String(line, from, to - from, StandardCharsets.UTF_8);
    }

    private long number(byte[] line, int from, int to) throws CorruptInputException {
        long value = 0;
        for (int i = from; i < to; i++) {
            require(line[i] >= '0' && line[i] <= '9' && to - from <= 18, "a number is malformed");
            value = value * 10 + line[i] - '0';
        }
        return value;
    }

    private void requireName(byte[] line, int from, int to) throws CorruptInputException {
        boolean isName = to > from;
        boolean dots = to - from <= 2;
        for (int i = from; i < to; i++) {
            isName &= line[i] != 0;
            dots &= line[i] == '.';
        }
        require(isName && !dots, "this is no name of a file");
    }

    private void require(boolean holds, String fault) throws CorruptInputException {
        if (!holds) {
            throw corrupt(fault);
        }
    }

    private CorruptInputException corrupt(String what) {
        return new CorruptInputException(detail(CorruptInputException.detail(what + " in line " + number)));
    }

    private UnsupportedFeatureException newer(String what) {
        return new UnsupportedFeatureException(
                detail(UnsupportedFeatureException.detail(what + " in line " + number + " is not known")));
    }

    private FaultDetail detail(FaultDetail detail) {
        return detail.at(place, position)
                .cure("the database of packages is damaged or newer than this library: restore it from a backup");
    }
}
