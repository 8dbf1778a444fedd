package dev.diskless.apk;

import dev.diskless.fault.LimitExceededException;
import java.util.HashMap;
import java.util.Map;

/** Whose owner and mode count for a directory that several packages have. */
final class DirectoryOwners {

    /** Numbers kinds of access. */
    interface Numbering {
        int of(RecordedAccess access) throws LimitExceededException;
    }

    private final Map<Integer, InstalledPackage> owners = new HashMap<>();

    /** As apk 2 does it: the lowest owner and group, and of those the permissions that all give. */
    int combined(InstalledDatabase database, int directory, RecordedAccess added, Numbering numbers)
            throws LimitExceededException {
        int before = database.secondAccess(directory);
        if (before < 0) {
            return numbers.of(added);
        }
        RecordedAccess known = database.accesses.get(before);
        if (added.uid() == known.uid() && added.gid() == known.gid()) {
            return numbers.of(
                    new RecordedAccess(known.uid(), known.gid(), known.mode() & added.mode(), RecordedDigest.NONE));
        }
        boolean lower = added.uid() < known.uid() || added.uid() == known.uid() && added.gid() < known.gid();
        return lower ? numbers.of(added) : before;
    }

    /** As apk 3 does it: what the package says that owns the directory. */
    int owned(InstalledDatabase database, int directory, InstalledPackage added, int access) {
        InstalledPackage owner = owners.get(directory);
        if (owner == null || owner.yieldsDirectoryTo(added)) {
            owners.put(directory, added);
            return access;
        }
        return database.thirdAccess(directory);
    }
}
