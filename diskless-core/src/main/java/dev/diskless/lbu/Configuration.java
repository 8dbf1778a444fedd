package dev.diskless.lbu;

import java.io.IOException;
import java.util.Optional;

/** What a set-up reads and changes: the configuration of a root, or of an overlay. */
interface Configuration {

    /** The text of a file; empty if there is none. */
    Optional<String> text(String name) throws IOException;

    /** Changes a file. */
    void text(String name, String text) throws IOException;

    /** Puts a link in the place of one, or of nothing. */
    void symlink(String name, String target) throws IOException;

    /** Sees to it that a directory of the machine is there; an overlay, which keeps only configuration, has none. */
    void directory(String name) throws IOException;
}
