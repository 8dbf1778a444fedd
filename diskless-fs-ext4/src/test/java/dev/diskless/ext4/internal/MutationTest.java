package dev.diskless.ext4.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diskless.device.RamDevice;
import dev.diskless.ext4.internal.disk.ChecksumSeed;
import dev.diskless.ext4.internal.disk.DirectoryBlock;
import dev.diskless.ext4.internal.disk.ExtentNode;
import dev.diskless.ext4.internal.disk.GroupDescriptor;
import dev.diskless.ext4.internal.disk.Inode;
import dev.diskless.ext4.internal.disk.Superblock;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random bytes in metadata end in an {@link IOException} or in a walk that ends, with checksums as found or repaired. */
class MutationTest {

    private static final int ROUNDS = 1500;
    private static final int MAX_VISITS = 20_000;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void rawDamageEndsInAFaultOrAWalk(long seed) throws IOException {
        run(seed, false);
    }

    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13, 14})
    void damageUnderRightChecksumsEndsInAFaultOrAWalk(long seed) throws IOException {
        run(seed, true);
    }

    private static void run(long seed, boolean repaired) throws IOException {
        Patient patient = new Patient();
        patient.attributes();
        long kept = patient.useOtherLayouts();
        assertEquals(5000, Sample.content(patient.open(), patient.file).length);
        assertEquals(List.of(), patient.open().list(kept));
        Random random = new Random(seed);
        List<Structure> structures = structures(patient, kept);
        for (int round = 0; round < ROUNDS; round++) {
            List<Structure> touched = new ArrayList<>();
            List<byte[]> before = new ArrayList<>();
            int count = 1 + random.nextInt(3);
            for (int i = 0; i < count; i++) {
                Structure structure = structures.get(random.nextInt(structures.size()));
                byte[] bytes = patient.read(structure.position, structure.length);
                before.add(bytes.clone());
                touched.add(structure);
                mutate(bytes, random);
                if (repaired) {
                    structure.repair.seal(bytes);
                }
                patient.write(structure.position, bytes);
            }
            walk(patient.device);
            for (int i = count - 1; i >= 0; i--) {
                patient.write(touched.get(i).position, before.get(i));
            }
        }
    }

    private static void mutate(byte[] bytes, Random random) {
        int count = 1 + random.nextInt(4);
        for (int i = 0; i < count; i++) {
            int at = random.nextInt(random.nextBoolean() ? Math.min(bytes.length, 160) : bytes.length);
            switch (random.nextInt(4)) {
                case 0 -> bytes[at] = (byte) random.nextInt(256);
                case 1 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
                case 2 -> bytes[at] = (byte) (random.nextBoolean() ? 0 : 0xFF);
                default -> {
                    for (int b = at & ~3; b < Math.min(bytes.length, (at & ~3) + 4); b++) {
                        bytes[b] = (byte) (random.nextBoolean() ? 0xFF : random.nextInt(256));
                    }
                }
            }
        }
    }

    /** Visits everything that can be reached; only faults that are IOExceptions may end a part of it. */
    private static void walk(RamDevice device) {
        try {
            Volumes.probe(device);
            Volume volume = Volumes.open(device);
            volume.describe();
            Deque<Long> directories = new ArrayDeque<>(List.of(Volume.ROOT));
            int visits = 0;
            while (!directories.isEmpty()) {
                long directory = directories.remove();
                for (DirectoryName name : tryList(volume, directory)) {
                    assertTrue(visits++ < MAX_VISITS, "the walk does not end");
                    visit(volume, directory, name, directories);
                }
            }
        } catch (IOException expected) {
            // A damaged volume may be refused at once.
        }
    }

    private static List<DirectoryName> tryList(Volume volume, long directory) {
        try {
            return volume.list(directory);
        } catch (IOException expected) {
            return List.of();
        }
    }

    private static void visit(Volume volume, long directory, DirectoryName name, Deque<Long> directories) {
        try {
            long inode = volume.lookup(directory, name.name()).orElseThrow();
            InodeStat stat = volume.stat(inode);
            for (byte[] attribute : volume.attributeNames(inode)) {
                volume.attribute(inode, attribute);
            }
            switch (stat.mode() & 0xF000) {
                case Sample.DIRECTORY -> directories.add(inode);
                case Sample.LINK -> volume.readLink(inode);
                case Sample.FILE -> {
                    ByteBuffer buffer = ByteBuffer.allocate(4096);
                    for (int i = 0; i < 20 && volume.read(inode, i * 4096L, buffer.clear()) > 0; i++) {
                        // The content is of no interest.
                    }
                    volume.read(inode, Math.max(0, stat.size() - 10), buffer.clear());
                }
                default -> {}
            }
        } catch (IOException expected) {
            // This object is damaged; others may not be.
        }
    }

    private static List<Structure> structures(Patient patient, long kept) throws IOException {
        ReadableVolume volume = ReadableVolume.open(patient.device);
        ChecksumSeed seed = volume.geometry.seed();
        List<Structure> all = new ArrayList<>();
        all.add(new Structure(Superblock.POSITION, Superblock.SIZE, bytes -> new Superblock(bytes).seal()));
        all.add(new Structure(
                2L * Patient.BLOCK,
                GroupDescriptor.SMALL,
                bytes -> new GroupDescriptor(bytes, 0, GroupDescriptor.SMALL).seal(seed, 0)));
        long[] inodes = {
            Volume.ROOT, patient.directory, patient.file, patient.scattered, patient.fastLink, patient.slowLink, kept
        };
        for (long number : inodes) {
            all.add(new Structure(volume.inodes.locate(number), FormatPlan.INODE_SIZE, bytes -> {
                if (new Inode(bytes).hasValidExtraSize()) {
                    new Inode(bytes).seal(seed, number);
                }
            }));
        }
        for (int logical = 0; logical < 4; logical++) {
            all.add(new Structure(
                    patient.directoryBlockPosition(patient.directory, logical),
                    Patient.BLOCK,
                    bytes -> new DirectoryBlock(bytes).seal(seed.ofInode(patient.directory, 0))));
        }
        all.add(new Structure(
                patient.directoryBlockPosition(Volume.ROOT, 0),
                Patient.BLOCK,
                bytes -> new DirectoryBlock(bytes).seal(seed.ofInode(Volume.ROOT, 0))));
        all.add(new Structure(patient.extentNodePosition(), Patient.BLOCK, bytes -> {
            ExtentNode node = ExtentNode.inBlock(bytes);
            if (node.hasTail()) {
                node.seal(seed.ofInode(patient.scattered, 0));
            }
        }));
        return all;
    }

    private interface Repair {
        void seal(byte[] bytes);
    }

    private record Structure(long position, int length, Repair repair) {}
}
