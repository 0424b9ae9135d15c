package dev.teerex.sdk;

import dev.teerex.bb.BbBinary;
import dev.teerex.crs.Crs;
import java.time.Duration;
import java.util.List;

/**
 * A proof made on this machine, and how.
 *
 * @param proof the proof
 * @param bb the binary that made it
 * @param crs whether the CRS under it is genuine
 * @param inputs the files it was made from, by the bytes that were proved
 * @param steps how long each step took; a Noir circuit has none
 * @param inBb how long bb worked in all
 * @param verdict what checking it gave
 */
public record LocalProof(
        Proof proof, BbBinary bb, Crs.Kind crs, List<Input> inputs, List<Step> steps, Duration inBb, Verdict verdict) {

    /** Makes the value; the lists are copied. */
    public LocalProof {
        inputs = List.copyOf(inputs);
        steps = List.copyOf(steps);
    }

    /**
     * A file that went in.
     *
     * @param file its name, as it was given
     * @param sha256 its digest in lower-case hex
     */
    public record Input(String file, String sha256) {}

    /**
     * One step of a private transaction.
     *
     * @param name the function that it proves
     * @param load how long loading its circuit took
     * @param accumulate how long folding it with its witness took
     */
    public record Step(String name, Duration load, Duration accumulate) {}
}
