package dev.diskless.fault;

/** What kind of fault a {@link Fault} is; stable across releases, for programs that must tell faults apart. */
public enum FaultCode {
    /** Bytes that were read do not follow their format. */
    CORRUPT,
    /** The input is well formed, and uses something this library does not handle. */
    UNSUPPORTED,
    /** A size or a count taken from input is above a documented limit. */
    LIMIT_EXCEEDED,
    /** A signature or a digest does not match, or nobody vouches for the input. */
    UNTRUSTED,
    /** The input is encrypted, and there is no password for it or the given ones are wrong. */
    LOCKED,
    /** Something that was asked for is not there. */
    NOT_FOUND,
    /** The target is there already, and replacing it was not asked for. */
    EXISTS,
    /** Two requests, or two inputs, contradict each other, or somebody else changed first what was to be changed. */
    CONFLICT,
    /** The file system that is written to has no room left. */
    FULL,
    /** The host's own disk, which holds the target, has no room left. */
    HOST_FULL,
    /** What is to be changed can only be read: its medium, its mount, or its rights say so. */
    READ_ONLY,
    /** The request itself is wrong: a value is out of range or malformed. */
    INVALID_REQUEST,
    /** No plug-in can do what was asked for. */
    NO_PROVIDER,
    /** The caller cancelled the work. */
    CANCELLED,
    /** The host failed to read or write. */
    IO
}
