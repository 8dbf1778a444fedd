package dev.diskless.ext4.powercut;

import java.util.List;

/**
 * What a scenario did to a volume when no cut came.
 *
 * @param base the image before
 * @param before the counters of a volume with the first tree on which nothing is wasted
 * @param end the image after the volume was closed
 * @param stages the tree before the first step and after each
 * @param epochs all that was written between
 */
record Ground(byte[] base, Counters before, byte[] end, List<TreeView> stages, List<Epoch> epochs) {}
