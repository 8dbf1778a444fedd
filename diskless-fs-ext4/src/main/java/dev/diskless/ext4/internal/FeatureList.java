package dev.diskless.ext4.internal;

import dev.diskless.ext4.internal.disk.Features;
import dev.diskless.fault.InvalidRequestException;
import java.util.Locale;
import java.util.Map;

/** The list of features that mkfs.ext4 takes behind {@code -O}. */
public final class FeatureList {

    private static final String NONE = "none";
    private static final Map<String, String> OTHER_NAMES =
            Map.of("extents", "extent", "uninit_groups", "uninit_bg", "fname_encoding", "casefold");

    private FeatureList() {}

    /**
     * Applies a list to features.
     *
     * @param base what to begin with
     * @param list names with commas or blanks between them; {@code ^} or {@code -} before a name switches off,
     *     {@code none} switches off all
     * @return what comes out
     * @throws InvalidRequestException if a name is unknown
     */
    public static Features edit(Features base, String list) throws InvalidRequestException {
        Features features = base;
        for (String word : list.split("[,\\s]+")) {
            if (word.isEmpty()) {
                continue;
            }
            boolean off = word.charAt(0) == '^' || word.charAt(0) == '-';
            String name = (off || word.charAt(0) == '+' ? word.substring(1) : word).toLowerCase(Locale.ROOT);
            if (word.equalsIgnoreCase(NONE)) {
                features = new Features(0, 0, 0);
                continue;
            }
            Features named = Features.named(OTHER_NAMES.getOrDefault(name, name));
            if (named.names().isEmpty()) {
                throw new InvalidRequestException(InvalidRequestException.detail("no such feature of ext4")
                        .expected("a name as mkfs.ext4 has it")
                        .found(word));
            }
            features = off
                    ? features.without(named.compatible(), named.incompatible(), named.readOnlyCompatible())
                    : features.with(named.compatible(), named.incompatible(), named.readOnlyCompatible());
        }
        return features;
    }
}
