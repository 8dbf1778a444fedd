package dev.diskless.storage;

import java.net.URI;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The names in a page by which a web server lists a folder: links that lead to files directly in it. */
final class AutoIndex {

    private static final Pattern LINK = Pattern.compile(
            "<a\\s[^<>]{0,1000}?href\\s{0,9}=\\s{0,9}(?:\"([^\"<>]{1,3000})\"|'([^'<>]{1,3000})')",
            Pattern.CASE_INSENSITIVE);

    private AutoIndex() {}

    /**
     * The names of files, sorted.
     *
     * @param page the text of the page
     * @param folder the address of the page, with a slash at its end
     */
    static Set<String> names(String page, URI folder) {
        Set<String> names = new TreeSet<>();
        Matcher links = LINK.matcher(page);
        while (links.find()) {
            String link = links.group(1) == null ? links.group(2) : links.group(1);
            add(link.replace("&amp;", "&").replace("&#38;", "&"), folder, names);
        }
        return names;
    }

    private static void add(String link, URI folder, Set<String> names) {
        URI target;
        try {
            target = folder.resolve(link);
        } catch (IllegalArgumentException e) {
            return;
        }
        String path = target.getRawPath();
        String base = folder.getRawPath();
        boolean inside = path != null
                && path.startsWith(base)
                && target.getRawQuery() == null
                && target.getHost() != null
                && HttpAddress.origin(target).equals(HttpAddress.origin(folder));
        if (inside && path.indexOf('/', base.length()) < 0) {
            HttpAddress.name(path.substring(base.length())).ifPresent(names::add);
        }
    }
}
