package dev.diskless.spi;

/**
 * What every plug-in has: a name.
 *
 * <p>A plug-in is a public class with a public constructor without parameters and without a static method
 * {@code provider()}, named both in its module's {@code provides} and in {@code META-INF/services}, so that it is found
 * on the module path and on the class path alike. It keeps no state and is safe to use from any thread.
 */
public interface Plugin {

    /**
     * The name by which callers ask for it.
     *
     * @return lower-case ASCII letters, digits and hyphens; the same at every call
     */
    String name();
}
