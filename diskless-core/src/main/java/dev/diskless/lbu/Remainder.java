package dev.diskless.lbu;

/**
 * An object that should have been deleted after the work was done, and is still there.
 *
 * @param name its name in the storage; empty if the storage could not even be listed
 * @param reason what the storage said
 */
public record Remainder(String name, String reason) {

    static Remainder of(String name, Exception failure) {
        String said = failure.getMessage();
        return new Remainder(name, said == null ? failure.getClass().getSimpleName() : said);
    }

    @Override
    public String toString() {
        return name.isEmpty() ? reason : name + ": " + reason;
    }
}
