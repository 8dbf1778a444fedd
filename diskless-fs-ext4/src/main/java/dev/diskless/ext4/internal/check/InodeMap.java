package dev.diskless.ext4.internal.check;

/** For each inode what it is, what it says of its links and how many were found: five bytes, in groups in use only. */
final class InodeMap {

    /** The bits of a state that hold the type as directory entries have it; 0 for an inode of no known type. */
    static final int TYPE = 0x07;

    static final int USED = 0x08;
    /** A directory with a hash tree, the links of which may have been too many to count. */
    static final int INDEXED = 0x10;
    /** The blocks cannot be followed safely. */
    static final int DAMAGED = 0x20;
    /** Needs no name. */
    static final int HIDDEN = 0x40;

    private final int perGroup;
    private final byte[][] states;
    private final char[][] links;
    private final char[][] names;

    InodeMap(Layout layout) {
        this.perGroup = layout.inodesPerGroup();
        this.states = new byte[layout.groups()][];
        this.links = new char[layout.groups()][];
        this.names = new char[layout.groups()][];
    }

    void set(long inode, int state, int stored) {
        int group = group(inode);
        if (states[group] == null) {
            states[group] = new byte[perGroup];
            links[group] = new char[perGroup];
            names[group] = new char[perGroup];
        }
        states[group][index(inode)] = (byte) state;
        links[group][index(inode)] = (char) stored;
    }

    int state(long inode) {
        byte[] group = states[group(inode)];
        return group == null ? 0 : group[index(inode)];
    }

    boolean is(long inode, int flag) {
        return (state(inode) & flag) != 0;
    }

    int links(long inode) {
        return links[group(inode)][index(inode)];
    }

    /** Names found; stays at 65535 when there are more. */
    int names(long inode) {
        return names[group(inode)][index(inode)];
    }

    void addName(long inode) {
        char[] counts = names[group(inode)];
        if (counts != null && counts[index(inode)] < Character.MAX_VALUE) {
            counts[index(inode)]++;
        }
    }

    boolean isEmpty(int group) {
        return states[group] == null;
    }

    private int group(long inode) {
        return (int) ((inode - 1) / perGroup);
    }

    private int index(long inode) {
        return (int) ((inode - 1) % perGroup);
    }
}
