package dev.diskless.ext4.powercut;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What was written between two barriers: a cut may keep any of it.
 *
 * @param number counts from 0
 * @param writes changes of sectors in the order in which they were asked for
 * @param durable the last step whose result was promised before the next barrier; -1 for none
 */
record Epoch(int number, List<SectorWrite> writes, int durable) {

    /** The writes of each sector, in their order. */
    Map<Integer, List<SectorWrite>> bySector() {
        Map<Integer, List<SectorWrite>> sectors = new LinkedHashMap<>();
        for (SectorWrite write : writes) {
            sectors.computeIfAbsent(write.sector(), key -> new ArrayList<>()).add(write);
        }
        return sectors;
    }

    /** Puts all of it on an image. */
    void applyTo(byte[] image, int sectorSize) {
        for (SectorWrite write : writes) {
            System.arraycopy(write.content(), 0, image, write.sector() * sectorSize, sectorSize);
        }
    }

    /** The same writes without any barrier between them. */
    static List<Epoch> merged(List<Epoch> epochs) {
        List<SectorWrite> writes = new ArrayList<>();
        int request = 0;
        for (Epoch epoch : epochs) {
            int last = 0;
            for (SectorWrite write : epoch.writes()) {
                writes.add(new SectorWrite(write.sector(), write.content(), request + write.request(), write.digest()));
                last = write.request() + 1;
            }
            request += last;
        }
        return List.of(new Epoch(0, writes, -1));
    }

    /** What turns one image into another, in the order of the disk, as if it had been written without a barrier. */
    static Epoch difference(byte[] before, byte[] after, int sectorSize) {
        List<SectorWrite> writes = new ArrayList<>();
        for (int at = 0; at < after.length; at += sectorSize) {
            if (!Arrays.equals(before, at, at + sectorSize, after, at, at + sectorSize)) {
                byte[] content = Arrays.copyOfRange(after, at, at + sectorSize);
                writes.add(SectorWrite.of(at / sectorSize, content, writes.size()));
            }
        }
        return new Epoch(0, writes, -1);
    }
}
