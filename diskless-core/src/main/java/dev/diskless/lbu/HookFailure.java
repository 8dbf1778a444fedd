package dev.diskless.lbu;

/**
 * A hook that failed after the overlay was made.
 *
 * @param hook its class, or its file for a program
 * @param reason what it said
 */
public record HookFailure(String hook, String reason) {

    @Override
    public String toString() {
        return hook + ": " + reason;
    }
}
