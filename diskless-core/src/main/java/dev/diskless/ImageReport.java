package dev.diskless;

import dev.diskless.fault.Printable;
import dev.diskless.medium.Trust;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.UUID;

/**
 * What a build made; prints as a text for people.
 *
 * @param image the image file
 * @param uuid the identity of the file system
 * @param overlay name of the overlay in the root of the file system
 * @param packages the packages in the cache, as {@code name-version}, sorted
 * @param repository the remote address that the cached index stands for
 * @param trust who vouches for the packages
 * @param loader the boot loader that was installed; empty if none was
 * @param leftBehind names in the root of the source that are no boot files and were not copied, sorted
 * @param medium what the finished image holds, read back from it
 */
public record ImageReport(
        Path image,
        UUID uuid,
        String overlay,
        List<String> packages,
        String repository,
        Trust trust,
        String loader,
        List<String> leftBehind,
        MediumReport medium) {

    public ImageReport {
        Objects.requireNonNull(image);
        Objects.requireNonNull(uuid);
        Objects.requireNonNull(overlay);
        packages = List.copyOf(packages);
        Objects.requireNonNull(repository);
        Objects.requireNonNull(trust);
        Objects.requireNonNull(loader);
        leftBehind = List.copyOf(leftBehind);
        Objects.requireNonNull(medium);
    }

    /**
     * The report as a text.
     *
     * @return lines that end in a line feed
     */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        text.append("built ").append(Printable.text(image.toString())).append('\n');
        text.append("packages: ")
                .append(packages.size())
                .append(" in the cache, ")
                .append(trust)
                .append('\n');
        text.append("repository: ").append(Printable.text(repository)).append('\n');
        text.append(loader.isEmpty() ? "no boot loader installed\n" : "boot loader: " + loader + "\n");
        if (!leftBehind.isEmpty()) {
            text.append("not copied from the source: ")
                    .append(Printable.text(String.join(", ", leftBehind)))
                    .append('\n');
        }
        return text.append('\n').append(medium).toString();
    }
}
