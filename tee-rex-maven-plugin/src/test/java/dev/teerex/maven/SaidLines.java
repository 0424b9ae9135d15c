package dev.teerex.maven;

import dev.teerex.build.BuildLog;
import java.util.ArrayList;
import java.util.List;

/** Keeps what a goal says. */
final class SaidLines implements BuildLog {
    final List<String> lines = new ArrayList<>();
    final List<String> warnings = new ArrayList<>();

    @Override
    public void info(String line) {
        lines.add(line);
    }

    @Override
    public void warn(String line) {
        lines.add(line);
        warnings.add(line);
    }

    @Override
    public void progress(String what, long done, long total, String unit) {
        // Nobody watches.
    }
}
