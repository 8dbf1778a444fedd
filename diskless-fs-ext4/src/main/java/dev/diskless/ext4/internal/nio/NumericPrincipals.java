package dev.diskless.ext4.internal.nio;

import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.UserPrincipal;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.nio.file.attribute.UserPrincipalNotFoundException;
import java.util.regex.Pattern;

/** Knows every user and group whose name is a number. */
final class NumericPrincipals extends UserPrincipalLookupService {

    private static final Pattern NUMBER = Pattern.compile("0|[1-9][0-9]{0,9}");

    @Override
    public UserPrincipal lookupPrincipalByName(String name) throws UserPrincipalNotFoundException {
        return new NumericPrincipal.User(number(name));
    }

    @Override
    public GroupPrincipal lookupPrincipalByGroupName(String group) throws UserPrincipalNotFoundException {
        return new NumericPrincipal.Group(number(group));
    }

    private static long number(String name) throws UserPrincipalNotFoundException {
        if (NUMBER.matcher(name).matches()) {
            long number = Long.parseLong(name);
            if (number <= NumericPrincipal.MAX) {
                return number;
            }
        }
        throw new UserPrincipalNotFoundException(name);
    }
}
