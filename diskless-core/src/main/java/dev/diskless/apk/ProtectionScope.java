package dev.diskless.apk;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** The rules at one directory: what is inherited, and the rules that name something below it. Immutable. */
final class ProtectionScope {

    /** A rule: one pattern for each directory on the way, and one for the name at its end. */
    record Rule(List<NamePattern> patterns, Protection protection) {}

    private record Open(Rule rule, int depth) {

        NamePattern pattern() {
            return rule.patterns.get(depth);
        }

        boolean isLast() {
            return depth == rule.patterns.size() - 1;
        }
    }

    private static final Map<Protection, ProtectionScope> WITHOUT_RULES = withoutRules();

    private final Protection inherited;
    private final List<Open> rules;
    private final boolean top;

    private ProtectionScope(Protection inherited, List<Open> rules, boolean top) {
        this.inherited = inherited;
        this.rules = rules;
        this.top = top;
    }

    /** The scope of the root directory. */
    static ProtectionScope top(List<Rule> rules) {
        return new ProtectionScope(
                Protection.NONE, rules.stream().map(rule -> new Open(rule, 0)).toList(), true);
    }

    /** What holds for the directory itself. */
    Protection protection() {
        return inherited;
    }

    /** Whether anything in the directory or below it can be protected. */
    boolean reaches() {
        return inherited.isProtected() || rules.stream().anyMatch(open -> open.rule.protection.isProtected());
    }

    /** What holds for a name that is no directory. Nothing holds directly in the root. */
    Protection file(byte[] name) {
        Protection result = inherited;
        if (!top) {
            for (Open open : rules) {
                if (open.isLast() && open.pattern().matches(name)) {
                    result = open.rule.protection;
                }
            }
        }
        return result;
    }

    /** The scope of a directory in this one. */
    ProtectionScope directory(byte[] name) {
        Protection result = inherited;
        List<Open> deeper = List.of();
        for (Open open : rules) {
            if (open.pattern().matches(name)) {
                if (open.isLast()) {
                    result = open.rule.protection;
                } else {
                    deeper = deeper.isEmpty() ? new ArrayList<>() : deeper;
                    deeper.add(new Open(open.rule, open.depth + 1));
                }
            }
        }
        ProtectionScope plain = WITHOUT_RULES.get(result);
        return deeper.isEmpty() && plain != null ? plain : new ProtectionScope(result, deeper, false);
    }

    private static Map<Protection, ProtectionScope> withoutRules() {
        Map<Protection, ProtectionScope> all = new EnumMap<>(Protection.class);
        for (Protection protection : Protection.values()) {
            all.put(protection, new ProtectionScope(protection, List.of(), false));
        }
        return all;
    }
}
