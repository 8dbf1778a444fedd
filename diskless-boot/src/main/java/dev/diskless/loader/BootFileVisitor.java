package dev.diskless.loader;

import java.io.IOException;

/** Is told what a {@link BootFileWalk} meets, in its order. Paths are those from the root of the source. */
interface BootFileVisitor {

    /** A directory, before what is in it. */
    void enter(String path, Child directory, FileFacts facts) throws IOException;

    /** The same directory, after what is in it. */
    void leave(String path, Child directory, FileFacts facts) throws IOException;

    /** A regular file. */
    void file(String path, Child file, FileFacts facts) throws IOException;

    /** A symbolic link and its target, as written. */
    void symlink(String path, Child link, FileFacts facts, String target) throws IOException;

    /** An overlay, which is no boot file. */
    void overlay(String path);
}
