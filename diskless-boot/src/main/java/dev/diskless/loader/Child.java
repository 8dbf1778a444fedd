package dev.diskless.loader;

import dev.diskless.fault.CorruptInputException;
import dev.diskless.fault.LimitExceededException;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;

/** One name in a directory. */
record Child(String name, Path path) {

    /** Most names in one directory. */
    static final int MAX_NAMES = 200_000;

    /** What is in a directory, sorted by the bytes of the names. */
    static List<Child> of(Path directory) throws IOException {
        List<Child> children = new ArrayList<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory)) {
            for (Path path : stream) {
                String name = FileNames.of(path);
                if (name.isEmpty()
                        || name.equals(".")
                        || name.equals("..")
                        || name.indexOf('/') >= 0
                        || name.indexOf('\0') >= 0) {
                    throw new CorruptInputException(CorruptInputException.detail("not a name in a directory")
                            .at(directory)
                            .found("'" + name + "'"));
                }
                if (children.size() == MAX_NAMES) {
                    throw new LimitExceededException(LimitExceededException.detail("too many names in a directory")
                            .at(directory)
                            .expected("at most " + MAX_NAMES));
                }
                children.add(new Child(name, path));
            }
        } catch (DirectoryIteratorException e) {
            throw Reading.failure(directory, Objects.requireNonNull(e.getCause()));
        } catch (IOException e) {
            throw Reading.failure(directory, e);
        }
        children.sort(Comparator.comparing(Child::name, FileNames.ORDER));
        return children;
    }
}
