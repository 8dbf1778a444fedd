package dev.diskless.examples.tree;

import java.io.IOException;

/** Gives everything another owner and group on its way to a sink. */
public record OwnedSink(TreeSink sink, long uid, long gid) implements TreeSink {

    @Override
    public void add(TreeEntry entry, Content content) throws IOException {
        sink.add(entry.ownedBy(uid, gid), content);
    }

    @Override
    public void leave(TreeEntry directory) throws IOException {
        sink.leave(directory.ownedBy(uid, gid));
    }
}
