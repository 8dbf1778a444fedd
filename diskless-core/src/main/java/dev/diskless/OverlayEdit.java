package dev.diskless;

import dev.diskless.overlay.OverlayTree;
import java.io.IOException;

/** A change that a caller makes to the overlay of an image: {@code tree -> tree.text("etc/motd", "hello\n")}. */
@FunctionalInterface
public interface OverlayEdit {

    /**
     * Changes the overlay.
     *
     * @param tree what the overlay is to contain; mutable, for the calling thread
     * @throws IOException if an entry is refused or a source cannot be read; ends the build
     */
    void edit(OverlayTree tree) throws IOException;
}
