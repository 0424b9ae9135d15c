package dev.teerex.eif.ramdisk;

/**
 * Who may do what with a file.
 *
 * @param mode the permission bits, from 0 to octal 7777
 * @param uid the owner's number, as an unsigned 32-bit number
 * @param gid the group's number, as an unsigned 32-bit number
 */
public record Permissions(int mode, long uid, long gid) {
    private static final int ALL = 07777;
    private static final long MAX_ID = 0xffff_ffffL;

    /**
     * Makes the value.
     *
     * @throws IllegalArgumentException if a number is out of its range
     */
    public Permissions {
        if ((mode & ~ALL) != 0 || uid < 0 || uid > MAX_ID || gid < 0 || gid > MAX_ID) {
            throw new IllegalArgumentException("impossible permissions: mode " + Integer.toOctalString(mode)
                    + ", owner " + uid + ", group " + gid);
        }
    }

    /** Returns permissions of a file that root owns. */
    public static Permissions root(int mode) {
        return new Permissions(mode, 0, 0);
    }
}
