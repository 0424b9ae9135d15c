package dev.teerex.eif.ramdisk;

/** What can be under a name in a tree of files. */
public sealed interface Node {
    /** Returns who may do what with it. */
    Permissions permissions();

    /**
     * A folder; what is in it are the names below its own.
     *
     * @param permissions who may do what with it
     */
    record Directory(Permissions permissions) implements Node {}

    /**
     * A file. Two names with the same object are hard links to one file.
     *
     * @param permissions who may do what with it
     * @param content its bytes
     */
    record RegularFile(Permissions permissions, FileContent content) implements Node {}

    /**
     * A symbolic link.
     *
     * @param permissions its owner; the mode of a link is 0777 and means nothing
     * @param target where it leads; it is not followed while an image is built
     */
    record SymbolicLink(Permissions permissions, String target) implements Node {}
}
