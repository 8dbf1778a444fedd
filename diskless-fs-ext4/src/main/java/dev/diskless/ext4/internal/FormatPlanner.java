package dev.diskless.ext4.internal;

import dev.diskless.ext4.internal.disk.Features;
import dev.diskless.fault.InvalidRequestException;
import dev.diskless.medium.FormatOptions;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Divides a device into groups the way mkfs.ext4 1.47 does. Used for one plan only; not thread-safe. */
final class FormatPlanner {

    /** A request that leaves everything open. */
    static final FormatRequest DEFAULTS =
            FormatRequest.of(new FormatOptions("", new UUID(0, 0), new UUID(0, 0), Instant.EPOCH), Features.MADE_HERE);

    /** The greatest number of groups: their descriptors are kept in memory. */
    static final int MAX_GROUPS = 1 << 22;

    private static final long MEBI = 1 << 20;
    private static final long MAX_32 = 0xFFFFFFFFL;
    private static final int PAGE = 4096;
    private static final int GROWTH = 1024;
    private static final int USEFUL_BLOCKS = 50;
    private static final int LEAST_GROUP = 256;

    private final FormatRequest request;
    private final int blockSize;
    private final long requestedBlocks;
    private final long wantedInodes;
    private final double requestedReserve;
    private Features features;

    private FormatPlanner(FormatRequest request, Features features, int blockSize, long blocks, long wantedInodes) {
        this.request = request;
        this.features = features;
        this.blockSize = blockSize;
        this.requestedBlocks = blocks;
        this.wantedInodes = wantedInodes;
        this.requestedReserve = (long) (request.reservedPercent() * blocks / 100.0);
    }

    /**
     * Decides for a device.
     *
     * @throws InvalidRequestException if the device is too small or too large for the request, or the request
     *     contradicts itself
     */
    static FormatPlan plan(long deviceSize, int sectorSize, FormatRequest request) throws InvalidRequestException {
        Features features = FeatureRules.check(request.features());
        long size = deviceSize / PAGE * PAGE;
        int blockSize = blockSize(size, sectorSize, request);
        long blocks = size / blockSize;
        if (blocks > MAX_32) {
            if (!features.hasIncompatible(Features.SIXTY_FOUR_BIT)) {
                throw new InvalidRequestException(InvalidRequestException.detail("the device is too large")
                        .expected("less than " + MAX_32 * blockSize + " bytes")
                        .found(deviceSize + " bytes")
                        .cure("use the feature 64bit"));
            }
            features = features.without(Features.RESIZE_INODE, 0, 0);
        }
        if (blocks / (8L * blockSize) >= MAX_GROUPS) {
            throw new InvalidRequestException(InvalidRequestException.detail("the device is too large")
                    .expected("less than " + 8L * blockSize * blockSize * MAX_GROUPS + " bytes")
                    .found(deviceSize + " bytes"));
        }
        long inodes = wantedInodes(size, blocks, blockSize, features, request);
        FormatPlan plan = new FormatPlanner(request, features, blockSize, blocks, inodes).divide();
        if (plan == null
                || (long) plan.inodesPerGroup() * plan.groups() < plan.firstInodes()
                || plan.freeBlocks() < 0) {
            throw new InvalidRequestException(InvalidRequestException.detail("the device is too small for ext4")
                    .found(deviceSize + " bytes")
                    .cure("1 MiB is enough"));
        }
        return plan;
    }

    private static int blockSize(long size, int sectorSize, FormatRequest request) throws InvalidRequestException {
        if (request.blockSize() == 0) {
            return Math.max(size < 512 * MEBI ? 1024 : 4096, sectorSize);
        }
        if (request.blockSize() < sectorSize) {
            throw new InvalidRequestException(
                    InvalidRequestException.detail("blocks smaller than a sector of the device")
                            .expected("at least " + sectorSize + " bytes")
                            .found(request.blockSize()));
        }
        return request.blockSize();
    }

    private static long wantedInodes(long size, long blocks, int blockSize, Features features, FormatRequest request)
            throws InvalidRequestException {
        long ratio = request.bytesPerInode() != 0 ? request.bytesPerInode() : Math.max(inodeRatio(size), blockSize);
        long wanted = request.inodeCount() != 0 ? request.inodeCount() : blocks * blockSize / ratio;
        if (wanted > MAX_32) {
            if (!features.hasIncompatible(Features.SIXTY_FOUR_BIT) || request.inodeCount() != 0) {
                throw tooMany(wanted, "at most " + MAX_32);
            }
            wanted = MAX_32;
        }
        if (wanted * request.inodeSize() >= blocks * blockSize && wanted > 0) {
            throw tooMany(wanted, "less than " + blocks * blockSize / request.inodeSize());
        }
        return wanted;
    }

    private static int inodeRatio(long size) {
        if (size < 3 * MEBI) {
            return 8192;
        }
        if (size < 512 * MEBI) {
            return 4096;
        }
        if (size < 4 * MEBI * MEBI) {
            return 16384;
        }
        return size < 16 * MEBI * MEBI ? 32768 : 65536;
    }

