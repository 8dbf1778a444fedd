package dev.diskless.lbu;

import dev.diskless.fault.Printable;
import dev.diskless.internal.SizeText;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * An overlay that was made elsewhere than in a storage.
 *
 * @param file where it is; empty if it went to a stream
 * @param size bytes
 * @param paths what is in it, as {@code lbu list} prints it
 * @param leftOut what was found or asked for and no overlay can hold, each with the reason: sockets, and paths that
 *     {@code lbu.list} names through a link
 * @param hookFailures what failed after it was made
 */
public record PackageResult(
        Optional<Path> file, long size, List<String> paths, List<String> leftOut, List<HookFailure> hookFailures) {

    public PackageResult {
        Objects.requireNonNull(file);
        paths = List.copyOf(paths);
        leftOut = List.copyOf(leftOut);
        hookFailures = List.copyOf(hookFailures);
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        file.ifPresent(path -> text.append(Printable.text(path.toString())).append(": "));
        text.append(paths.size() + " entries, " + SizeText.of(size) + "\n");
        leftOut.forEach(path -> text.append("left out: " + Printable.text(path) + "\n"));
        hookFailures.forEach(hook -> text.append("hook failed: " + Printable.text(hook.toString()) + "\n"));
        return text.toString();
    }
}
