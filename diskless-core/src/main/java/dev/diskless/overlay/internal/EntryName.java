package dev.diskless.overlay.internal;

import dev.diskless.fault.CorruptInputException;
import dev.diskless.medium.NameBytes;

/** Names of entries as archives hold them, made relative to the root. */
final class EntryName {

    private EntryName() {}

    /**
     * The path from the root: without leading and trailing slashes, empty and {@code .} components.
     *
     * @return the path; empty for the root itself
     * @throws CorruptInputException if a component is {@code ..}
     */
    static String fromRoot(byte[] raw, Place place) throws CorruptInputException {
        String text = NameBytes.decode(raw);
        StringBuilder path = new StringBuilder(text.length());
        int start = 0;
        while (start <= text.length()) {
            int end = text.indexOf('/', start);
            end = end < 0 ? text.length() : end;
            String part = text.substring(start, end);
            if (part.equals("..")) {
                throw place.corrupt("a name leads out of the root", "no .. in it", text);
            }
            if (!part.isEmpty() && !part.equals(".")) {
                path.append(path.length() == 0 ? "" : "/").append(part);
            }
            start = end + 1;
        }
        return path.toString();
    }

    static boolean endsWithSlash(byte[] raw) {
        return raw.length > 0 && raw[raw.length - 1] == '/';
    }
}
