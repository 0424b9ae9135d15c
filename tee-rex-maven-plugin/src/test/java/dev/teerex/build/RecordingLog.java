package dev.teerex.build;

import java.util.ArrayList;
import java.util.List;

/** Keeps what a step says. */
final class RecordingLog implements BuildLog {
    final List<String> infos = new ArrayList<>();
    final List<String> warnings = new ArrayList<>();

    @Override
    public void info(String line) {
        infos.add(line);
    }

    @Override
    public void warn(String line) {
        warnings.add(line);
    }

    @Override
    public void progress(String what, long done, long total, String unit) {
        // Nobody watches.
    }
}
