package dev.teerex.updater.plan;

/** Stops a run at a step, as if the machine had lost power there. */
final class Boundary implements StepListener {
    /** What stops it; nothing in the updater expects it. */
    static final class Halted extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    private final String step;
    private final int at;
    private int passed;

    private Boundary(String step, int at) {
        this.step = step;
        this.at = at;
    }

    static Boundary before(String step) {
        return new Boundary(step, -1);
    }

    /** Stops at the n-th boundary, counted from 0: before the first step, after it, before the second, … */
    static Boundary at(int n) {
        return new Boundary("", n);
    }

    @Override
    public void before(String channel, Step taken) {
        if (taken.getClass().getSimpleName().equals(step)) {
            throw new Halted();
        }
        count();
    }

    @Override
    public void after(String channel, Step taken) {
        count();
    }

    private void count() {
        if (passed++ == at) {
            throw new Halted();
        }
    }
}
