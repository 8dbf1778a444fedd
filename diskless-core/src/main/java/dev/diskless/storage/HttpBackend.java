package dev.diskless.storage;

import com.google.auto.service.AutoService;
import dev.diskless.spi.Storage;
import dev.diskless.spi.StorageBackend;
import dev.diskless.spi.StorageOptions;
import java.io.IOException;
import java.util.Optional;

/** Web servers: {@code http:} and {@code https:} addresses, as {@link HttpStorage} reads them. Without state, thread-safe. */
@AutoService(StorageBackend.class)
@SuppressWarnings("exports") // the annotation is for the compiler only
public final class HttpBackend implements StorageBackend {

    /** Made by the service loader. */
    public HttpBackend() {}

    @Override
    public String name() {
        return "http";
    }

    @Override
    public Optional<Storage> open(String location, StorageOptions options) throws IOException {
        return HttpAddress.isForm(location)
                ? Optional.of(HttpStorage.open(location, options, HttpLimits.standard()))
                : Optional.empty();
    }
}
