package dev.diskless.overlay;

import dev.diskless.fault.InvalidRequestException;
import dev.diskless.medium.EntryType;
import dev.diskless.medium.OverlayEntry;
import dev.diskless.progress.Progress;
import dev.diskless.progress.ProgressUnit;
import dev.diskless.spi.OverlayReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Looks for secrets in an overlay, so that nobody ships them by accident:
 * {@code SecretScan.of(EntrySource.overlay(file, format)).scan()}.
 *
 * <p>It knows private keys (PEM, OpenSSH, PuTTY, OpenPGP, age, dropbear; encrypted ones are told apart where that shows),
 * SSH host keys, password hashes and empty passwords in {@code shadow} and {@code passwd}, keys of wireless networks and
 * WireGuard, the PPP secrets, {@code PASSWORD} in {@code lbu.conf}, stored logins ({@code .netrc}, {@code .pgpass},
 * {@code .git-credentials}, addresses with a password), tokens of well-known services, and settings whose names speak of
 * a password, secret or token. A finding is a place, never the secret. It cannot find what does not look like one.
 *
 * <p>Every entry is looked at, those that a later one of the same name replaces too, since they are in the file all the
 * same. Of a text the first 16 MiB are looked at, of other files the first 64 KiB, in a window of fixed size. Names
 * of files with secrets that would take more than a quarter of the largest heap ({@link Runtime#maxMemory}) are a
 * {@link dev.diskless.fault.LimitExceededException}. Immutable;
 * thread-safe if the source is.
 */
public final class SecretScan {

    /** Most findings that are told of one file. */
    public static final int MAX_FINDINGS_PER_FILE = 100;

    /** Most findings that are told. */
    public static final int MAX_FINDINGS = 10_000;

    private final EntrySource source;
    private final List<PathPattern> allowed;

    private SecretScan(EntrySource source, List<PathPattern> allowed) {
        this.source = Objects.requireNonNull(source);
        this.allowed = allowed;
    }

    /**
     * A scan of everything.
     *
     * @param source what to look at
     * @return the scan; nothing is read yet
     */
    public static SecretScan of(EntrySource source) {
        return new SecretScan(source, List.of());
    }

    /**
     * The same, but files of some names may have secrets.
     *
     * @param patterns paths from the root, where {@code ?} stands for one and {@code *} for any number of characters but
     *     slashes, and {@code **} for slashes too
     * @return the scan
     * @throws InvalidRequestException if a pattern is empty, longer than 1000 characters or has more than 16 stars
     */
    public SecretScan allowing(String... patterns) throws InvalidRequestException {
        List<PathPattern> all = new ArrayList<>(allowed);
        for (String pattern : patterns) {
            all.add(PathPattern.of(pattern));
        }
        return new SecretScan(source, List.copyOf(all));
    }

    /**
     * Looks.
     *
     * @return what was found
     * @throws IOException if the source is damaged, or reading fails
     */
    public SecretReport scan() throws IOException {
        return scan(Progress.silent());
    }

    /**
     * Looks.
     *
     * @param progress gets a child that counts entries; polled for cancellation
     * @return what was found
     * @throws IOException if the source is damaged, the caller cancelled, or reading fails
     */
    public SecretReport scan(Progress progress) throws IOException {
        List<SecretFinding> findings = new ArrayList<>();
        List<String> incomplete = new ArrayList<>();
        long skipped = 0;
        EntryBudget budget = EntryBudget.ofNames();
        FileScanner scanner = new FileScanner();
        try (Progress child = progress.child("scan", ProgressUnit.FILES, 0);
                OverlayReader reader = source.open()) {
            for (Optional<OverlayEntry> next = reader.next(); next.isPresent(); next = reader.next()) {
                OverlayEntry entry = next.get();
                child.advance(1);
                if (entry.type() != EntryType.FILE) {
                    continue;
                }
                if (allowed.stream().anyMatch(pattern -> pattern.matches(entry.name()))) {
                    skipped++;
                    continue;
                }
                int room = Math.min(MAX_FINDINGS_PER_FILE, MAX_FINDINGS - findings.size());
                ScannedFile file = new ScannedFile(entry, room);
                scanner.scan(file, reader.content(), child);
                if (file.isIncomplete() || !file.findings().isEmpty()) {
                    budget.take(entry.name(), source);
                }
                findings.addAll(file.findings());
                if (file.isIncomplete()) {
                    incomplete.add(entry.name());
                }
            }
        }
        return new SecretReport(findings, skipped, incomplete);
    }
}
