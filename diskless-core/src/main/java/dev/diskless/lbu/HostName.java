package dev.diskless.lbu;

import dev.diskless.fault.InvalidRequestException;
import java.util.regex.Pattern;

/** Names of machines (RFC 1123, section 2.1), as long as Linux takes them. */
final class HostName {

    private static final int LINUX_LIMIT = 64;
    private static final String LABEL = "[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?";
    private static final Pattern NAME = Pattern.compile(LABEL + "(\\." + LABEL + ")*");

    private HostName() {}

    static String check(String name) throws InvalidRequestException {
        if (name.length() > LINUX_LIMIT || !NAME.matcher(name).matches()) {
            throw new InvalidRequestException(InvalidRequestException.detail("no valid host name")
                    .found(name)
                    .expected("letters, digits and hyphens, labels of at most 63 between dots, at most " + LINUX_LIMIT
                            + " together"));
        }
        return name;
    }
}
