package dev.diskless.ext4.internal.check;

import dev.diskless.device.BlockDevice;
import dev.diskless.ext4.check.CheckReport;
import dev.diskless.ext4.internal.disk.LittleEndian;
import dev.diskless.progress.Progress;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is in use on a volume by all that was found when it was checked, whatever its bitmaps and counters say. The basis on
 * which leftovers are put right.
 */
public final class Survey {

    private static final int DIRECTORY_TYPE = 2;

    /** More than a power cut can leave. */
    private static final int LIMIT = 200_000;

    private final CheckReport report;
    private final @Nullable Examined volume;

    private Survey(CheckReport report, @Nullable Examined volume) {
        this.report = report;
        this.volume = volume;
    }

    /** Checks the volume on a device, which is only read. */
    public static Survey of(BlockDevice device) throws IOException {
        Findings findings = new Findings(LIMIT);
        Examined volume = Checker.examine(device, findings, Progress.silent());
        return new Survey(findings.report(), volume);
    }

    public CheckReport report() {
        return report;
    }

    /** The bits of the blocks of a group that are in use, as many bytes as its bitmap has. */
    public byte[] blocks(int group) {
        Examined known = known();
        byte[] bits = new byte[known.layout.blocksPerGroup() / 8];
        byte[] words = new byte[(bits.length + 7) / 8 * 8];
        for (int word = 0; word < words.length / 8; word++) {
            LittleEndian.put64(words, word * 8, known.blocks.word(group, word));
        }
        System.arraycopy(words, 0, bits, 0, bits.length);
        return bits;
    }

    /** The bits of the inodes of a group that are in use. */
    public byte[] inodes(int group) {
        Examined known = known();
        int count = known.layout.inodesPerGroup();
        byte[] bits = new byte[count / 8];
        for (int i = 0; i < count && !known.inodes.isEmpty(group); i++) {
            if (known.inodes.is(first(group) + i, InodeMap.USED)) {
                bits[i / 8] |= (byte) (1 << i % 8);
            }
        }
        return bits;
    }

    /** Number of directories in a group. */
    public int directories(int group) {
        Examined known = known();
        int count = 0;
        for (int i = 0; i < known.layout.inodesPerGroup() && !known.inodes.isEmpty(group); i++) {
            int state = known.inodes.state(first(group) + i);
            count += (state & InodeMap.USED) != 0 && (state & InodeMap.TYPE) == DIRECTORY_TYPE ? 1 : 0;
        }
        return count;
    }

    /** The numbers of all directories, ascending. */
    public List<Long> directories() {
        DirectoryList list = known().directories;
        List<Long> numbers = new ArrayList<>();
        for (int i = 0; i < list.size(); i++) {
            numbers.add(list.number(i));
        }
        return numbers;
    }

    /** The directory that a directory names as its parent; 0 if it names none, or is none. */
    public long parent(long directory) {
        int index = known().directories.find(directory);
        return index < 0 ? 0 : known().directories.dots(index);
    }

    /** Whether an inode is in use. */
    public boolean isUsed(long inode) {
        return known().inodes.is(inode, InodeMap.USED);
    }

    /** How many names were found for an inode. */
    public int names(long inode) {
        return known().inodes.names(inode);
    }

    private long first(int group) {
        return (long) group * known().layout.inodesPerGroup() + 1;
    }

    private Examined known() {
        if (volume == null) {
            throw new IllegalStateException("a volume that cannot be checked");
        }
        return volume;
    }
}
