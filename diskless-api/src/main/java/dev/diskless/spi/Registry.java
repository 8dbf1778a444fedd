package dev.diskless.spi;

import dev.diskless.fault.FaultDetail;
import dev.diskless.fault.ProviderNotFoundException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Finds plug-ins. Looks with the loader of the plug-in point itself first, then with the loader that the host gave,
 * then with the context loader of the thread that made the registry; of two plug-ins with one name the first wins.
 *
 * <p>Immutable, and keeps nothing for the whole process: each look-up asks {@link ServiceLoader} anew. Thread-safe.
 */
public final class Registry {

    private final List<ClassLoader> loaders;

    private Registry(@Nullable ClassLoader... loaders) {
        Set<ClassLoader> distinct = new LinkedHashSet<>();
        for (ClassLoader loader : loaders) {
            if (loader != null) {
                distinct.add(loader);
            }
        }
        this.loaders = List.copyOf(distinct);
    }

    /**
     * A registry for a program that has one class loader, or whose context loader sees the plug-ins.
     *
     * @return the registry
     */
    public static Registry standard() {
        return new Registry(
                Registry.class.getClassLoader(), Thread.currentThread().getContextClassLoader());
    }

    /**
     * A registry for a host that knows which loader sees the plug-ins.
     *
     * @param host that loader
     * @return the registry
     */
    public static Registry of(ClassLoader host) {
        return new Registry(
                Registry.class.getClassLoader(), host, Thread.currentThread().getContextClassLoader());
    }

    /**
     * All plug-ins of one kind.
     *
     * @param <P> the kind
     * @param point the plug-in point
     * @return the plug-ins in the order they were found; those that cannot be loaded are left out
     */
    public <P extends Plugin> List<P> all(Class<P> point) {
        return List.copyOf(load(point, new ArrayList<>()).values());
    }

    /**
     * The plug-in of a name.
     *
     * @param <P> the kind
     * @param point the plug-in point
     * @param name the name
     * @return the plug-in
     * @throws ProviderNotFoundException if there is none; the message lists those there are, those that could not be
     *     loaded, and where it looked
     */
    public <P extends Plugin> P find(Class<P> point, String name) throws ProviderNotFoundException {
        List<ServiceConfigurationError> broken = new ArrayList<>();
        Map<String, P> found = load(point, broken);
        P plugin = found.get(name);
        if (plugin == null) {
            throw notFound(point, "no " + point.getSimpleName() + " named " + name, found.keySet(), broken);
        }
        return plugin;
    }

    /**
     * The exception for a host that finds no plug-in that applies.
     *
     * @param <P> the kind
     * @param point the plug-in point
     * @param what what is wrong
     * @return the exception; its message lists the plug-ins there are and where it looked
     */
    public <P extends Plugin> ProviderNotFoundException notFound(Class<P> point, String what) {
        List<ServiceConfigurationError> broken = new ArrayList<>();
        return notFound(point, what, load(point, broken).keySet(), broken);
    }

    private ProviderNotFoundException notFound(
            Class<?> point, String what, Set<String> names, List<ServiceConfigurationError> broken) {
        String where = loaders.stream().map(Registry::describe).collect(Collectors.joining(", "));
        StringBuilder available = new StringBuilder(names.isEmpty() ? "none" : String.join(", ", names));
        for (ServiceConfigurationError error : broken) {
            available.append("; not loadable: ").append(error.getMessage());
        }
        FaultDetail detail = ProviderNotFoundException.detail(
                        what + " (available: " + available + "; looked in: " + where + ")")
                .cure("put the jar that provides " + point.getName()
                        + " on the class path or module path, or give its class loader");
        ProviderNotFoundException exception = new ProviderNotFoundException(detail);
        broken.forEach(exception::addSuppressed);
        return exception;
    }

    private <P extends Plugin> Map<String, P> load(Class<P> point, List<ServiceConfigurationError> broken) {
        Set<ClassLoader> places = new LinkedHashSet<>();
        places.add(point.getClassLoader());
        places.addAll(loaders);
        Map<String, P> plugins = new LinkedHashMap<>();
        for (ClassLoader loader : places) {
            Iterator<ServiceLoader.Provider<P>> providers =
                    ServiceLoader.load(point, loader).stream().iterator();
            while (hasNext(providers, broken)) {
                try {
                    P plugin = providers.next().get();
                    plugins.putIfAbsent(plugin.name(), plugin);
                } catch (ServiceConfigurationError e) {
                    broken.add(e);
                }
            }
        }
        return plugins;
    }

    private static boolean hasNext(Iterator<?> providers, List<ServiceConfigurationError> broken) {
        // One broken line of a services file must not hide the providers behind it; a loader that fails for ever must
        // not hang.
        for (int attempts = 0; attempts < 100; attempts++) {
            try {
                return providers.hasNext();
            } catch (ServiceConfigurationError e) {
                broken.add(e);
            }
        }
        return false;
    }

    private static String describe(ClassLoader loader) {
        return loader.getName() == null ? loader.getClass().getName() : loader.getName();
    }

    @Override
    public String toString() {
        return "Registry"
                + Arrays.toString(loaders.stream().map(Registry::describe).toArray());
    }
}
