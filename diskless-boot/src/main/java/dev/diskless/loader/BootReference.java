package dev.diskless.loader;

import dev.diskless.fault.Printable;

/**
 * A file that the configuration of a boot loader names.
 *
 * @param kind what for
 * @param path where it should be, from the root of the volume
 * @param configuration the configuration that names it, from the root of the volume
 * @param present whether it is there
 */
record BootReference(BootFileKind kind, String path, String configuration, boolean present) {

    String words() {
        return kind.words() + " " + Printable.text(path) + ", which " + Printable.text(configuration) + " names";
    }
}
