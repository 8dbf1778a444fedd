package dev.diskless.apk;

import dev.diskless.fault.DisklessException;
import dev.diskless.fault.InvalidRequestException;
import dev.diskless.fault.LimitExceededException;
import dev.diskless.medium.NameBytes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The rules that say which files of a root are configuration: {@code +etc}, {@code @etc/init.d}, {@code !etc/apk}, and
 * then the lines of the files {@code etc/apk/protected_paths.d/*.list}, as {@code apk} reads them (see apk-audit(8) and
 * the format in lbu(8)).
 *
 * <p>A line is a mode character ({@code + - @ !}, none means {@code +}) and a path from the root, of which each
 * component is a pattern. At one depth the last rule that matches wins; a deeper rule wins over one above it; nothing
 * matches names that lie directly in the root. {@code apk} reads the files in the order in which the file system gives
 * them; here it is that of the bytes of their names, so that the same root always means the same. Files whose names begin
 * with a dot are skipped, as apk 3 does it; apk 2 reads them.
 *
 * <p>Limits: 1 MiB for each file, 2 MiB for all, 100,000 rules. Immutable, thread-safe.
 */
public final class ProtectedPaths {

    static final int FILE_LIMIT = 1 << 20;
    static final int ALL_FILES_LIMIT = 2 << 20;
    static final int RULE_LIMIT = 100_000;

    private static final String DIRECTORY = "etc/apk/protected_paths.d";
    private static final byte[] BUILT_IN = "+etc\n@etc/init.d\n!etc/apk\n".getBytes(StandardCharsets.US_ASCII);

    private final ProtectionScope top;

    private ProtectedPaths(List<ProtectionScope.Rule> rules) {
        top = ProtectionScope.top(List.copyOf(rules));
    }

    /**
     * The rules of a root.
     *
     * @param root its top directory
     * @return the built-in rules and those of its files
     * @throws DisklessException if a file of rules cannot be read, or lies behind a link, which is not followed
     * @throws LimitExceededException if a file is too large or there are too many rules
     * @throws IOException if the root cannot be read
     */
    public static ProtectedPaths of(Path root) throws IOException {
        List<ProtectionScope.Rule> rules = new ArrayList<>();
        add(rules, BUILT_IN, root);
        long size = 0;
        for (Path file : RuleFiles.in(root, DIRECTORY)) {
            byte[] text = RuleFiles.content(file, FILE_LIMIT);
            size += text.length;
            if (size > ALL_FILES_LIMIT) {
                throw new LimitExceededException(LimitExceededException.detail("the files of rules are too large")
                        .at(file)
                        .expected("at most " + ALL_FILES_LIMIT + " bytes together"));
            }
            add(rules, text, file);
        }
        return new ProtectedPaths(rules);
    }

    /**
     * What holds for a file.
     *
     * @param path from the root, without leading slash
     * @return its protection
     * @throws InvalidRequestException if the path is empty
     */
    public Protection ofFile(String path) throws InvalidRequestException {
        ProtectionScope scope = top;
        byte[] bytes = bytes(path);
        int start = 0;
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == '/') {
                scope = scope.directory(Arrays.copyOfRange(bytes, start, i));
                start = i + 1;
            }
        }
        return scope.file(Arrays.copyOfRange(bytes, start, bytes.length));
    }

    /**
     * What holds for a directory, and for all below it for which no rule says otherwise.
     *
     * @param path from the root, without slashes at its ends
     * @return its protection
     * @throws InvalidRequestException if the path is empty
     */
    public Protection ofDirectory(String path) throws InvalidRequestException {
        ProtectionScope scope = top;
        byte[] bytes = bytes(path);
        int start = 0;
        for (int i = 0; i <= bytes.length; i++) {
            if (i == bytes.length || bytes[i] == '/') {
                scope = scope.directory(Arrays.copyOfRange(bytes, start, i));
                start = i + 1;
            }
        }
        return scope.protection();
    }

    ProtectionScope top() {
        return top;
    }

    private static byte[] bytes(String path) throws InvalidRequestException {
        if (path.isEmpty()) {
            throw new InvalidRequestException(InvalidRequestException.detail("the root itself has no protection"));
        }
        return NameBytes.encode(path)
                .orElseThrow(
                        () -> new InvalidRequestException(InvalidRequestException.detail("no file can have this name")
                                .at(path)));
    }

    private static void add(List<ProtectionScope.Rule> rules, byte[] text, Path place) throws LimitExceededException {
        int start = 0;
        for (int i = 0; i <= text.length; i++) {
            if (i == text.length || text[i] == '\n') {
                addLine(rules, text, start, i);
                start = i + 1;
                if (rules.size() > RULE_LIMIT) {
                    throw new LimitExceededException(LimitExceededException.detail("there are too many rules")
                            .at(place)
                            .expected("at most " + RULE_LIMIT));
                }
            }
        }
    }

    private static void addLine(List<ProtectionScope.Rule> rules, byte[] text, int start, int end) {
        if (start == end || text[start] == '#') {
            return;
        }
        Protection protection = protection(text[start]);
        int from = protection == Protection.NONE ? start : start + 1;
        // What apk reads ends at a zero byte, after it has trimmed the slashes.
        int to = end;
        while (from < to && text[from] == '/') {
            from++;
        }
        while (from < to && text[to - 1] == '/') {
            to--;
        }
        List<NamePattern> patterns = new ArrayList<>();
        ByteArrayOutputStream component = new ByteArrayOutputStream();
        for (int i = from; i < to && text[i] != 0; i++) {
            if (text[i] == '/') {
                patterns.add(NamePattern.of(component.toByteArray()));
                component.reset();
            } else {
                component.write(text[i]);
            }
        }
        patterns.add(NamePattern.of(component.toByteArray()));
        rules.add(new ProtectionScope.Rule(
                List.copyOf(patterns), protection == Protection.NONE ? Protection.CHANGED : protection));
    }

    private static Protection protection(byte character) {
        switch (character) {
            case '+':
                return Protection.CHANGED;
            case '-':
                return Protection.IGNORED;
            case '@':
                return Protection.SYMLINKS;
            case '!':
                return Protection.ALL;
            default:
                return Protection.NONE;
        }
    }
}
