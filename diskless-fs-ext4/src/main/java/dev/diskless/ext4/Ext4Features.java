package dev.diskless.ext4;

import dev.diskless.ext4.internal.FeatureList;
import dev.diskless.ext4.internal.disk.Features;
import dev.diskless.fault.InvalidRequestException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A set of features of an ext4 file system, by the names that {@code mkfs.ext4} takes behind {@code -O} and {@code
 * dumpe2fs} prints. Immutable; safe to use from any thread.
 *
 * @see <a href="https://man7.org/linux/man-pages/man5/ext4.5.html">ext4(5)</a>
 */
public final class Ext4Features {

    /** No feature at all. */
    public static final Ext4Features NONE = new Ext4Features(new Features(0, 0, 0));

    /** Those of media for Alpine Linux diskless: what {@code mkfs.ext4 -O ^has_journal,^64bit} makes. */
    public static final Ext4Features DISKLESS = new Ext4Features(Features.MADE_HERE);

    /** {@link #DISKLESS} without checksums: what {@code mkfs.ext4 -O ^has_journal,^64bit,^metadata_csum} makes. */
    public static final Ext4Features DISKLESS_PLAIN = new Ext4Features(Features.PLAIN);

    /** The defaults of {@code mkfs.ext4} 1.47.0: journal, 64-bit block numbers, checksums. */
    public static final Ext4Features STANDARD = new Ext4Features(Features.STANDARD);

    private final Features features;

    Ext4Features(Features features) {
        this.features = features;
    }

    /**
     * Applies a list of changes as {@code mkfs.ext4 -O} takes it.
     *
     * @param base what to begin with
     * @param list names with commas or blanks between them, in order; {@code ^} or {@code -} before a name takes that
     *     feature away, {@code none} takes all away; for example {@code ^metadata_csum,uninit_bg}
     * @return what comes out; whether these features go together is seen only when a file system is made
     * @throws InvalidRequestException if a name is unknown
     */
    public static Ext4Features parse(Ext4Features base, String list) throws InvalidRequestException {
        return new Ext4Features(FeatureList.edit(base.features, list));
    }

    /**
     * Tells whether a feature is in the set.
     *
     * @param name its name
     * @return false also if there is no such feature
     */
    public boolean has(String name) {
        return features.names().contains(name);
    }

    /**
     * The names of the features in the set.
     *
     * @return names in the order of {@code dumpe2fs}; cannot be changed
     */
    public List<String> names() {
        return List.copyOf(features.names());
    }

    Features words() {
        return features;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Ext4Features that && features.equals(that.features);
    }

    @Override
    public int hashCode() {
        return features.hashCode();
    }

    /** The names with blanks between them. */
    @Override
    public String toString() {
        return String.join(" ", features.names());
    }
}
