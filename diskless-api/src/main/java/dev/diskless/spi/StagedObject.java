package dev.diskless.spi;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * An object of a {@link WritableStorage} that is written and not yet published.
 *
 * <p>Its life: {@link #output} once, written and closed; {@link #input} as often as the caller wants to check what lies
 * there; then one of {@link #create} and {@link #replace}; then {@link #close}. A call out of turn fails with code
 * {@link dev.diskless.fault.FaultCode#INVALID_REQUEST} and changes nothing. A publication that failed with any code but
 * {@link dev.diskless.fault.FaultCode#IO} changed nothing either, and another one may be tried.
 *
 * <p>Belongs to one thread at a time.
 */
public interface StagedObject extends Closeable {

    /**
     * Where the content is written. Closing it forces the content to stable storage. After a write or the closing
     * failed, the object cannot be published.
     *
     * @return the stream, to be closed by the caller before anything else is done with this object; writing fails with
     *     code {@link dev.diskless.fault.FaultCode#FULL} where there is no room
     * @throws IOException if it was asked for before, or the place fails
     */
    OutputStream output() throws IOException;

    /**
     * What was written, read back from where it lies.
     *
     * @return the content from its start, to be closed by the caller before the object is published
     * @throws IOException if the output was not closed yet or failed, or the object was published or closed, or reading
     *     fails
     */
    InputStream input() throws IOException;

    /**
     * Publishes the object under a name that nothing has yet, atomically and durably.
     *
     * @param name a plain name
     * @return the object as it is stored now
     * @throws IOException with code {@link dev.diskless.fault.FaultCode#CONFLICT} if an object has the name already;
     *     other codes as {@link WritableStorage} says
     */
    StoredObject create(String name) throws IOException;

    /**
     * Publishes the object in place of another, atomically and durably. At every moment the name has the old content or
     * the new one.
     *
     * @param seen the object as the caller saw it; its name is the name of the new one
     * @return the object as it is stored now, with a version that differs from {@code seen}
     * @throws IOException with code {@link dev.diskless.fault.FaultCode#CONFLICT} if another version has the name by
     *     now, or none; other codes as {@link WritableStorage} says
     */
    StoredObject replace(StoredObject seen) throws IOException;

    /**
     * Discards what was not published, and lets go of the room. Closing again does nothing; after a publication it does
     * nothing.
     *
     * @throws IOException if the place fails; what remains is removed at the next {@link WritableStorage#stage}
     */
    @Override
    void close() throws IOException;
}
