package dev.diskless.ext4.internal;

import dev.diskless.ext4.internal.disk.AttributeEntry;
import dev.diskless.ext4.internal.disk.AttributeName;
import dev.diskless.ext4.internal.disk.Mode;
import dev.diskless.ext4.internal.disk.PosixAcl;
import dev.diskless.fault.FaultDetail;
import dev.diskless.fault.InvalidRequestException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A change of one attribute that Linux would take for a file of some mode.
 *
 * @param name the name as it is stored
 * @param value the value as it is stored; null if nothing is to be stored
 * @param mode the mode that the file gets
 */
record AttributeRequest(AttributeName.Stored name, byte @Nullable [] value, int mode) {

    /** Checks a change by the full name and the value of programs; a null value removes. */
    static AttributeRequest of(int mode, byte[] fullName, byte @Nullable [] value) throws InvalidRequestException {
        AttributeName.Stored name = AttributeName.stored(fullName);
        if (name == null) {
            throw invalid(
                    "no name for an extended attribute",
                    "user., trusted. or security. and 1.." + AttributeName.MAX_REST
                            + " bytes without NUL, or the name of an access control list",
                    text(fullName));
        }
        if (value == null) {
            return new AttributeRequest(name, null, mode);
        }
        return switch (name.index()) {
            case AttributeName.USER -> {
                if (!Mode.is(mode, Mode.REGULAR) && !Mode.is(mode, Mode.DIRECTORY)) {
                    throw invalid(
                            "a user attribute on another kind of file", "a file or directory", octal(mode & Mode.TYPE));
                }
                yield new AttributeRequest(name, value, mode);
            }
            case AttributeName.TRUSTED, AttributeName.SECURITY -> new AttributeRequest(name, value, mode);
            case AttributeName.ACL_ACCESS, AttributeName.ACL_DEFAULT -> acl(mode, name, value);
            default ->
                throw invalid(
                        "extended attributes of this kind are not for programs",
                        List.of("user.", "trusted.", "security."),
                        text(fullName));
        };
    }

    /** The permissions, within a whole mode, that a file gets with an access control list for access. */
    static int modeAfterAcl(int mode, byte[] list) throws InvalidRequestException {
        return PosixAcl.isEmpty(list) ? mode : PosixAcl.mode(mode, valid(list));
    }

    boolean names(AttributeEntry entry) {
        return entry.is(name.index(), name.rest());
    }

    private static AttributeRequest acl(int mode, AttributeName.Stored name, byte[] list)
            throws InvalidRequestException {
        if (Mode.is(mode, Mode.SYMBOLIC_LINK)) {
            throw invalid("an access control list on a symbolic link", "another kind of file", "a symbolic link");
        }
        if (PosixAcl.isEmpty(list)) {
            return new AttributeRequest(name, null, mode);
        }
        if (name.index() == AttributeName.ACL_DEFAULT && !Mode.is(mode, Mode.DIRECTORY)) {
            throw invalid("a default access control list", "a directory", octal(mode & Mode.TYPE));
        }
        valid(list);
        if (name.index() == AttributeName.ACL_DEFAULT) {
            return new AttributeRequest(name, PosixAcl.toStored(list), mode);
        }
        byte[] stored = PosixAcl.isMode(list) ? null : PosixAcl.toStored(list);
        return new AttributeRequest(name, stored, PosixAcl.mode(mode, list));
    }

    private static byte[] valid(byte[] list) throws InvalidRequestException {
        if (!PosixAcl.isValid(list)) {
            throw invalid(
                    "a malformed access control list",
                    "version 2 with entries for the owner, users, the group, groups, a mask and others, in this order",
                    list.length + " bytes");
        }
        return list;
    }

    private static InvalidRequestException invalid(String what, Object expected, Object found) {
        FaultDetail detail = InvalidRequestException.detail(what);
        return new InvalidRequestException(detail.expected(expected).found(found));
    }

    private static String octal(int mode) {
        return "type " + Integer.toOctalString(mode);
    }

    private static String text(byte[] name) {
        return new String(name, StandardCharsets.UTF_8);
    }
}
