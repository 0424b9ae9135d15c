package dev.teerex.bb;

import dev.teerex.InputException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What can be known of private execution steps without unpacking them.
 *
 * @param steps the steps, in order
 * @param sha256 the digest of the whole input, in lower-case hex
 */
public record IvcSummary(List<Step> steps, String sha256) {
    /** No circuit is larger: bb's own limit is far below. */
    static final int MAX_LOG_SIZE = 28;

    /**
     * One step.
     *
     * @param name the function that it proves
     * @param logSize the binary logarithm of its circuit's size, from its verification key
     */
    public record Step(String name, int logSize) {}

    /** Makes the value; the list is copied. */
    public IvcSummary {
        steps = List.copyOf(steps);
    }

    /**
     * Reads a file through, checking the shape and the sizes of all steps.
     *
     * @throws InputException when anything about it is not as it should be
     */
    public static IvcSummary of(Path file) {
        try (IvcInputs inputs = IvcInputs.open(file)) {
            List<Step> steps = new ArrayList<>();
            for (Optional<Step> step = inputs.skim(); step.isPresent(); step = inputs.skim()) {
                steps.add(step.get());
            }
            return new IvcSummary(steps, inputs.sha256SoFar());
        }
    }
}
