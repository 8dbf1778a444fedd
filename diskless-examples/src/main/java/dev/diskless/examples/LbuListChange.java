package dev.diskless.examples;

import dev.diskless.lbu.IncludeChange;
import dev.diskless.lbu.IncludeList;
import dev.diskless.lbu.Lbu;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** What include and exclude have in common: a list of paths is shown or changed. */
@SuppressWarnings("NullAway.Init") // picocli sets the fields.
abstract class LbuListChange implements Callable<Integer> {

    private final boolean include;

    @Mixin
    private LbuOptions options;

    @Parameters(arity = "0..*", paramLabel = "FILE", description = "paths from the root")
    private List<String> paths = List.of();

    LbuListChange(boolean include) {
        this.include = include;
    }

    /** What is printed of a list. */
    record Listing(List<String> paths) {}

    /** What is printed of a change. */
    record Report(List<IncludeChange> changes) {}

    @Override
    public Integer call() throws IOException {
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
