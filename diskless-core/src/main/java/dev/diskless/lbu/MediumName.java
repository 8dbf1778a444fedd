package dev.diskless.lbu;

import dev.diskless.fault.InvalidRequestException;
import java.util.Arrays;

/** Names of media: directories below {@code /media}. */
final class MediumName {

    private static final String PLAIN = "[a-z0-9_][a-z0-9._-]{0,63}";
    private static final String TAG = "(LABEL|UUID)=[A-Za-z0-9_.:@+-]{1,64}";

    private MediumName() {}

    /** Where the medium of a name is mounted; {@code LABEL=x} and {@code UUID=x} are names too. */
    static String mountPoint(String name) throws InvalidRequestException {
        // Whoever writes boot means /boot, where the boot does not look for repositories.
        if (name.equals("boot") || name.equals("none") || !name.matches(PLAIN) && !isTag(name)) {
            throw new InvalidRequestException(InvalidRequestException.detail("no valid name of a medium")
                    .found(name)
                    .expected(
                            "lower-case letters, digits and . _ - that name a directory below /media, not boot and not none;"
                                    + " or LABEL= or UUID= and a value"));
        }
        return "/media/" + name;
    }

    /** The name in what a user typed: a name, the path of the mount point, either with a slash at the end. */
    static String of(String typed) {
        String name = typed.endsWith("/") ? typed.substring(0, typed.length() - 1) : typed;
        return name.startsWith("/media/") ? name.substring("/media/".length()) : name;
    }

    /** Whether the name says by itself which file system is meant. */
    static boolean isTag(String name) {
        return name.matches(TAG);
    }

    /** Whether a value that somebody set means a place below {@code /media}, or nothing. */
    static boolean isBelowMedia(String name) {
        return LbuSettings.isPrintable(name)
                && name.length() <= 255
                && Arrays.stream(name.split("/")).noneMatch(part -> part.equals("..") || part.equals("."));
    }
}
