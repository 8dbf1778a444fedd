package dev.diskless.apk;

/** What is needed of one record of the installed database while it is read. */
final class InstalledPackage {

    String name = "";
    String version = "";
    String origin = "";
    long priority;
    boolean hasUnknownAttributes;
    boolean hasShortSha256;
    boolean isEmpty = true;
    int number = -1;

    /** Whether another package takes a directory over from this one, by the rules of apk 3. */
    boolean yieldsDirectoryTo(InstalledPackage other) {
        if (name.equals(other.name)) {
            return true;
        }
        if (priority != other.priority) {
            return priority < other.priority;
        }
        if (!origin.isEmpty() && origin.equals(other.origin)) {
            if (origin.equals(name)) {
                return false;
            }
            if (origin.equals(other.name)) {
                return true;
            }
        }
        return Bytewise.ORDER.compare(name, other.name) > 0;
    }
}
