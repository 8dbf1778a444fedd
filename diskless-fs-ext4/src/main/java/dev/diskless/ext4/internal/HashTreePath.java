package dev.diskless.ext4.internal;

import dev.diskless.ext4.internal.disk.HashTreeNode;

/** The way from the root of a hash tree to one leaf. Not thread-safe. */
final class HashTreePath {

    private final int[] blocks;
    private final HashTreeNode[] nodes;
    private final int[] pairs;

    HashTreePath(int depth) {
        this.blocks = new int[depth];
        this.nodes = new HashTreeNode[depth];
        this.pairs = new int[depth];
    }

    /** Puts a node into the path. */
    void set(int depth, int block, HashTreeNode node, int pair) {
        blocks[depth] = block;
        nodes[depth] = node;
        pairs[depth] = pair;
    }

    /** The number of nodes, of which the root is the first. */
    int depth() {
        return nodes.length;
    }

    HashTreeNode node(int depth) {
        return nodes[depth];
    }

    /** The logical block of a node. */
    int block(int depth) {
        return blocks[depth];
    }

    /** The pair of a node that leads on. */
    int pair(int depth) {
        return pairs[depth];
    }

    void setPair(int depth, int pair) {
        pairs[depth] = pair;
    }

    /** The node that leads to the leaf. */
    HashTreeNode lowest() {
        return nodes[nodes.length - 1];
    }

    /** The logical block that a node leads to. */
    int child(int depth) {
        return nodes[depth].block(pairs[depth]);
    }

    /** The logical block of the leaf. */
    int leaf() {
        return child(nodes.length - 1);
    }

    /** How many nodes are full, from the lowest one up to the first that is not. */
    int full() {
        int full = 0;
        while (full < nodes.length && nodes[nodes.length - 1 - full].isFull()) {
            full++;
        }
        return full;
    }
}
