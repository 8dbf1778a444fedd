package dev.diskless.storage;

import com.google.auto.service.AutoService;
import dev.diskless.fault.InvalidRequestException;
import dev.diskless.spi.Storage;
import dev.diskless.spi.StorageBackend;
import dev.diskless.spi.StorageOptions;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Partitions of images and devices: {@code IMAGE:N}, where N counts from 1 and what is before the last colon is a path. Not
 * for it are addresses with {@code ://} and {@code ram:}; an image of such a name can be given with {@code ./} before it. An
 * image without {@code :N} is for the backend {@code directory}, since its name does not tell it from a directory. Without
 * state, thread-safe.
 */
@AutoService(StorageBackend.class)
@SuppressWarnings("exports") // the annotation is for the compiler only
public final class PartitionBackend implements StorageBackend {

    private static final Pattern FORM = Pattern.compile("(?!(?i:ram):)(?!.*://)(.+):([0-9]{1,9})", Pattern.DOTALL);

    /** Made by the service loader. */
    public PartitionBackend() {}

    @Override
    public String name() {
        return "partition";
    }

    @Override
    public Optional<Storage> open(String location, StorageOptions options) throws IOException {
        Matcher form = FORM.matcher(location);
        if (!form.matches()) {
            return Optional.empty();
        }
        int partition = Integer.parseInt(form.group(2));
        if (partition == 0) {
            throw new InvalidRequestException(InvalidRequestException.detail("partitions are counted from 1")
                    .at(location));
        }
        try {
            return Optional.of(PartitionStorage.open(Path.of(form.group(1)), partition, options));
        } catch (InvalidPathException e) {
            throw new InvalidRequestException(
                    InvalidRequestException.detail("no path of this host").at(location), e);
        }
    }
}
