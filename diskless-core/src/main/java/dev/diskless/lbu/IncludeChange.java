package dev.diskless.lbu;

import java.util.Objects;

/**
 * What became of one line of an {@link IncludeList}.
 *
 * @param action what was done
 * @param path the path of the line, without leading slashes
 */
public record IncludeChange(Action action, String path) {

    /** What can become of a line. */
    public enum Action {
        /** It was put at the end of the list. */
        ADDED,
        /** It was to be added, and was there already. */
        ALREADY_THERE,
        /** It was taken out. */
        REMOVED,
        /** It was to be taken out, and was not there. */
        NOT_THERE
    }

    public IncludeChange {
        Objects.requireNonNull(action);
        Objects.requireNonNull(path);
    }

    /**
     * The line in which {@code lbu -v} tells it.
     *
     * @param list the list's name
     * @return the line, without its end
     */
    public String message(String list) {
        return switch (action) {
            case ADDED -> "Adding " + path + " to " + list + ".";
            case ALREADY_THERE -> path + " is already in " + list + ".";
            case REMOVED -> "Removing " + path + " from " + list + ".";
            case NOT_THERE -> path + " is not in " + list;
        };
    }
}
