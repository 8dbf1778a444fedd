package dev.diskless.lbu;

import dev.diskless.fault.DisklessException;
import dev.diskless.fault.FaultCode;
import dev.diskless.fault.FaultDetail;
import dev.diskless.spi.WritableStorage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** The earlier overlays that a storage keeps. */
final class LbuBackups {

    // What lbu lists: stamps that somebody shortened by hand, too.
    private static final Pattern NAME = Pattern.compile(".*\\.[0-9][0-9].*[0-9][0-9]\\.tar\\.gz.*", Pattern.DOTALL);

    private final Lbu lbu;

    LbuBackups(Lbu lbu) {
        this.lbu = lbu;
    }

    List<Backup> list() throws IOException {
        return MediumContent.of(lbu.storage()).objects().stream()
                .filter(object -> NAME.matcher(object.name()).matches())
                .map(Backup::of)
                .toList();
    }

    List<String> prune(int limit) throws IOException {
        if (limit < 0) {
            throw new IllegalArgumentException("a limit must not be negative: " + limit);
        }
        WritableStorage storage = lbu.writable();
        List<String> deleted = new ArrayList<>();
        List<Remainder> remainders = new ArrayList<>();
        new Rotation(storage)
                .delete(Rotation.beyond(limit, lbu.host(), MediumContent.of(storage), ""), deleted, remainders);
        if (!remainders.isEmpty()) {
            throw new DisklessException(FaultDetail.of(FaultCode.IO, "kept overlays were not deleted")
                    .at(storage.identity())
                    .found(remainders));
        }
        return List.copyOf(deleted);
    }
}
