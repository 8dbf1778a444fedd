package dev.diskless.examples.tree;

import dev.diskless.progress.Progress;
import java.io.IOException;

/** A tree that can be walked, with the same outcome every time. */
public interface TreeSource {

    /**
     * Gives every object to a sink: a directory before what is in it, the first name of a file before its others.
     *
     * @param sink receives the objects
     * @param progress advanced by one for every object; cancels the walk
     * @throws IOException if reading fails, the sink fails, or the caller cancelled
     */
    void walk(TreeSink sink, Progress progress) throws IOException;
}
