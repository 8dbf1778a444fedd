package dev.diskless.storage;

import com.google.auto.service.AutoService;
import dev.diskless.fault.InvalidRequestException;
import dev.diskless.spi.Storage;
import dev.diskless.spi.StorageBackend;
import dev.diskless.spi.StorageOptions;
import java.io.IOException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * New places in memory: {@code ram:}, with the default capacity of {@link RamStorage}, or {@code ram:} and a capacity in
 * bytes or with K, M or G, which are binary. Each opening gives an empty storage of its own. Without state, thread-safe.
 */
@AutoService(StorageBackend.class)
@SuppressWarnings("exports") // the annotation is for the compiler only
public final class RamBackend implements StorageBackend {

    private static final String SCHEME = "ram:";
    private static final Pattern CAPACITY = Pattern.compile("([0-9]{1,9})([KMG]?)");

    /** Made by the service loader. */
    public RamBackend() {}

    @Override
    public String name() {
        return "ram";
    }

    @Override
    public Optional<Storage> open(String location, StorageOptions options) throws IOException {
        if (!location.toLowerCase(Locale.ROOT).startsWith(SCHEME)) {
            return Optional.empty();
        }
        String text = location.substring(SCHEME.length());
        long capacity = text.isEmpty() ? RamStorage.DEFAULT_CAPACITY : capacity(location, text);
        return Optional.of(RamStorage.create(options.clock(), capacity));
    }

    private static long capacity(String location, String text) throws InvalidRequestException {
        Matcher form = CAPACITY.matcher(text);
        if (!form.matches()) {
            throw new InvalidRequestException(InvalidRequestException.detail("no capacity of memory")
                    .at(location)
                    .expected("for example ram:64M"));
        }
        int shift = form.group(2).isEmpty() ? 0 : 10 * (1 + "KMG".indexOf(form.group(2)));
        return Long.parseLong(form.group(1)) << shift;
    }
}
