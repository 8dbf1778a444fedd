package dev.diskless.overlay;

import dev.diskless.medium.OverlayEntry;
import dev.diskless.overlay.Composition.Piece;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The files of a composition that are still to come from one source, by the names of their contents. */
final class WantedFiles {

    private final Piece[] pieces;
    private final BitSet taken = new BitSet();
    private int left;

    /** Pieces of one source; of one content they come in this order. */
    WantedFiles(List<Piece> pieces) {
        this.pieces = pieces.toArray(Piece[]::new);
        Arrays.sort(this.pieces, Comparator.comparing(Piece::contentName, NameOrder.INSTANCE));
        this.left = this.pieces.length;
    }

    boolean isEmpty() {
        return left == 0;
    }

    /** The first that is wanted. */
    Piece any() {
        return pieces[taken.nextClearBit(0)];
    }

    /** The next file that has the content of this name; null if none is wanted. */
    @Nullable
    Piece next(String contentName) {
        int at = indexOf(contentName);
        return at < 0 ? null : pieces[at];
    }

    /** Takes the next file with a content, and all that can be hard links to it. */
    OverlayEntry take(String contentName, Collection<OverlayEntry> links) {
        int at = indexOf(contentName);
        OverlayEntry first = take(at);
        for (int i = at + 1; i < pieces.length && pieces[i].contentName().equals(contentName); i++) {
            OverlayEntry other = pieces[i].entry();
            if (!taken.get(i) && EntryCopy.canBeLinked(first, other)) {
                take(i);
                links.add(EntryCopy.hardLink(first, other.name()));
            }
        }
        return first;
    }

    private OverlayEntry take(int index) {
        taken.set(index);
        left--;
        return pieces[index].entry();
    }

    private int indexOf(String contentName) {
        int low = 0;
        int high = pieces.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (NameOrder.INSTANCE.compare(pieces[middle].contentName(), contentName) < 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        int at = taken.nextClearBit(low);
        return at < pieces.length && pieces[at].contentName().equals(contentName) ? at : -1;
    }
}
