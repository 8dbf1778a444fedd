package dev.diskless.overlay;

import dev.diskless.medium.OverlayEntry;
import dev.diskless.medium.Severity;
import java.util.ArrayList;
import java.util.List;

/** A file that is looked at for secrets, where the look is, and what was found so far. */
final class ScannedFile {

    private static final int WORLD_READABLE = 0004;

    private final OverlayEntry entry;
    private final int room;
    private final List<SecretFinding> findings = new ArrayList<>();
    private boolean incomplete;
    private long line;
    private long offset;
    private long lastFound = -1;

    ScannedFile(OverlayEntry entry, int room) {
        this.entry = entry;
        this.room = room;
    }

    String path() {
        return entry.name();
    }

    String fileName() {
        return path().substring(path().lastIndexOf('/') + 1);
    }

    void moveTo(long newLine, long newOffset) {
        line = newLine;
        offset = newOffset;
    }

    /** Whether a rule that looked before has found something in this line. */
    boolean isFound() {
        return lastFound == line;
    }

    void found(SecretKind kind, Severity severity, String detail) {
        foundAt(line, offset, kind, severity, detail);
    }

    /** A finding that may well be none; who can read the file does not make it more. */
    void suspected(SecretKind kind, String detail) {
        add(line, offset, kind, Severity.NOTE, detail);
    }

    void foundAt(long atLine, long atOffset, SecretKind kind, Severity severity, String detail) {
        boolean open = (entry.mode() & WORLD_READABLE) != 0;
        Severity raised = open && severity != Severity.ERROR ? Severity.values()[severity.ordinal() - 1] : severity;
        String readable = open ? (detail.isEmpty() ? "" : ", ") + "readable for everybody" : "";
        add(atLine, atOffset, kind, raised, detail + readable);
    }

    private void add(long atLine, long atOffset, SecretKind kind, Severity severity, String detail) {
        lastFound = line;
        if (findings.size() >= room) {
            incomplete = true;
            return;
        }
        findings.add(new SecretFinding(path(), kind, severity, atLine, atOffset, detail));
    }

    void setIncomplete() {
        incomplete = true;
    }

    boolean isFull() {
        return incomplete && findings.size() >= room;
    }

    long line() {
        return line;
    }

    long offset() {
        return offset;
    }

    List<SecretFinding> findings() {
        return findings;
    }

    boolean isIncomplete() {
        return incomplete;
    }
}
