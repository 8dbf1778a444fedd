package dev.diskless.examples.tree;

import java.io.IOException;

/** Lets pass what is below the top of a tree, but not the top itself. */
public record BelowTopSink(TreeSink sink) implements TreeSink {

    @Override
    public void add(TreeEntry entry, Content content) throws IOException {
        if (!entry.isTop()) {
            sink.add(entry, content);
        }
    }

    @Override
    public void leave(TreeEntry directory) throws IOException {
        if (!directory.isTop()) {
            sink.leave(directory);
        }
    }
}
