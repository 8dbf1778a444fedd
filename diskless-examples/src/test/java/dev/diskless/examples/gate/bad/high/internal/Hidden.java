package dev.diskless.examples.gate.bad.high.internal;

/** Public, but not exported. */
public class Hidden {}
