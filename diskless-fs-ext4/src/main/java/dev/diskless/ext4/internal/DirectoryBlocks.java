package dev.diskless.ext4.internal;

import java.io.IOException;

/** The blocks of one directory while it is changed. Not thread-safe. */
interface DirectoryBlocks {

    /** How many blocks the directory has now. */
    int count();

    /** A block whose content was checked, only for reading. It may be out of date once a block was changed. */
    byte[] read(int logical) throws IOException;

    /** A block for changing; who changes it stores its checksum. The bytes stay valid until the change is complete. */
    byte[] change(int logical) throws IOException;

    /** A new block of zeros at the end, for changing. */
    byte[] append() throws IOException;
}
