package dev.diskless.overlay.internal;

import dev.diskless.fault.CorruptInputException;
import dev.diskless.fault.FaultDetail;
import dev.diskless.fault.LimitExceededException;
import dev.diskless.fault.UnsupportedFeatureException;

/**
 * Where in an archive something stands, for faults.
 *
 * @param archive the archive as the caller names it
 * @param offset bytes from the start of the unpacked archive
 */
record Place(String archive, long offset) {

    private FaultDetail in(FaultDetail detail) {
        return detail.at(archive + " (unpacked)", offset);
    }

    CorruptInputException corrupt(String what) {
        return new CorruptInputException(in(CorruptInputException.detail(what)));
    }

    CorruptInputException corrupt(String what, Object expected, Object found) {
        return new CorruptInputException(
                in(CorruptInputException.detail(what)).expected(expected).found(found));
    }

    UnsupportedFeatureException unsupported(String what, String cure) {
        return new UnsupportedFeatureException(
                in(UnsupportedFeatureException.detail(what)).cure(cure));
    }

    LimitExceededException limit(String what, long limit, long found) {
        return new LimitExceededException(in(LimitExceededException.detail(what))
                .expected("at most " + limit)
                .found(found));
    }
}
