package dev.diskless.apk;

import java.util.List;

/**
 * Packages that fit together and lack nothing.
 *
 * @param packages the packages, sorted by name
 * @param implied names of packages that were chosen because nothing else provides what is needed, in order. apk takes
 *     them only where they are asked for, so they belong into {@code etc/apk/world} beside what was asked for
 */
public record Selection(List<PackageInfo> packages, List<String> implied) {

    public Selection {
        packages = List.copyOf(packages);
        implied = List.copyOf(implied);
    }

    /**
     * The size of the package files together.
     *
     * @return bytes
     */
    public long totalSize() {
        return packages.stream().mapToLong(PackageInfo::size).reduce(0, Math::addExact);
    }

    /**
     * The packages that have a file to fetch and keep.
     *
     * @return those whose installed size is not 0
     */
    public List<PackageInfo> fetched() {
        return packages.stream().filter(item -> item.installedSize() > 0).toList();
    }
}
