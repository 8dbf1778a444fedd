package dev.diskless.apk;

import java.util.List;
import java.util.Objects;

/**
 * What an index says about one package. Immutable; holds one string per list, so that a large index stays small.
 */
public final class PackageInfo {

    private final String name;
    private final String version;
    private final String architecture;
    private final long size;
    private final long installedSize;
    private final Identity identity;
    private final long providerPriority;
    private final String depends;
    private final String provides;
    private final String installIf;
    private final boolean understood;

    PackageInfo(IndexRecord record) {
        this.name = Objects.requireNonNull(record.name);
        this.version = Objects.requireNonNull(record.version);
        this.identity = Objects.requireNonNull(record.identity);
        this.architecture = record.architecture;
        this.size = record.size;
        this.installedSize = record.installedSize;
        this.providerPriority = record.providerPriority;
        this.depends = record.depends;
        this.provides = record.provides;
        this.installIf = record.installIf;
        this.understood = record.understood;
    }

    /**
     * The name.
     *
     * @return letters, digits and {@code . _ + -}, beginning with a letter, a digit or an underscore
     */
    public String name() {
        return name;
    }

    /**
     * The version.
     *
     * @return for example {@code 1.2.2-r0}
     */
    public String version() {
        return version;
    }

    /**
     * The architecture.
     *
     * @return for example {@code aarch64}; empty if it does not matter
     */
    public String architecture() {
        return architecture;
    }

    /**
     * The size of the package file.
     *
     * @return bytes
     */
    public long size() {
        return size;
    }

    /**
     * The room that the package takes when installed.
     *
     * @return bytes; 0 for a package without files, which apk never fetches
     */
    public long installedSize() {
        return installedSize;
    }

    /**
     * The identity of this build.
     *
     * @return the identity
     */
    public Identity identity() {
        return identity;
    }

    /**
     * What the package needs and what it must not meet.
     *
     * @return the conditions; empty if the index has them malformed
     */
    public List<Dependency> depends() {
        return Dependency.parseList(depends).orElse(List.of());
    }

    /**
     * The file's name in a repository.
     *
     * @return {@code <name>-<version>.apk}
     */
    public String fileName() {
        return name + "-" + version + ".apk";
    }

    /**
     * The file's name in a cache.
     *
     * @return {@code <name>-<version>.<first four bytes of the identity>.apk}
     */
    public String cacheName() {
        return name + "-" + version + "." + identity.shortHex() + ".apk";
    }

    long providerPriority() {
        return providerPriority;
    }

    String providesText() {
        return provides;
    }

    String installIfText() {
        return installIf;
    }

    /** Whether this package can be installed at all on an architecture, as far as its own record tells. */
    boolean isUsableOn(String machine) {
        return understood
                && Dependency.parseList(depends).isPresent()
                && (architecture.isEmpty() || architecture.equals("noarch") || architecture.equals(machine));
    }

    /** Name and version. */
    @Override
    public String toString() {
        return name + "-" + version;
    }
}
