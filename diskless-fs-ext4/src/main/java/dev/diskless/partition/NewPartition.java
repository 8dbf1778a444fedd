package dev.diskless.partition;

import java.util.Objects;
import java.util.OptionalLong;

/**
 * A partition to be made, as far as the caller cares. Immutable; each {@code with} method gives a new value.
 *
 * @param type its type, two hexadecimal digits on MBR, a GUID on GPT
 * @param start where it starts exactly, in bytes from the start of the device; if empty it goes where there is room, at a
 *     multiple of 1 MiB
 * @param length its size in bytes; if empty it takes all the room where it goes
 * @param name its name; empty for none
 * @param id its identity; empty to have one derived, or where the scheme has none
 * @param active whether boot code is to boot from it, and from no other
 */
public record NewPartition(
        String type, OptionalLong start, OptionalLong length, String name, String id, boolean active) {

    public NewPartition {
        Objects.requireNonNull(type);
        Objects.requireNonNull(start);
        Objects.requireNonNull(length);
        Objects.requireNonNull(name);
        Objects.requireNonNull(id);
    }

    /**
     * A partition that takes the largest room there is.
     *
     * @param type its type
     * @return the wish
     */
    public static NewPartition of(String type) {
        return new NewPartition(type, OptionalLong.empty(), OptionalLong.empty(), "", "", false);
    }

    /**
     * The same at a place.
     *
     * @param position bytes from the start of the device
     * @return the wish
     */
    public NewPartition withStart(long position) {
        return new NewPartition(type, OptionalLong.of(position), length, name, id, active);
    }

    /**
     * The same with a size; goes to the first room that is large enough unless it has a place.
     *
     * @param bytes the size
     * @return the wish
     */
    public NewPartition withLength(long bytes) {
        return new NewPartition(type, start, OptionalLong.of(bytes), name, id, active);
    }

    /**
     * The same with a name.
     *
     * @param text the name
     * @return the wish
     */
    public NewPartition withName(String text) {
        return new NewPartition(type, start, length, text, id, active);
    }

    /**
     * The same with an identity.
     *
     * @param identity a GUID
     * @return the wish
     */
    public NewPartition withId(String identity) {
        return new NewPartition(type, start, length, name, identity, active);
    }

    /**
     * The same, to be booted from.
     *
     * @return the wish
     */
    public NewPartition withActive() {
        return new NewPartition(type, start, length, name, id, true);
    }
}
