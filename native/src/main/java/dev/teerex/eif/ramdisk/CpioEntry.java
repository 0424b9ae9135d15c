package dev.teerex.eif.ramdisk;

/**
 * What an archive says of one name.
 *
 * @param name the name as it stands there, in UTF-8; it can hold anything but NUL, so escape it before it is shown
 * @param mode the kind of file and the permission bits, as in {@code stat}
 * @param uid the owner's number
 * @param gid the group's number
 * @param inode the file's number; equal numbers with {@code links} above 1 are one file
 * @param links how many names the file has
 * @param size the size of the data that follows, in bytes
 * @param offset where the entry begins in the archive, in bytes
 */
public record CpioEntry(String name, int mode, long uid, long gid, long inode, long links, long size, long offset) {
    private static final int KIND = 0170000;

    /** Returns whether it is a folder. */
    public boolean isDirectory() {
        return (mode & KIND) == CpioWriter.DIRECTORY;
    }

    /** Returns whether it is a regular file. */
    public boolean isRegularFile() {
        return (mode & KIND) == CpioWriter.REGULAR_FILE;
    }

    /** Returns whether it is a symbolic link; its data is the target. */
    public boolean isSymbolicLink() {
        return (mode & KIND) == CpioWriter.SYMBOLIC_LINK;
    }
}
