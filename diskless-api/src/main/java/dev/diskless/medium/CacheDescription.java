package dev.diskless.medium;

import java.util.List;
import java.util.Objects;

/**
 * A package cache and the result of its verification.
 *
 * @param location the directory
 * @param packages number of package files
 * @param bytes their size together
 * @param indexes file names of the cached indexes
 * @param trust who vouches for the packages
 * @param signedBy names of the keys that the indexes are signed with and that were found, in order
 * @param findings what is wrong with it; empty if every package is whole and named in a verified index
 */
public record CacheDescription(
        String location,
        int packages,
        long bytes,
        List<String> indexes,
        Trust trust,
        List<String> signedBy,
        List<Finding> findings) {

    public CacheDescription {
        Objects.requireNonNull(location);
        Objects.requireNonNull(trust);
        indexes = List.copyOf(indexes);
        signedBy = List.copyOf(signedBy);
        findings = List.copyOf(findings);
    }
}
