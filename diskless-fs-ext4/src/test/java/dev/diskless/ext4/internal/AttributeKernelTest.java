package dev.diskless.ext4.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.diskless.contract.tool.RealTool;
import dev.diskless.device.ImageFile;
import dev.diskless.ext4.internal.disk.AttributeList;
import dev.diskless.ext4.internal.disk.Inode;
import dev.diskless.ext4.internal.disk.PosixAcl;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the writer makes of a sequence of changes is compared with what the kernel makes of it. */
class AttributeKernelTest {

    private static final int OBJECTS = 12;
    private static final int STEPS = 150;

    /** Reads lines of file, name and value, and prints how each of them went. */
    private static final String APPLY = """
            import errno, os, sys
            words = {errno.ENOSPC: 'full', errno.ENODATA: 'missing', errno.EINVAL: 'invalid', errno.EACCES: 'invalid',
                     errno.EOPNOTSUPP: 'invalid', errno.ERANGE: 'invalid', errno.EPERM: 'invalid'}
            for line in open(sys.argv[2]):
                file, name, value = line.split()
                path, name = os.path.join(sys.argv[1], file), bytes.fromhex(name)
                try:
                    if value == '-':
                        os.removexattr(path, name)
                    else:
                        os.setxattr(path, name, bytes.fromhex(value[1:]))
                    print('done')
                except OSError as e:
                    print(words[e.errno])
            """;

    /** Prints all attributes of some files. */
    private static final String SHOW = """
            import os, sys
            for file in sys.argv[2:]:
                path = os.fsencode(os.path.join(sys.argv[1], file))
                for name in os.listxattr(path):
                    name = os.fsencode(name)
                    print(file, name.hex(), '=' + os.getxattr(path, name).hex())
            """;

