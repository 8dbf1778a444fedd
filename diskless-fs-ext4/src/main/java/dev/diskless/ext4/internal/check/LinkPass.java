package dev.diskless.ext4.internal.check;

import dev.diskless.ext4.internal.disk.Features;
import dev.diskless.ext4.internal.disk.Inode;
import dev.diskless.ext4.internal.disk.LittleEndian;
import dev.diskless.progress.Progress;
import dev.diskless.progress.ProgressUnit;
import java.io.IOException;
import java.util.BitSet;

/** Whether every object can be reached, and by as many names as it says. */
final class LinkPass {

    private static final int ROOT = 2;
    private static final int DIRECTORY_TYPE = 2;
    private static final int MAX_LINKS = 65000;
    private static final byte[] LOST_FOUND = {'l', 'o', 's', 't', '+', 'f', 'o', 'u', 'n', 'd'};

    private final Examined volume;
    private final DirectoryList directories;
    private final Findings findings;

    LinkPass(Examined volume) {
        this.volume = volume;
        this.directories = volume.directories;
        this.findings = volume.findings;
    }

    void run(Progress progress) throws IOException {
        Layout layout = volume.layout;
        connections();
        lostFound();
        try (Progress work = progress.child("links", ProgressUnit.STEPS, layout.groups())) {
            for (int group = 0; group < layout.groups(); group++) {
                if (!volume.inodes.isEmpty(group)) {
                    long first = (long) group * layout.inodesPerGroup() + 1;
                    for (long number = first; number < first + layout.inodesPerGroup(); number++) {
                        links(number);
                    }
                }
                work.advance(1);
            }
        }
    }

    private void connections() {
        BitSet reached = new BitSet(directories.size());
        BitSet path = new BitSet(directories.size());
        int root = directories.find(ROOT);
        if (root >= 0) {
            directories.setParent(root, ROOT);
            reached.set(root);
        }
        for (int start = 0; start < directories.size(); start++) {
            int at = start;
            while (at >= 0 && !reached.get(at)) {
                if (path.get(at)) {
                    findings.inode(Problem.DIRECTORY_LOOP, directories.number(at), "a directory lies inside itself");
                    break;
                }
                path.set(at);
                at = directories.find(directories.parent(at));
            }
            at = start;
            while (at >= 0 && path.get(at)) {
                path.clear(at);
                reached.set(at);
                at = directories.find(directories.parent(at));
            }
            long number = directories.number(start);
            long parent = directories.parent(start);
            if (parent == 0) {
                findings.inode(Problem.DIRECTORY_UNCONNECTED, number, "no directory has an entry for the directory");
            } else if (directories.dots(start) != parent && !volume.inodes.is(number, InodeMap.DAMAGED)) {
                findings.inode(
                        Problem.PARENT_ENTRY,
                        number,
                        "the parent is said to be " + directories.dots(start) + " and is " + parent);
            }
        }
    }

    private void lostFound() throws IOException {
        int root = directories.find(ROOT);
        Inode inode = root < 0 || volume.inodes.is(ROOT, InodeMap.DAMAGED) ? null : volume.inode(ROOT);
        if (inode == null) {
            return;
        }
        byte[] block = new byte[volume.layout.blockSize()];
        boolean[] found = {false};
        if (inode.hasFlag(Inode.FLAG_INLINE_DATA)) {
            byte[] content = InlineContent.of(inode).bytes();
            System.arraycopy(content, 4, block, 0, content.length - 4);
            found[0] = hasLostFound(block);
        }
        new Mapping(volume, ROOT, inode, false, (logical, physical, length, unwritten) -> {
                    for (long i = 0; i < length && !found[0] && volume.source.read(physical + i, block); i++) {
                        found[0] = hasLostFound(block);
                    }
                })
                .walk();
        if (!found[0]) {
            findings.volume(Problem.NO_LOST_FOUND, "there is no directory lost+found");
        }
    }

    private boolean hasLostFound(byte[] block) {
        for (int at = 0; at + 8 + LOST_FOUND.length <= block.length; ) {
            int distance = LittleEndian.u16(block, at + 4);
            long inode = LittleEndian.u32(block, at);
            if (distance < 12 && block.length < 65536) {
                return false;
            }
            if (inode > 0 && inode <= volume.layout.inodes() && isLostFound(block, at)) {
                return (volume.inodes.state(inode) & InodeMap.TYPE) == DIRECTORY_TYPE;
            }
            at += distance < 12 || distance == 65535 ? 65536 : distance;
        }
        return false;
    }

    private static boolean isLostFound(byte[] block, int at) {
        int length = LittleEndian.u8(block, at + 6);
        return java.util.Arrays.equals(block, at + 8, at + 8 + LOST_FOUND.length, LOST_FOUND, 0, LOST_FOUND.length)
                && length == LOST_FOUND.length;
    }

    private void links(long number) {
        InodeMap inodes = volume.inodes;
        int state = inodes.state(number);
        if ((state & InodeMap.USED) == 0 || (state & InodeMap.HIDDEN) != 0) {
            return;
        }
        int stored = inodes.links(number);
        int names = inodes.names(number);
        boolean directory = (state & InodeMap.TYPE) == DIRECTORY_TYPE;
        if (names == 0 && !directory) {
            findings.inode(Problem.UNATTACHED_INODE, number, "no directory has an entry for the inode");
            return;
        }
        if (directory && volume.layout.features().hasReadOnlyCompatible(Features.DIR_NLINK)) {
            boolean uncounted = stored == 1 && (state & InodeMap.INDEXED) != 0;
            if (uncounted || names > MAX_LINKS && stored == 1) {
                return;
            }
        }
        if (stored != names) {
            findings.inode(Problem.LINK_COUNT, number, "counts " + stored + " links and has " + names);
        }
    }
}
