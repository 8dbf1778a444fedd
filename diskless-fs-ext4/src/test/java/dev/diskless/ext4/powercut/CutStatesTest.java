package dev.diskless.ext4.powercut;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class CutStatesTest {

    private static CutRecorder recorder(int sectors) {
        return new CutRecorder(new byte[sectors * 512], 512);
    }

    private static void write(CutRecorder device, int sector, int count, int value) {
        byte[] bytes = new byte[count * 512];
        Arrays.fill(bytes, (byte) value);
        device.write(sector * 512L, ByteBuffer.wrap(bytes));
    }

    private static Set<String> states(CutStates states) {
        Set<String> all = new TreeSet<>();
        for (int i = 0; i < states.count(); i++) {
            all.add(Arrays.toString(states.state(i)));
        }
        return all;
    }

    @Test
    void fewSectorsAreCutInAllWays() {
        CutRecorder device = recorder(20);
        write(device, 3, 2, 1);
        write(device, 9, 1, 1);
        write(device, 9, 1, 2);
        CutStates states = new CutStates(device.epochs().get(0), 12, 0, 1);
        assertTrue(states.isExhaustive());
        assertEquals(2 * 2 * 3, states(states).size());
    }

    @Test
    void manySectorsAreCutAtPrefixesOmissionsAndInclusions() {
        CutRecorder device = recorder(20);
        write(device, 0, 3, 1);
        write(device, 1, 1, 2);
        CutStates states = new CutStates(device.epochs().get(0), 2, 5, 1);
        assertFalse(states.isExhaustive());
        Set<String> all = states(states);
        assertTrue(
                all.containsAll(List.of(
                        "[0, 0, 0]",
                        "[1, 0, 0]",
                        "[1, 1, 0]",
                        "[1, 1, 1]",
                        "[1, 2, 1]",
                        "[0, 2, 1]",
                        "[1, 2, 0]",
                        "[0, 1, 0]",
                        "[0, 2, 0]",
                        "[0, 0, 1]")),
                all.toString());
    }

    @Test
    void barriersEndEpochsAndPromisesHoldFromThenOn() {
        CutRecorder device = recorder(4);
        write(device, 0, 1, 1);
        device.flush();
        device.flush();
        device.promise(1);
        write(device, 1, 1, 1);
        List<Epoch> epochs = device.epochs();
        assertEquals(2, epochs.size());
        assertEquals(-1, epochs.get(0).durable());
        assertEquals(1, epochs.get(1).durable());
    }

    @Test
    void partOfASectorIsWrittenAsAWholeOne() {
        CutRecorder device = recorder(4);
        write(device, 1, 1, 7);
        device.write(512 + 100, ByteBuffer.wrap(new byte[50]));
        device.zero(1024, 512);
        List<SectorWrite> writes = device.epochs().get(0).writes();
        assertEquals(2, writes.size());
        assertEquals(7, writes.get(1).content()[99]);
        assertEquals(0, writes.get(1).content()[149]);
        assertEquals(7, writes.get(1).content()[150]);
    }
}
