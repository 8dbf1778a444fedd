package dev.diskless.spi;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/** A place that keeps overlays and backups side by side under plain names. Thread-safe for reading. */
public interface Storage extends Closeable {

    /**
     * Where it is, in words for people; without user names and passwords.
     *
     * @return the place
     */
    String identity();

    /**
     * What it keeps: regular files at its top level.
     *
     * @return the objects, sorted by name
     * @throws IOException if reading fails
     */
    List<StoredObject> list() throws IOException;

    /**
     * Reads an object.
     *
     * @param name a name that {@link #list} gives; a name with a slash is refused
     * @return its content, to be closed by the caller
     * @throws IOException if there is no such object, or reading fails
     */
    InputStream open(String name) throws IOException;
}
