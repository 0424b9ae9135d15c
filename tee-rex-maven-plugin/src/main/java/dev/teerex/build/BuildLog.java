package dev.teerex.build;

/** Where a build step says what it does. */
public interface BuildLog {
    /** Says something that everybody wants to know. */
    void info(String line);

    /** Says something that somebody should look at. */
    void warn(String line);

    /**
     * Shows how far something is, replacing what was shown before; nothing where no person watches.
     *
     * @param what what is going on
     * @param done how much of it is done
     * @param total how much there is; 0 or less where nobody knows
     * @param unit what is counted
     */
    void progress(String what, long done, long total, String unit);
}
