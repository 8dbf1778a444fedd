package dev.diskless.overlay;

import dev.diskless.medium.EntryType;
import dev.diskless.medium.OverlayEntry;
import dev.diskless.overlay.OverlayDifference.Aspect;
import dev.diskless.overlay.OverlayDifference.Kind;
import java.util.EnumSet;
import java.util.Set;

/** Says in what two entries of one name differ. */
final class EntryAspects {

    private static final Set<Aspect> SUBSTANCE = EnumSet.of(Aspect.TYPE, Aspect.CONTENT, Aspect.TARGET, Aspect.DEVICE);

    private EntryAspects() {}

    static Set<Aspect> between(EntryFacts left, EntryFacts right) {
        Set<Aspect> aspects = EnumSet.noneOf(Aspect.class);
        if (left == right) {
            return aspects;
        }
        OverlayEntry a = left.entry();
        OverlayEntry b = right.entry();
        boolean known = !left.implied() && !right.implied();
        boolean sameType = a.type() == b.type();
        boolean link = a.type() == EntryType.SYMLINK || b.type() == EntryType.SYMLINK;
        add(aspects, Aspect.TYPE, !sameType);
        add(aspects, Aspect.CONTENT, sameType && a.type() == EntryType.FILE && !left.hasSameContent(right));
        add(aspects, Aspect.TARGET, sameType && !a.linkTarget().equals(b.linkTarget()));
        add(
                aspects,
                Aspect.DEVICE,
                sameType && (a.deviceMajor() != b.deviceMajor() || a.deviceMinor() != b.deviceMinor()));
        add(aspects, Aspect.MODE, known && !link && a.mode() != b.mode());
        add(aspects, Aspect.OWNER, known && (a.uid() != b.uid() || a.gid() != b.gid()));
        add(aspects, Aspect.ATTRIBUTES, known && !a.xattrs().equals(b.xattrs()));
        add(
                aspects,
                Aspect.TIME,
                known && a.modified().getEpochSecond() != b.modified().getEpochSecond());
        return aspects;
    }

    private static void add(Set<Aspect> aspects, Aspect aspect, boolean differs) {
        if (differs) {
            aspects.add(aspect);
        }
    }

    /** The kind of a difference in these aspects, of which there is at least one. */
    static Kind kind(Set<Aspect> aspects) {
        for (Aspect aspect : aspects) {
            if (SUBSTANCE.contains(aspect)) {
                return Kind.CHANGED;
            }
        }
        return aspects.size() == 1 && aspects.contains(Aspect.TIME) ? Kind.TIME : Kind.METADATA;
    }
}
