package dev.teerex.eif.container;

import dev.teerex.eif.ramdisk.FileSlice;
import dev.teerex.eif.ramdisk.Permissions;

/**
 * A member of a tar archive.
 *
 * @param type the type flag
 * @param name the name as it stands there
 * @param linkName where a link leads, empty for other members
 * @param permissions who may do what with it
 * @param content its data, in the archive's own file
 */
record TarEntry(char type, String name, String linkName, Permissions permissions, FileSlice content) {
    static final char REGULAR_FILE = '0';
    static final char HARD_LINK = '1';
    static final char SYMBOLIC_LINK = '2';
    static final char DIRECTORY = '5';
}
