package dev.diskless.lbu;

import java.io.IOException;

/**
 * Work of the caller's around the making of an overlay, as the programs in {@code /etc/lbu/pre-package.d} and
 * {@code post-package.d} are for {@code lbu}. Called on the thread of the command.
 */
public interface Hook {

    /**
     * Called before the state is read. A failure ends the command before anything is written, and {@link #after} is
     * then not called, for this hook or any other.
     *
     * @param packaging what is about to be made
     * @throws IOException to end the command; best with a fault that says what to do
     */
    default void before(Packaging packaging) throws IOException {}

    /**
     * Called when the overlay is in its place, or its making has failed.
     *
     * @param packaging what was to be made
     * @throws IOException if the work fails; that changes nothing of the overlay, and stands in the result
     */
    default void after(Packaging packaging) throws IOException {}
}
