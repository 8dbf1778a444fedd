package dev.diskless.ext4.internal.nio;

import java.nio.file.ProviderMismatchException;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.UserPrincipal;

/** A user or a group: an image has numbers only, so the name is the number. */
sealed interface NumericPrincipal {

    /** The largest number that is an owner; the one above means "leave as it is" to system calls. */
    long MAX = 0xFFFF_FFFEL;

    long id();

    /** A user. */
    record User(long id) implements NumericPrincipal, UserPrincipal {
        @Override
        public String getName() {
            return Long.toString(id);
        }

        @Override
        public String toString() {
            return getName();
        }
    }

    /** A group. */
    record Group(long id) implements NumericPrincipal, GroupPrincipal {
        @Override
        public String getName() {
            return Long.toString(id);
        }

        @Override
        public String toString() {
            return getName();
        }
    }

    static long id(UserPrincipal principal) {
        if (principal instanceof NumericPrincipal ours) {
            return ours.id();
        }
        if (principal == null) {
            throw new NullPointerException();
        }
        throw new ProviderMismatchException();
    }
}
