package dev.diskless.ext4.internal;

import dev.diskless.ext4.internal.disk.Features;
import dev.diskless.fault.InvalidRequestException;

/** Which features a new file system can have together: the rules of mkfs.ext4, and what is not made here. */
final class FeatureRules {

    // Whatever a volume made here must have, for files are extents and names have types.
    private static final Features NEEDED = new Features(0, Features.FILETYPE | Features.EXTENTS, 0);

    private static final Features POSSIBLE = new Features(
            Features.HAS_JOURNAL
                    | Features.EXT_ATTR
                    | Features.RESIZE_INODE
                    | Features.DIR_INDEX
                    | Features.SPARSE_SUPER2
                    | Features.ORPHAN_FILE,
            Features.FILETYPE
                    | Features.EXTENTS
                    | Features.META_BG
                    | Features.SIXTY_FOUR_BIT
                    | Features.FLEX_BG
                    | Features.CSUM_SEED,
            Features.SPARSE_SUPER
                    | Features.LARGE_FILE
                    | Features.HUGE_FILE
                    | Features.GDT_CSUM
                    | Features.DIR_NLINK
                    | Features.EXTRA_ISIZE
                    | Features.METADATA_CSUM);

    private FeatureRules() {}

    /**
     * Checks a choice.
     *
     * @return the choice; without {@code uninit_bg} where {@code metadata_csum} takes its place
     * @throws InvalidRequestException if no volume with these features can be made
     */
    static Features check(Features chosen) throws InvalidRequestException {
        Features excess = chosen.without(POSSIBLE.compatible(), POSSIBLE.incompatible(), POSSIBLE.readOnlyCompatible());
        if (!excess.names().isEmpty()) {
            throw refused("features that are not made here", "none of them", excess);
        }
        Features missing = NEEDED.without(chosen.compatible(), chosen.incompatible(), chosen.readOnlyCompatible());
        if (!missing.names().isEmpty()) {
            throw refused("features that no volume made here is without", missing, chosen);
        }
        boolean resizeInode = chosen.hasCompatible(Features.RESIZE_INODE);
        if (resizeInode && chosen.hasIncompatible(Features.META_BG)) {
            throw refused("resize_inode and meta_bg exclude each other", "one of them", chosen);
        }
        if (resizeInode && !chosen.hasReadOnlyCompatible(Features.SPARSE_SUPER)) {
            throw refused("resize_inode needs sparse_super", "both or none", chosen);
        }
        boolean summed = chosen.hasReadOnlyCompatible(Features.METADATA_CSUM);
        if (chosen.hasIncompatible(Features.CSUM_SEED) && !summed) {
            throw refused("metadata_csum_seed needs metadata_csum", "both or none", chosen);
        }
        if (chosen.hasCompatible(Features.ORPHAN_FILE) && !chosen.hasCompatible(Features.HAS_JOURNAL)) {
            throw refused("orphan_file needs has_journal", "both or none", chosen);
        }
        return summed ? chosen.without(0, 0, Features.GDT_CSUM) : chosen;
    }

    private static InvalidRequestException refused(String what, Object expected, Features found) {
        return new InvalidRequestException(InvalidRequestException.detail(what)
                .expected(expected instanceof Features some ? String.join(" ", some.names()) : expected)
                .found(String.join(" ", found.names())));
    }
}