    private @Nullable FormatPlan divide() throws InvalidRequestException {
        int first = FormatPlan.firstDataBlock(blockSize);
        int blocksPerGroup = Math.min(8 * blockSize, 65528);
        long blocks = requestedBlocks;
        long reserve = (long) requestedReserve;
        while (true) {
            long groups = ceil(blocks - first, blocksPerGroup);
            if (blocks <= first || reserve >= blocks) {
                return null;
            }
            long inodes = wantedInodes != 0 ? wantedInodes : blocks / Math.max(1, PAGE / blockSize);
            int inodesPerGroup = inodesPerGroup(Math.max(inodes, FormatPlan.FIRST_INODE + 1), groups);
            if (inodesPerGroup < 0) {
                if (blocksPerGroup < LEAST_GROUP) {
                    throw tooMany(wantedInodes, "fewer inodes for each block");
                }
                blocksPerGroup -= 8;
                blocks = requestedBlocks;
                continue;
            }
            FormatPlan plan = plan(blocks, reserve, blocksPerGroup, inodesPerGroup, Math.toIntExact(groups));
            long rest = (blocks - first) % blocksPerGroup;
            int tables = 2 + plan.inodeTableBlocks();
            if (1 + tables + plan.reservedDescriptorBlocks() + (plan.hasMetaGroups() ? 1 : plan.descriptorBlocks())
                    > blocksPerGroup) {
                throw tooMany(wantedInodes, "room for content beside the inode tables");
            }
            boolean copies = features.hasCompatible(Features.SPARSE_SUPER2) || plan.holdsSuperblock(plan.groups() - 1);
            int needed = tables + (copies ? 1 + plan.descriptorBlocks() + plan.reservedDescriptorBlocks() : 0);
            if (plan.groups() == 1 && rest != 0 && rest < needed) {
                return null;
            }
            if (rest == 0 || rest >= needed + USEFUL_BLOCKS) {
                return withJournal(plan);
            }
            // The last group would hold next to nothing; the wish for inodes stays that of the whole device.
            blocks -= rest;
            double percent = 100.0 * requestedReserve / requestedBlocks;
            reserve = (long) (percent * blocks / 100.0);
        }
    }

    /** Inodes per group so that tables fill whole blocks and counts are multiples of 8; -1 if a bitmap cannot hold them. */
    private int inodesPerGroup(long inodes, long groups) {
        long wanted = ceil(inodes, groups);
        if (wanted > 8L * blockSize) {
            return -1;
        }
        int perBlock = blockSize / request.inodeSize();
        wanted = Math.min(wanted, 65536 - perBlock);
        while (true) {
            long rounded = Math.max(8, ceil(wanted, perBlock) * perBlock) / 8 * 8;
            if (rounded * groups <= MAX_32) {
                return (int) rounded;
            }
            wanted--;
        }
    }

    private FormatPlan plan(long blocks, long reserve, int blocksPerGroup, int inodesPerGroup, int groups) {
        int perBlock = blockSize / FormatPlan.descriptorSize(features);
        int descriptorBlocks = (int) ceil(groups, perBlock);
        int kept = 0;
        if (features.hasCompatible(Features.RESIZE_INODE)) {
            long most = blocks < MAX_32 / GROWTH ? blocks * GROWTH : MAX_32;
            long mostGroups = ceil(most - FormatPlan.firstDataBlock(blockSize), blocksPerGroup);
            kept = (int) Math.min(ceil(mostGroups, perBlock) - descriptorBlocks, blockSize / 4);
        }
        if (kept + descriptorBlocks > blocksPerGroup * 3 / 4) {
            features = features.with(0, Features.META_BG, 0).without(Features.RESIZE_INODE, 0, 0);
            kept = 0;
        }
        return new FormatPlan(
                features,
                blockSize,
                request.inodeSize(),
                blocks,
                reserve,
                blocksPerGroup,
                inodesPerGroup,
                groups,
                descriptorBlocks,
                kept,
                0,
                request.lazyTables(),
                FormatPlan.LOG_GROUPS_PER_FLEX);
    }

    private FormatPlan withJournal(FormatPlan plan) throws InvalidRequestException {
        long journal =
                features.hasCompatible(Features.HAS_JOURNAL) ? JournalSize.blocks(plan, request.journalSize()) : 0;
        Features kept = features;
        if (journal == 0) {
            kept = kept.without(Features.HAS_JOURNAL | Features.ORPHAN_FILE, 0, 0);
        }
        return new FormatPlan(
                kept,
                plan.blockSize(),
                plan.inodeSize(),
                plan.blocks(),
                plan.reservedBlocks(),
                plan.blocksPerGroup(),
                plan.inodesPerGroup(),
                plan.groups(),
                plan.descriptorBlocks(),
                plan.reservedDescriptorBlocks(),
                journal,
                plan.lazyTables(),
                plan.logGroupsPerFlex());
    }

    private static InvalidRequestException tooMany(long inodes, String expected) {
        return new InvalidRequestException(InvalidRequestException.detail("too many inodes")
                .expected(expected)
                .found(inodes)
                .cure("ask for fewer inodes, or for more bytes in each"));
    }

    private static long ceil(long number, long divisor) {
        return (number + divisor - 1) / divisor;
    }
}
