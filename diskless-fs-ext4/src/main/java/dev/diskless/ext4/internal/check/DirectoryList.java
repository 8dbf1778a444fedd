package dev.diskless.ext4.internal.check;

import java.util.Arrays;

/** All directories in the order of their numbers, each with the parent that names it and the parent it names. */
final class DirectoryList {

    private int[] numbers = new int[64];
    private int[] parents = new int[64];
    private int[] dots = new int[64];
    private int size;

    /** Adds a directory with a greater number than all before. */
    void add(long inode) {
        if (size == numbers.length) {
            numbers = Arrays.copyOf(numbers, size * 2);
            parents = Arrays.copyOf(parents, size * 2);
            dots = Arrays.copyOf(dots, size * 2);
        }
        numbers[size++] = (int) inode;
    }

    int size() {
        return size;
    }

    long number(int index) {
        return numbers[index] & 0xFFFFFFFFL;
    }

    /** Where a directory stands; negative if it is none. */
    int find(long inode) {
        int low = 0;
        int high = size;
        while (low < high) {
            int middle = low + high >>> 1;
            if (number(middle) < inode) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low < size && number(low) == inode ? low : -1;
    }

    /** The directory with an entry for this one; 0 if there is none. */
    long parent(int index) {
        return parents[index] & 0xFFFFFFFFL;
    }

    void setParent(int index, long inode) {
        parents[index] = (int) inode;
    }

    /** What its entry {@code ..} says; 0 if it has none. */
    long dots(int index) {
        return dots[index] & 0xFFFFFFFFL;
    }

    void setDots(int index, long inode) {
        dots[index] = (int) inode;
    }
}
