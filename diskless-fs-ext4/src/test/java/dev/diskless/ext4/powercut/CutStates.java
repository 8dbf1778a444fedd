package dev.diskless.ext4.powercut;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * The states in which a cut within one epoch may leave the sectors it writes. Each state is one number for each sector:
 * how many of the writes to it, counted from the first, it shows. With few sectors these are all states, else all
 * prefixes, omissions and inclusions of single sectors and requests, and random ones.
 */
final class CutStates {

    private final Epoch epoch;
    private final List<List<SectorWrite>> sectors;
    private final int random;
    private final Random seed;
    private final boolean all;
    private final Map<SectorWrite, Integer> order = new IdentityHashMap<>();

    CutStates(Epoch epoch, int allUpTo, int random, long seed) {
        this.epoch = epoch;
        this.sectors = new ArrayList<>(epoch.bySector().values());
        this.random = random;
        this.seed = new Random(seed * 31 + epoch.number());
        this.all = sectors.size() <= allUpTo && combinations() <= 1L << 14;
        epoch.writes().forEach(write -> order.put(write, order.size()));
    }

    /** The writes of each sector that a state has a number for. */
    List<List<SectorWrite>> sectors() {
        return sectors;
    }

    boolean isExhaustive() {
        return all;
    }

    private long combinations() {
        long product = 1;
        for (List<SectorWrite> versions : sectors) {
            product = Math.min(Long.MAX_VALUE / 1000, product * (versions.size() + 1));
        }
        return product;
    }

    /** So many states there are, some of which may be equal. */
    int count() {
        return all ? (int) combinations() : 1 + 3 * epoch.writes().size() + 2 * requests() + random;
    }

    private int requests() {
        return epoch.writes().get(epoch.writes().size() - 1).request() + 1;
    }

    /** One of the states; ask for each number once, in any order. */
    int[] state(int number) {
        int[] shown = new int[sectors.size()];
        if (all) {
            int rest = number;
            for (int i = 0; i < shown.length; i++) {
                int choices = sectors.get(i).size() + 1;
                shown[i] = rest % choices;
                rest /= choices;
            }
            return shown;
        }
        int size = epoch.writes().size();
        int index = number;
        if (index <= size) {
            return prefix(shown, index);
        }
        index -= size + 1;
        if (index < size) {
            return one(last(), epoch.writes().get(index), -1);
        }
        index -= size;
        if (index < size) {
            return one(shown, epoch.writes().get(index), 0);
        }
        index -= size;
        if (index < 2 * requests()) {
            int request = index / 2;
            return index % 2 == 0 ? request(shown, request, 0) : request(last(), request, -1);
        }
        return chance(shown);
    }

    private int[] prefix(int[] shown, int length) {
        for (int i = 0; i < shown.length; i++) {
            for (SectorWrite write : sectors.get(i)) {
                shown[i] += order.get(write) < length ? 1 : 0;
            }
        }
        return shown;
    }

    private int[] last() {
        return sectors.stream().mapToInt(List::size).toArray();
    }

    /** Shows a sector as it was just before (-1) or after (0) one of its writes. */
    private int[] one(int[] shown, SectorWrite write, int before) {
        for (int i = 0; i < shown.length; i++) {
            if (sectors.get(i).get(0).sector() == write.sector()) {
                shown[i] = sectors.get(i).indexOf(write) + 1 + before;
            }
        }
        return shown;
    }

    private int[] request(int[] shown, int request, int before) {
        int[] result = Arrays.copyOf(shown, shown.length);
        for (int i = 0; i < result.length; i++) {
            List<SectorWrite> versions = sectors.get(i);
            for (int v = 0; v < versions.size(); v++) {
                if (versions.get(v).request() == request) {
                    result[i] = v + 1 + before;
                }
            }
        }
        return result;
    }

    private int[] chance(int[] shown) {
        int[] odds = {10, 30, 50, 70, 90};
        int percent = odds[seed.nextInt(odds.length)];
        for (int i = 0; i < shown.length; i++) {
            int versions = sectors.get(i).size();
            shown[i] = seed.nextInt(100) < percent ? 1 + seed.nextInt(versions) : 0;
        }
        return shown;
    }
}
