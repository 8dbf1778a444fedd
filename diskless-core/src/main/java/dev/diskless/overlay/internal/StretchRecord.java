package dev.diskless.overlay.internal;

import java.util.List;

/**
 * A stretch of an overlay that was written.
 *
 * @param heads digest of its headers
 * @param states digest of the states of its files
 * @param settled whether a change since then must show in the states
 * @param units its compressed data
 * @param offset where that begins in the overlay, in bytes
 */
record StretchRecord(byte[] heads, byte[] states, boolean settled, List<PackedUnit> units, long offset) {}
