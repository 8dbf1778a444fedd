package dev.diskless.ext4.internal.disk;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The names of extended attributes: on the disk a number stands for the beginning, or for the whole name.
 *
 * @see <a href="https://www.kernel.org/doc/html/latest/filesystems/ext4/attributes.html">ext4, Extended Attributes</a>
 */
public final class AttributeName {

    /** The whole name is {@code system.posix_acl_access}. */
    public static final int ACL_ACCESS = 2;

    /** The whole name is {@code system.posix_acl_default}. */
    public static final int ACL_DEFAULT = 3;

    /** Names that begin with {@code system.}; among them that of inline content, which is no attribute. */
    public static final int SYSTEM = 7;

    /** Names that begin with {@code user.}. */
    public static final int USER = 1;

    /** Names that begin with {@code trusted.}. */
    public static final int TRUSTED = 4;

    /** Names that begin with {@code security.}. */
    public static final int SECURITY = 6;

    /** The most bytes that a name may have behind what its number stands for. */
    public static final int MAX_REST = 255;

    private static final int RICH_ACL = 8;

    private static final byte[] INLINE_DATA = {'d', 'a', 't', 'a'};

    private record Known(int index, byte[] text, boolean whole) {}

    private static final List<Known> KNOWN = List.of(
            known(USER, "user.", false),
            known(ACL_ACCESS, "system.posix_acl_access", true),
            known(ACL_DEFAULT, "system.posix_acl_default", true),
            known(TRUSTED, "trusted.", false),
            known(SECURITY, "security.", false),
            known(RICH_ACL, "system.richacl", true),
            known(SYSTEM, "system.", false),
            known(10, "gnu.", false));

    /** A name as it is stored: the number of its beginning, and the rest. */
    public record Stored(int index, byte[] rest) {}

    private AttributeName() {}

    /** The full name; null for a number without meaning or a rest that cannot be. */
    public static byte @Nullable [] full(int index, byte[] rest) {
        for (Known known : KNOWN) {
            if (known.index == index) {
                if (known.whole != (rest.length == 0)) {
                    return null;
                }
                byte[] name = Arrays.copyOf(known.text, known.text.length + rest.length);
                System.arraycopy(rest, 0, name, known.text.length, rest.length);
                return name;
            }
        }
        return null;
    }

    /** Whether this is the second part of content that is kept in an inode. */
    public static boolean isInlineData(int index, byte[] rest) {
        return index == SYSTEM && Arrays.equals(rest, INLINE_DATA);
    }

    /** What is stored for a full name; null for one that cannot be. */
    public static @Nullable Stored stored(byte[] full) {
        for (Known known : KNOWN) {
            int length = known.text.length;
            if (full.length >= length && Arrays.equals(known.text, 0, length, full, 0, length)) {
                byte[] rest = Arrays.copyOfRange(full, length, full.length);
                if (known.whole == (rest.length == 0)) {
                    return rest.length > MAX_REST || hasNul(rest) ? null : new Stored(known.index, rest);
                }
            }
        }
        return null;
    }

    private static boolean hasNul(byte[] name) {
        for (byte b : name) {
            if (b == 0) {
                return true;
            }
        }
        return false;
    }

    private static Known known(int index, String text, boolean whole) {
        return new Known(index, text.getBytes(StandardCharsets.US_ASCII), whole);
    }
}
