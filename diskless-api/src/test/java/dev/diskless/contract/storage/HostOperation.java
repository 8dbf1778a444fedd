package dev.diskless.contract.storage;

/** What a program asks of a file system, as a {@link ForwardingProvider} hears of it. */
public enum HostOperation {
    OPEN(false),
    MAKE(true),
    READ(false),
    WRITE(true),
    TRUNCATE(true),
    FORCE(true),
    FORCE_DIRECTORY(true),
    LINK(true),
    RENAME(true),
    DELETE(true),
    COPY(true),
    LIST(false),
    STATUS(false),
    SET(true),
    LOCK(false);

    private final boolean changes;

    HostOperation(boolean changes) {
        this.changes = changes;
    }

    boolean changes() {
        return changes;
    }
}