    /** Changes the modes of files with lists, makes files below directories with lists, and prints what they then have. */
    private static final String FOLLOW = """
            import os, sys
            os.umask(0o777)
            for i, line in enumerate(open(sys.argv[2])):
                what, mode, acl = line.split()
                directory, path = '%s/d%d' % (sys.argv[1], i), '%s/d%d/f' % (sys.argv[1], i)
                os.mkdir(directory)
                if what == 'create':
                    os.setxattr(directory, 'system.posix_acl_default', bytes.fromhex(acl))
                    os.close(os.open(path, os.O_CREAT | os.O_WRONLY, int(mode)))
                else:
                    os.close(os.open(path, os.O_CREAT | os.O_WRONLY))
                    os.setxattr(path, 'system.posix_acl_access', bytes.fromhex(acl))
                    os.chmod(path, int(mode))
                has = 'system.posix_acl_access' in os.listxattr(path)
                print(os.stat(path).st_mode & 0o7777, os.getxattr(path, 'system.posix_acl_access').hex() if has else '-')
            """;

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-t ext4",
                "-t ext4 -b 1024",
                "-t ext4 -b 1024 -I 512 -O metadata_csum_seed",
                "-t ext4 -I 128 -b 1024",
                "-t ext4 -I 128",
                "-t ext4 -O ^metadata_csum -b 2048",
                "-t ext3"
            })
    @Tag("kernel-mount")
    void sequencesGiveTheBytesOfTheKernel(String options) throws IOException {
        Path image = makeImage(options);
        List<AttributeState> states = states(image);
        int blockSize = blockSize(image);
        List<List<AttributeStep>> sequences = new ArrayList<>();
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < OBJECTS; i++) {
            sequences.add(AttributeStep.sequence(i, STEPS, blockSize));
            for (AttributeStep step : sequences.get(i)) {
                lines.add(step.line(object(i)));
            }
        }
        List<String> outcomes;
        try (LoopMount mount = LoopMount.writable(image, folder.resolve("mnt"))) {
            Path script = Files.write(folder.resolve("steps"), lines);
            outcomes = python(APPLY, mount.root(), script);
        }
        try (ImageFile device = ImageFile.openReadOnly(image)) {
            ReadableVolume volume = ReadableVolume.open(device);
            for (int i = 0; i < OBJECTS; i++) {
                AttributeState state = states.get(i);
                for (int step = 0; step < STEPS; step++) {
                    AttributeStep todo = sequences.get(i).get(step);
                    String outcome = todo.outcome(state);
                    // Linux also removes access control lists that are not there.
                    if (outcome.equals("missing") && todo.name().startsWith("system.")) {
                        outcome = "done";
                    }
                    assertEquals(outcomes.get(i * STEPS + step), outcome, object(i) + " " + step + " " + todo.name());
                }
                long number = Sample.resolve(volume, object(i));
                assertSame(volume, number, state, object(i));
            }
        }
    }

    private static void assertSame(ReadableVolume volume, long number, AttributeState state, String message)
            throws IOException {
        Inode kernel = volume.inodes.read(number);
        assertEquals(Integer.toOctalString(kernel.mode()), Integer.toOctalString(state.inode.mode()), message);
        int room = Inode.BASE_SIZE + kernel.extraSize();
        byte[] expected = Arrays.copyOfRange(kernel.bytes(), room, kernel.bytes().length);
        byte[] found = Arrays.copyOfRange(state.inode.bytes(), room, kernel.bytes().length);
        assertEquals(HexFormat.of().formatHex(expected), HexFormat.of().formatHex(found), message);
        byte[] block = volume.attributes.block(number, kernel);
        if (block == null) {
            assertNull(state.block, message);
        } else {
            assertNotNull(state.block, message);
            state.writer.seal(state.block, kernel.attributeBlock());
            assertArrayEquals(block, state.block, message);
        }
    }

    /** Puts what the writer made into an image in which every object is there with a block and without one. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "-t ext4",
                "-t ext4 -b 1024",
                "-t ext4 -b 1024 -I 512 -O metadata_csum_seed",
                "-t ext4 -I 128 -b 1024",
                "-t ext4 -O ^metadata_csum",
                "-t ext3"
            })
    @Tag("kernel-mount")
    void kernelAndCheckerAcceptWhatIsWritten(String options) throws IOException {
        Path image = makeImage(options);
        Path large = Files.write(folder.resolve("large"), Sample.noise(600, 1));
        List<String> commands = new ArrayList<>();
        for (int i = 0; i < OBJECTS; i++) {
            commands.add("ea_set -f " + large + " " + object(i) + "-block user.large");
        }
        RealTool.named("debugfs")
                .run("-w", "-f", Files.write(folder.resolve("commands"), commands), image)
                .succeeded();
        List<AttributeState> states = states(image);
        int blockSize = blockSize(image);
        Map<String, String> expected = new TreeMap<>();
        List<Object> files = new ArrayList<>();
        try (ImageFile device = ImageFile.open(image)) {
            ReadableVolume volume = ReadableVolume.open(device);
            for (int i = 0; i < OBJECTS; i++) {
                AttributeState state = states.get(i);
                Map<String, byte[]> model = new TreeMap<>();
                for (AttributeStep step : AttributeStep.sequence(100 + i, STEPS / 2, blockSize)) {
                    if (!step.name().startsWith("system.")
                            && step.outcome(state).equals("done")) {
                        model.put(step.name(), step.value());
                    }
                }
                String name = object(i) + (state.block == null ? "" : "-block");
                model.values().removeIf(value -> value == null);
                model.forEach((key, value) -> expected.put(
                        name + " " + HexFormat.of().formatHex(Sample.bytes(key)),
                        "=" + HexFormat.of().formatHex(value)));
                files.add(name);
                put(device, volume, Sample.resolve(volume, name), state);
            }
            device.flush();
        }
        Fsck.assertClean(image);
        Map<String, String> found = new TreeMap<>();
        try (LoopMount mount = LoopMount.readOnly(image, folder.resolve("mnt"))) {
            files.add(0, mount.root());
            for (String line : python(SHOW, files.toArray())) {
                found.put(line.substring(0, line.lastIndexOf(' ')), line.substring(line.lastIndexOf(' ') + 1));
            }
        }
        assertEquals(expected, found);
    }

    @Test
    @Tag("kernel-mount")
    void accessFollowsModesAsInTheKernel() throws IOException {
        Path image = makeImage("-t ext4");
        Random random = new Random(7);
        List<String> lines = new ArrayList<>();
        List<String> expected = new ArrayList<>();
        while (lines.size() < 200) {
            byte[] list = AttributeStep.acl(random);
            int mode = random.nextInt(01000);
            if (PosixAcl.isValid(list)) {
                boolean chmod = random.nextBoolean();
                lines.add((chmod ? "chmod " : "create ") + mode + " "
                        + HexFormat.of().formatHex(list));
                byte[] after = chmod ? PosixAcl.withMode(list, mode) : PosixAcl.inherited(list, mode);
                int permissions = chmod ? mode : PosixAcl.mode(0, after);
                boolean none = PosixAcl.isMode(list);
                expected.add(permissions + " " + (none ? "-" : HexFormat.of().formatHex(after)));
            }
        }
        try (LoopMount mount = LoopMount.writable(image, folder.resolve("mnt"))) {
            Path script = Files.write(folder.resolve("steps"), lines);
            assertEquals(expected, python(FOLLOW, mount.root(), script));
        }
    }

    private static void put(ImageFile device, ReadableVolume volume, long number, AttributeState state)
            throws IOException {
        Inode inode = volume.inodes.read(number);
        int room = Inode.BASE_SIZE + inode.extraSize();
        System.arraycopy(state.inode.bytes(), room, inode.bytes(), room, inode.bytes().length - room);
        if (volume.geometry.hasMetadataChecksums()) {
            inode.seal(volume.geometry.seed(), number);
        }
        device.write(volume.inodes.locate(number), ByteBuffer.wrap(inode.bytes()));
        if (state.block != null) {
            assertEquals(1, AttributeList.inBlock(state.block).references());
            state.writer.seal(state.block, inode.attributeBlock());
            device.write(volume.geometry.position(inode.attributeBlock()), ByteBuffer.wrap(state.block));
        }
    }

    private static String object(int i) {
        return (i % 4 == 0 ? "directory-" : "file-") + i;
    }

    private static List<AttributeState> states(Path image) throws IOException {
        try (ImageFile device = ImageFile.openReadOnly(image)) {
            ReadableVolume volume = ReadableVolume.open(device);
            List<AttributeState> states = new ArrayList<>();
            for (int i = 0; i < OBJECTS; i++) {
                Inode inode = volume.inodes.read(Sample.resolve(volume, object(i)));
                states.add(new AttributeState(volume.geometry, inode, null));
            }
            return states;
        }
    }

    private static int blockSize(Path image) throws IOException {
        try (ImageFile device = ImageFile.openReadOnly(image)) {
            return ReadableVolume.open(device).geometry.blockSize();
        }
    }

    private static List<String> python(String program, Object... arguments) {
        List<Object> line = new ArrayList<>(List.of("-c", program));
        line.addAll(List.of(arguments));
        return RealTool.named("python3")
                .run(line.toArray())
                .succeeded()
                .out()
                .lines()
                .toList();
    }

    private Path makeImage(String options) throws IOException {
        Path source = Files.createDirectory(folder.resolve("source"));
        for (int i = 0; i < OBJECTS; i++) {
            for (String suffix : List.of("", "-block")) {
                Path object = source.resolve(object(i) + suffix);
                if (i % 4 == 0) {
                    Files.createDirectory(object);
                } else {
                    Files.write(object, Sample.noise(3000, i));
                }
            }
        }
        Path image = folder.resolve("real.img");
        try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
            file.setLength(16L << 20);
        }
        List<Object> line = new ArrayList<>(List.of("-q", "-F", "-d", source));
        line.addAll(List.of(options.split(" ")));
        line.add(image);
        RealTool.named("mke2fs").run(line.toArray()).succeeded();
        return image;
    }
}
