package dev.teerex.eif;

/** Hears how the writing of an image goes on. It is called on the writer's thread and must return soon. */
@FunctionalInterface
public interface EifProgress {
    /** Hears nothing. */
    EifProgress NONE = (section, bytes) -> {};

    /**
     * Is told that more of a section has been written.
     *
     * @param section what {@link Section#name} calls it
     * @param bytes how many bytes of it have been written so far
     */
    void written(String section, long bytes);
}
