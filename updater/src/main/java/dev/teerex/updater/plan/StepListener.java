package dev.teerex.updater.plan;

/** Told of every step, before and after it is taken: for progress, and for tests that stop a run exactly there. */
public interface StepListener {
    /** A step is about to be taken. */
    void before(String channel, Step step);

    /** A step was taken, as far as is known. */
    void after(String channel, Step step);
}
