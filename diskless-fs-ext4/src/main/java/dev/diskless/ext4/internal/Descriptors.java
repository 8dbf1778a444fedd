package dev.diskless.ext4.internal;

import dev.diskless.ext4.internal.disk.GroupDescriptor;
import java.io.IOException;

/** The group descriptors of a volume by number. */
interface Descriptors {

    /** The descriptor of a group that exists. */
    GroupDescriptor get(long group) throws IOException;
}
