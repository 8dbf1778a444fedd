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

    private static final int RICH_ACL = 8;

    private record Known(int index, byte[] text, boolean whole) {}

    private static final List<Known> KNOWN = List.of(
            known(1, "user.", false),
            known(ACL_ACCESS, "system.posix_acl_access", true),
            known(ACL_DEFAULT, "system.posix_acl_default", true),
            known(4, "trusted.", false),
            known(6, "security.", false),
            known(RICH_ACL, "system.richacl", true),
            known(SYSTEM, "system.", false),
            known(10, "gnu.", false));

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

    private static Known known(int index, String text, boolean whole) {
        return new Known(index, text.getBytes(StandardCharsets.US_ASCII), whole);
    }
}
