package dev.diskless.lbu;

import dev.diskless.fault.InvalidRequestException;
import java.util.Arrays;

/** Names of media: directories below {@code /media}. */
final class MediumName {

    private MediumName() {}

    /** Where the medium of a name is mounted. */
    static String mountPoint(String name) throws InvalidRequestException {
        // Whoever writes boot means /boot, where the boot does not look for repositories.
        if (name.equals("boot") || !name.matches("[a-z0-9_][a-z0-9._-]{0,63}")) {
            throw new InvalidRequestException(InvalidRequestException.detail("no valid name of a medium")
                    .found(name)
                    .expected("lower-case letters, digits and . _ - that name a directory below /media, not boot"));
        }
        return "/media/" + name;
    }

    /** Whether a value that somebody set means a place below {@code /media}, or nothing. */
    static boolean isBelowMedia(String name) {
        return LbuSettings.isPrintable(name)
                && name.length() <= 255
                && Arrays.stream(name.split("/")).noneMatch(part -> part.equals("..") || part.equals("."));
    }
}
