package dev.diskless.partition;

import dev.diskless.device.BlockDevice;
import dev.diskless.fault.CorruptInputException;
import dev.diskless.fault.FaultDetail;
import dev.diskless.medium.Finding;
import dev.diskless.medium.Severity;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The logical partitions in extended ones. Each extended partition begins a chain of records like the master boot record:
 * an entry of one names a partition by its distance from that record, and another one the next record by its distance
 * from the start of the extended partition. Numbers go on from 5 in the order of the chain, as Linux counts.
 */
final class ExtendedChain {

    /** The most logical partitions that are read: Linux gives a disk no more than 255 partitions. */
    static final int MAX_LOGICAL = 251;

    private final BlockDevice device;
    private final List<PartitionEntry> logical = new ArrayList<>();
    private final List<Finding> findings = new ArrayList<>();
    private final Set<Long> seen = new HashSet<>();

    ExtendedChain(BlockDevice device) {
        this.device = device;
    }

    /** Reads what an extended partition holds; where its chain is damaged it ends with a finding. */
    void follow(PartitionEntry extended) throws IOException {
        try {
            long sector = extended.start();
            while (sector >= 0) {
                sector = next(extended, sector);
            }
        } catch (CorruptInputException e) {
            findings.add(new Finding(
                    Severity.ERROR,
                    "mbr-extended-damaged",
                    e.detail().message(),
                    "the logical partitions up to there are listed; recover the others with a tool for that"));
        }
    }

    /** The partitions with starts from the start of the device. */
    List<PartitionEntry> logical() {
        return logical;
    }

    List<Finding> findings() {
        return findings;
    }

    private long next(PartitionEntry extended, long sector) throws IOException {
        int unit = device.sectorSize();
        if (!seen.add(sector)) {
            throw damaged(sector, "the chain of logical partitions comes back to a record");
        }
        if (seen.size() > MAX_LOGICAL) {
            throw damaged(sector, "the chain of logical partitions has more than " + MAX_LOGICAL + " records");
        }
        ByteBuffer bytes = ByteBuffer.allocate(MasterBootRecord.SIZE);
        device.read(sector * unit, bytes);
        MasterBootRecord record = new MasterBootRecord(bytes.flip());
        if (!record.hasEndMark()) {
            if (sector == extended.start()) {
                return -1; // an extended partition that was made and never filled
            }
            throw damaged(sector, "a record in the chain of logical partitions lacks its end mark");
        }
        long next = -1;
        for (PartitionEntry entry : record.entries()) {
            if (!entry.isUsed()) {
                continue;
            }
            if (!entry.isExtended()) {
                add(extended, sector, entry);
            } else if (next < 0) {
                next = extended.start() + entry.start();
                if (next >= extended.end()) {
                    throw damaged(sector, "the chain of logical partitions leaves its extended partition");
                }
            }
        }
        return next;
    }

    private void add(PartitionEntry extended, long sector, PartitionEntry entry) throws CorruptInputException {
        PartitionEntry partition =
                new PartitionEntry(entry.status(), entry.type(), sector + entry.start(), entry.sectors());
        if (entry.start() == 0 || partition.end() > extended.end() || !entry.hasKnownStatus()) {
            throw damaged(sector, "a logical partition leaves its extended partition or lies over its record");
        }
        for (PartitionEntry other : logical) {
            if (partition.start() < other.end() && other.start() < partition.end()) {
                throw damaged(sector, "logical partitions overlap");
            }
        }
        if (logical.size() == MAX_LOGICAL) {
            throw damaged(sector, "there are more than " + MAX_LOGICAL + " logical partitions");
        }
        logical.add(partition);
    }

    private CorruptInputException damaged(long sector, String what) {
        FaultDetail detail = CorruptInputException.detail(what).at(device, sector * device.sectorSize());
        return new CorruptInputException(detail);
    }
}
