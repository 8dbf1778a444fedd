package dev.diskless.overlay;

import dev.diskless.progress.Progress;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/** Cuts a file into lines of bounded length and shows them to every rule. */
final class FileScanner {

    static final long MAX_TEXT = 16L << 20;
    static final long MAX_BINARY = 64L << 10;

    private static final int BUFFER = 1 << 14;
    private static final int MAX_LINE = 4096;
    // A longer line comes in pieces that overlap by what the longest token takes.
    private static final int OVERLAP = 512;

    private final byte[] buffer = new byte[BUFFER];
    private final byte[] window = new byte[MAX_LINE];

    void scan(ScannedFile file, InputStream content, Progress progress) throws IOException {
        int count = content.readNBytes(buffer, 0, BUFFER);
        boolean binary = hasZero(count);
        HeaderRules.look(file, buffer, count);
        List<LineRule> rules = List.of(
                new KeyRules(), new AccountRules(), new SettingRules(), new TokenRules(), new NamedValueRules());
        long left = binary ? MAX_BINARY : MAX_TEXT;
        int used = 0;
        long line = 1;
        long offset = 0;
        while (count > 0 && left > 0 && !file.isFull()) {
            progress.check();
            left -= count;
            for (int i = 0; i < count; i++) {
                byte b = buffer[i];
                if (b == '\n') {
                    show(file, rules, used, line, offset);
                    offset += used + 1;
                    used = 0;
                    line++;
                } else {
                    if (used == MAX_LINE) {
                        show(file, rules, used, line, offset);
                        System.arraycopy(window, MAX_LINE - OVERLAP, window, 0, OVERLAP);
                        offset += MAX_LINE - OVERLAP;
                        used = OVERLAP;
                    }
                    window[used++] = b;
                }
            }
            count = content.readNBytes(buffer, 0, BUFFER);
        }
        if (used > 0) {
            show(file, rules, used, line, offset);
        }
        for (LineRule rule : rules) {
            rule.end(file);
        }
        if (count > 0 && !binary) {
            file.setIncomplete();
        }
    }

    private boolean hasZero(int count) {
        for (int i = 0; i < count; i++) {
            if (buffer[i] == 0) {
                return true;
            }
        }
        return false;
    }

    private void show(ScannedFile file, List<LineRule> rules, int length, long line, long offset) {
        int end = length > 0 && window[length - 1] == '\r' ? length - 1 : length;
        String text = new String(window, 0, end, StandardCharsets.ISO_8859_1);
        file.moveTo(line, offset);
        String lower = text.toLowerCase(Locale.ROOT);
        for (LineRule rule : rules) {
            rule.look(file, text, lower);
        }
    }
}
