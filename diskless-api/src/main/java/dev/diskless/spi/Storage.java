package dev.diskless.spi;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.OptionalLong;

/**
 * A place that keeps overlays and backups side by side under plain names. One that can be changed is a
 * {@link WritableStorage}.
 *
 * <p>What it must do:
 * <ul>
 *   <li>A plain name is not empty, not {@code .} or {@code ..}, holds neither a slash nor NUL and does not begin with
 *       {@code .diskless-}, which is kept for staged objects. Any other name in a call is refused with code
 *       {@link dev.diskless.fault.FaultCode#INVALID_REQUEST} before the storage is touched; it leads nowhere.</li>
 *   <li>A reader sees whole objects only: {@link #list} and {@link #open} show for each name one published content or
 *       none, at any moment and whatever happened to the program that published. Staged objects are seen by nobody.</li>
 *   <li>A stream gives the content that stood under the name when it was opened, to the end, or fails; it never goes on
 *       with the content of another version. It ends where the object ends: what comes too short is a failure.</li>
 *   <li>Everything that goes wrong because of the place, its content or a name is an {@link IOException} that is a
 *       {@link dev.diskless.fault.Fault} with the place in it. What an untrusted place says is bounded before it is used.
 *       </li>
 *   <li>{@link #identity} never holds user names, passwords or other secrets, nor does a fault or a
 *       {@code toString()}.</li>
 *   <li>After {@link #close} every other method but {@link #identity} fails with code
 *       {@link dev.diskless.fault.FaultCode#INVALID_REQUEST}; closing again does nothing. A stream that is still open
 *       goes on or fails with a fault.</li>
 * </ul>
 *
 * <p>All methods may be called from any number of threads at once. A stream belongs to one thread at a time.
 */
public interface Storage extends Closeable {

    /**
     * Where it is, in words for people; without user names and passwords. Does no I/O.
     *
     * @return the place; the same at every call
     */
    String identity();

    /**
     * What it keeps: the objects at its top level. Directories, links and special files are no objects.
     *
     * @return the objects, sorted by the bytes of their names in UTF-8
     * @throws IOException if reading fails, or an untrusted place lists more than the storage accepts (code
     *     {@link dev.diskless.fault.FaultCode#LIMIT_EXCEEDED})
     */
    List<StoredObject> list() throws IOException;

    /**
     * What stands among the objects and is none: links and special files. They are never opened, but a boot that looks at
     * the same place may take one for an object.
     *
     * @return plain names, sorted by their bytes in UTF-8; none where a place has nothing but objects
     * @throws IOException as {@link #list}
     */
    default List<String> strays() throws IOException {
        return List.of();
    }

    /**
     * Reads an object.
     *
     * @param name a name that {@link #list} gives
     * @return its content, to be closed by the caller
     * @throws IOException if there is no such object (code {@link dev.diskless.fault.FaultCode#NOT_FOUND}), the name is
     *     no plain name, or reading fails
     */
    InputStream open(String name) throws IOException;

    /**
     * How much more content fits, as far as the place says. What others write meanwhile is not foreseen, so a write may
     * still find it {@link dev.diskless.fault.FaultCode#FULL}.
     *
     * @return bytes, never negative; empty where it is not known or has no meaning, as in a place that is only read
     * @throws IOException if asking fails
     */
    default OptionalLong usableBytes() throws IOException {
        return OptionalLong.empty();
    }
}
