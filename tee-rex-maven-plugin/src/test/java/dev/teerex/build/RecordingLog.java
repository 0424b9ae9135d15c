package dev.teerex.build;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Keeps what a step says. */
final class RecordingLog implements BuildLog {
    final List<String> infos = new ArrayList<>();
    final List<String> warnings = new ArrayList<>();

    /** What is done with each line. */
    Consumer<String> then = line -> {};

    private final List<String> all = new ArrayList<>();

    /** Returns every line in the order in which it was said. */
    List<String> all() {
        return all;
    }

    @Override
    public void info(String line) {
        infos.add(line);
        all.add(line);
        then.accept(line);
    }

    @Override
    public void warn(String line) {
        warnings.add(line);
        all.add(line);
        then.accept(line);
    }

    @Override
    public void progress(String what, long done, long total, String unit) {
        // Nobody watches.
    }
}
