package dev.teerex.bb;

import dev.teerex.Bytes;
import dev.teerex.InputException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What can be known of private execution steps without unpacking them.
 *
 * @param steps the steps, in order
 * @param verificationKey the last step's key, which the proof verifies under: 4,064 bytes
 * @param sha256 the digest of the whole input, in lower-case hex
 */
public record IvcSummary(List<Step> steps, Bytes verificationKey, String sha256) {
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
     * Reads inputs through, from their first step, checking the shape and the sizes of all steps.
     *
     * @throws InputException when anything about them is not as it should be
     */
    public static IvcSummary of(IvcInputs inputs) {
        List<Step> steps = new ArrayList<>();
        Bytes key = Bytes.of(new byte[0]);
        for (Optional<IvcInputs.Skimmed> step = inputs.skim(); step.isPresent(); step = inputs.skim()) {
            steps.add(step.get().step());
            key = step.get().verificationKey();
        }
        return new IvcSummary(steps, key, inputs.sha256SoFar());
    }
}
