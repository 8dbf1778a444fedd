package dev.diskless.apk;

import dev.diskless.fault.CorruptInputException;
import dev.diskless.fault.LimitExceededException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The {@code .PKGINFO} of a package: lines {@code key = value}, where a key may come again. */
final class ControlInfo {

    static final String FILE = ".PKGINFO";

    private static final int LIMIT = 1 << 20;
    private static final String SEPARATOR = " = ";

    private final Map<String, List<String>> values = new TreeMap<>();

    private ControlInfo() {}

    static ControlInfo read(TarMember tar, Object place) throws IOException {
        ControlInfo info = new ControlInfo();
        String text = new String(tar.content(LIMIT), StandardCharsets.UTF_8);
        for (String line : text.split("\n")) {
            int at = line.indexOf(SEPARATOR);
            if (at > 0 && line.charAt(0) != '#') {
                info.values
                        .computeIfAbsent(line.substring(0, at), key -> new ArrayList<>())
                        .add(line.substring(at + SEPARATOR.length()).strip());
            }
        }
        if (!IndexRecord.isName(info.first("pkgname")) || !IndexRecord.isVersion(info.first("pkgver"))) {
            throw new CorruptInputException(CorruptInputException.detail("the package names itself malformed")
                    .at(place)
                    .expected(".PKGINFO with pkgname and pkgver")
                    .found(info.first("pkgname") + " " + info.first("pkgver")));
        }
        if (info.values.size() > 1000) {
            throw new LimitExceededException(
                    LimitExceededException.detail(".PKGINFO has too many keys").at(place));
        }
        return info;
    }

    /** The first value of a key; empty if there is none. */
    String first(String key) {
        return values.getOrDefault(key, List.of("")).get(0);
    }

    /** All values of a key, joined by blanks. */
    String joined(String key) {
        return String.join(" ", values.getOrDefault(key, List.of()));
    }
}
