package dev.teerex.updater.plan;

import dev.teerex.updater.Version;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What is the case for a channel, and what is to be done about it.
 *
 * @param verdict what the rules say
 * @param packages the packages of the set
 * @param steps what is to be done, in order; empty when nothing is
 * @param notes what a human may want to know
 */
public record Plan(Verdict verdict, List<PackageLine> packages, List<Step> steps, List<String> notes) {
    /** Copies the lists. */
    public Plan {
        packages = List.copyOf(packages);
        steps = List.copyOf(steps);
        notes = List.copyOf(notes);
    }

    /**
     * One package of the set.
     *
     * @param name the package
     * @param from the version in the files; empty when no file names it
     * @param to the version that the tag means, if the package has it
     * @param published when that was published
     * @param integrity its integrity
     * @param deprecated whether it is deprecated
     * @param attested whether the registry holds provenance attestations for it
     */
    public record PackageLine(
            String name,
            Optional<Version> from,
            Optional<Version> to,
            Optional<Instant> published,
            Optional<String> integrity,
            boolean deprecated,
            boolean attested) {}
}
