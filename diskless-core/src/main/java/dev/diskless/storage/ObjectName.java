package dev.diskless.storage;

import dev.diskless.fault.InvalidRequestException;
import dev.diskless.medium.NameBytes;
import dev.diskless.spi.StoredObject;
import java.util.Comparator;

/** What a storage accepts as the name of an object. */
final class ObjectName {

    /** How the names of staged objects begin; no glob of a boot matches them. */
    static final String STAGED = ".diskless-";

    /** Objects in the order in which storages list them. */
    static final Comparator<StoredObject> ORDER = Comparator.comparing(StoredObject::name, NameBytes.ORDER);

    private ObjectName() {}

    /** Whether it leads nowhere else and is not kept for staged objects. */
    static boolean isPlain(String name) {
        return !name.isEmpty()
                && name.indexOf('/') < 0
                && name.indexOf('\0') < 0
                && !name.equals(".")
                && !name.equals("..")
                && !name.startsWith(STAGED);
    }

    static String checked(String name) throws InvalidRequestException {
        if (isPlain(name)) {
            return name;
        }
        throw new InvalidRequestException(InvalidRequestException.detail("no plain name of an object")
                .at(name)
                .expected("a file name without slash that does not begin with " + STAGED));
    }
}
