package dev.diskless.examples;

import dev.diskless.lbu.IncludeChange;
import dev.diskless.lbu.IncludeList;
import dev.diskless.lbu.Lbu;
import java.io.IOException;
import java.util.List;

/** What include and exclude have in common: a list of paths is shown or changed. */
final class LbuListChange {

    private final LbuOptions options;
    private final boolean include;
    private final List<String> paths;

    LbuListChange(LbuOptions options, boolean include, List<String> paths) {
        this.options = options;
        this.include = include;
        this.paths = paths;
    }

    /** What is printed of a list. */
    record Listing(List<String> paths) {}

    /** What is printed of a change. */
    record Report(List<IncludeChange> changes) {}

    int call() throws IOException {
        if (options.list != paths.isEmpty()) {
            throw LbuMisuse.missing(
                    options.command(), options.list ? "-l takes no files" : "no file named, and no -l to list");
        }
        return options.onRoot(!options.list, () -> false, lbu -> options.list ? show(lbu.includeList()) : change(lbu));
    }

    private int show(IncludeList list) {
        List<String> entries = include ? list.included() : list.excluded();
        if (options.json) {
            options.out().print(Json.text(new Listing(entries)));
        } else {
            if (options.verbose && list.exists()) {
                options.out().println(include ? "Include files:" : "Exclude files:");
            }
            entries.forEach(options.out()::println);
        }
        options.out().flush();
        return 0;
    }

    private int change(Lbu lbu) throws IOException {
        if (options.remove && !lbu.includeList().exists()) {
            options.err().println("lbu: there is no list " + IncludeList.PATH);
            options.err().flush();
            return 1;
        }
        String[] names = paths.toArray(String[]::new);
        List<IncludeChange> changes;
        if (options.remove) {
            changes = include ? lbu.removeIncluded(names) : lbu.removeExcluded(names);
        } else {
            changes = include ? lbu.include(names) : lbu.exclude(names);
        }
        if (options.json) {
            options.out().print(Json.text(new Report(changes)));
        } else if (options.verbose) {
            changes.forEach(change -> options.out().println(change.message(IncludeList.PATH)));
        }
        options.out().flush();
        return 0;
    }
}
