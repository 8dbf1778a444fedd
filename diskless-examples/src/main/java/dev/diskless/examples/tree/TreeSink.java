package dev.diskless.examples.tree;

import java.io.IOException;
import java.nio.channels.ReadableByteChannel;

/** Receives the objects of a tree. */
public interface TreeSink {

    /** The bytes of a regular file. */
    interface Content {
        /** Opens them; to be closed before the next object is asked for. */
        ReadableByteChannel open() throws IOException;
    }

    /** Takes an object; the content is of use only if it is a regular file and no other name of an earlier one. */
    void add(TreeEntry entry, Content content) throws IOException;

    /** Says that nothing more comes into a directory that was given before. */
    void leave(TreeEntry directory) throws IOException;
}
