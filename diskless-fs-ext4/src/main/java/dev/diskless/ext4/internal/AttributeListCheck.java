package dev.diskless.ext4.internal;

import dev.diskless.ext4.internal.disk.AttributeList;
import dev.diskless.fault.CorruptInputException;

/** Checks a list of extended attributes as a whole, before anything of it is used. */
final class AttributeListCheck {

    /** Makes the fault of something wrong at an offset in the list. */
    @FunctionalInterface
    interface Faults {
        CorruptInputException at(int at, String what, Object expected, Object found);
    }

    private final AttributeList list;
    private final boolean ownInodes;
    private final Faults faults;

    private AttributeListCheck(AttributeList list, boolean ownInodes, Faults faults) {
        this.list = list;
        this.ownInodes = ownInodes;
        this.faults = faults;
    }

    /**
     * Checks a list.
     *
     * @param list the list; that of a block has at least the room of its header
     * @param ownInodes whether values may have inodes of their own on this volume
     * @param faults names the place
     * @throws CorruptInputException if the list is damaged
     */
    static void run(AttributeList list, boolean ownInodes, Faults faults) throws CorruptInputException {
        AttributeListCheck check = new AttributeListCheck(list, ownInodes, faults);
        int names = check.entries();
        check.values(names);
        for (int at = list.first(); !list.isEnd(at); at = list.next(at)) {
            check.entry(at, names);
        }
    }

    /** Gives where the entries end. */
    private int entries() throws CorruptInputException {
        int at = list.first();
        while (true) {
            if (at + 4 > list.end()) {
                throw faults.at(at, "a list without an end", "an entry or zeros", "the end of the room");
            }
            if (list.isEnd(at)) {
                return at + 4;
            }
            if (at + AttributeList.ENTRY + list.nameLength(at) > list.end()) {
                throw faults.at(at, "a name beyond the end", list.end() - at, list.nameLength(at));
            }
            at = list.next(at);
        }
    }

    /** Only values that lie on each other are longer than their room; all of them together would take long to read. */
    private void values(int names) throws CorruptInputException {
        long size = 0;
        for (int at = list.first(); !list.isEnd(at); at = list.next(at)) {
            size += list.valueInode(at) == 0 ? list.valueSize(at) : 0;
            if (size > list.end() - names) {
                throw faults.at(at, "values beyond their room", "at most " + (list.end() - names) + " bytes", size);
            }
        }
    }

    private void entry(int at, int names) throws CorruptInputException {
        for (byte b : list.name(at)) {
            if (b == 0) {
                throw faults.at(at, "a name with a NUL", "no NUL", "NUL");
            }
        }
        long size = list.valueSize(at);
        if (list.valueInode(at) != 0) {
            if (!ownInodes) {
                throw faults.at(at, "a value in an inode of its own", "no such feature", list.valueInode(at));
            }
            return;
        }
        if (size > 0 && (list.valueStart(at) < names || list.valueStart(at) + size > list.end())) {
            String room = names + ".." + list.end();
            throw faults.at(at, "a value outside its room", room, list.valueStart(at) + "+" + size);
        }
        boolean unhashed = !list.isInBlock() && list.storedHash(at) == 0;
        if (!unhashed && !list.isHash(at, list.storedHash(at), size > 0 ? list.value(at) : new byte[0])) {
            throw faults.at(at, "a wrong hash", "that of name and value", Damage.hex(list.storedHash(at)));
        }
    }
}
