package dev.diskless.ext4.internal;

import dev.diskless.fault.InvalidRequestException;

/** How large the journal of a new file system is. */
final class JournalSize {

    private static final long LEAST = 1024;
    private static final long MOST = 10_240_000;
    private static final long SMALLEST_VOLUME = 2048;

    /** Pairs of a number of blocks of the volume and the journal of volumes with fewer. */
    private static final long[][] SIZES = {
        {32_768, 1024},
        {262_144, 4096},
        {524_288, 8192},
        {4_194_304, 16_384},
        {8_388_608, 32_768},
        {16_777_216, 65_536},
        {33_554_432, 131_072},
        {Long.MAX_VALUE, 262_144}
    };

    private JournalSize() {}

    /**
     * The number of blocks.
     *
     * @param bytes what was asked for; 0 for nothing
     * @return 0 if the volume is too small for any journal
     * @throws InvalidRequestException if what was asked for is out of range
     */
    static long blocks(FormatPlan plan, long bytes) throws InvalidRequestException {
        if (plan.blocks() < SMALLEST_VOLUME) {
            return 0;
        }
        if (bytes == 0) {
            int row = 0;
            while (plan.blocks() >= SIZES[row][0]) {
                row++;
            }
            return SIZES[row][1];
        }
        long blocks = bytes / plan.blockSize();
        if (blocks < LEAST || blocks > MOST) {
            throw refused("journal size out of range", LEAST + ".." + MOST, blocks);
        }
        if (blocks > free(plan) / 2) {
            throw refused("the journal is too large for the device", "at most " + free(plan) / 2, blocks);
        }
        return blocks;
    }

    // mkfs asks before it knows where the tables of a flex group go, and does not count them there.
    private static long free(FormatPlan plan) {
        long used = plan.firstDataBlock();
        for (int group = 0; group < plan.groups(); group++) {
            used += plan.superblockBlocks(group) + (plan.hasFlexGroups() ? 0 : 2 + plan.inodeTableBlocks());
        }
        return plan.blocks() - used;
    }

    private static InvalidRequestException refused(String what, String expected, long found) {
        return new InvalidRequestException(InvalidRequestException.detail(what)
                .expected(expected + " blocks")
                .found(found));
    }
}
