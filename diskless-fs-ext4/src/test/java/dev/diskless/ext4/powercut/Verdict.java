package dev.diskless.ext4.powercut;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What became of the judgement on one state.
 *
 * @param stage the stage of the tree, -1 for a permitted mixture, null if it is none
 * @param complaints the kinds of what the real checker found
 * @param faults why the state must not be; empty if it is right
 */
record Verdict(@Nullable Integer stage, Set<Complaint> complaints, List<String> faults) {}
