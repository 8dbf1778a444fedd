package dev.diskless.spi;

import java.io.IOException;

/**
 * A storage whose objects can be made, replaced and deleted so that a power cut, a full disk or a second writer at any
 * moment leaves each name with its old content or its new one, whole, and never without a content that it had.
 *
 * <p>What it must do, beside what every {@link Storage} must:
 * <ul>
 *   <li>Content is written where nobody sees it, under no name that a boot or a program takes for an overlay, and forced
 *       to stable storage before it can be published.</li>
 *   <li>Publishing is one step for every reader, and after a cut too. When a method that changes something has returned,
 *       its change survives a power cut (the place documents where a host cannot promise it).</li>
 *   <li>Whoever changes an object says which version it saw. If the object was changed, deleted or made by anybody else
 *       meanwhile, in this process or in another that uses the same kind of storage, the call fails with code
 *       {@link dev.diskless.fault.FaultCode#CONFLICT} and nothing is changed. Of two who compete, one wins and
 *       the other gets that code; nobody waits for ever.</li>
 *   <li>The object under a name is never renamed away, emptied or deleted on the way to its successor.</li>
 *   <li>A call that fails leaves every object as it was, with these faults: {@code CONFLICT} as above,
 *       {@link dev.diskless.fault.FaultCode#EXISTS} if the name is taken by something that is no object (a directory, a
 *       link), {@link dev.diskless.fault.FaultCode#FULL} if there is no room, {@link dev.diskless.fault.FaultCode#READ_ONLY}
 *       if the place takes no changes, {@link dev.diskless.fault.FaultCode#INVALID_REQUEST} if a name is no plain name or is
 *       longer than the place can hold, {@link dev.diskless.fault.FaultCode#IO} or what the place itself says otherwise.
 *       Of a call that fails with {@code IO} after the change was made and before it was durable, either state may
 *       remain; which one, {@link #list} says.</li>
 *   <li>What a cut leaves of staged objects takes room only until the next {@link #stage}, which removes whatever no
 *       living writer holds.</li>
 *   <li>{@link #close} discards the staged objects that were not published.</li>
 * </ul>
 *
 * <p>All methods may be called from any number of threads at once; a staged object belongs to one thread at a time.
 */
public interface WritableStorage extends Storage {

    /**
     * Starts an object that nobody sees until it is published.
     *
     * <pre>{@code
     * try (StagedObject staged = storage.stage()) {
     *     try (OutputStream out = staged.output()) {
     *         write(out);
     *     }
     *     staged.replace(seen); // or staged.create("edge-1.apkovl.tar.gz")
     * }
     * }</pre>
     *
     * @return the staged object, empty, to be closed by the caller
     * @throws IOException if the place takes no changes or has no room, or writing fails
     */
    StagedObject stage() throws IOException;

    /**
     * Gives the content of an object a second name, durable on return. The object itself is not touched: its version
     * and time stay. The second name has the same content, size and time, and lives on whatever happens to the first.
     *
     * @param seen the object as the caller saw it
     * @param as the second name
     * @return the object under the second name
     * @throws IOException with code {@link dev.diskless.fault.FaultCode#CONFLICT} if {@code seen} is another version by
     *     now or gone, or {@code as} is the name of an object already; other codes as the class says
     */
    StoredObject duplicate(StoredObject seen, String as) throws IOException;

    /**
     * Deletes an object, durable on return.
     *
     * @param seen the object as the caller saw it
     * @throws IOException with code {@link dev.diskless.fault.FaultCode#CONFLICT} if it is another version by now or
     *     gone; other codes as the class says
     */
    void delete(StoredObject seen) throws IOException;
}
