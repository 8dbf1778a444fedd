package dev.diskless.medium;

import java.util.List;
import java.util.Objects;

/**
 * A boot system as it lies in the root of a volume. Paths are relative to that root, with {@code /} between names.
 *
 * @param release the text of {@code .alpine-release}; empty if the file is missing
 * @param repositories boot repositories: directories that hold {@code .boot_repository}
 * @param architectures architectures of their packages
 * @param kernels kernel files
 * @param initramfs initramfs files
 * @param modloops files with kernel modules
 * @param configurations configuration files of boot loaders
 * @param loader the boot loader that is installed; empty if none is
 * @param missing what a machine needs to boot and is not there, in words
 */
public record BootDescription(
        String release,
        List<String> repositories,
        List<String> architectures,
        List<String> kernels,
        List<String> initramfs,
        List<String> modloops,
        List<String> configurations,
        String loader,
        List<String> missing) {

    public BootDescription {
        Objects.requireNonNull(release);
        Objects.requireNonNull(loader);
        repositories = List.copyOf(repositories);
        architectures = List.copyOf(architectures);
        kernels = List.copyOf(kernels);
        initramfs = List.copyOf(initramfs);
        modloops = List.copyOf(modloops);
        configurations = List.copyOf(configurations);
        missing = List.copyOf(missing);
    }
}
