package dev.diskless.overlay.internal;

/**
 * A unit of an earlier overlay.
 *
 * @param unit what it should be
 * @param bytes what was read
 */
record OldUnit(PackedUnit unit, byte[] bytes) {}
