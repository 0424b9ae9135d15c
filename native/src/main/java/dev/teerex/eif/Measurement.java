package dev.teerex.eif;

import java.util.List;

/**
 * What was measured of an image.
 *
 * @param pcrs the registers
 * @param sections the digests of the measured sections, in file order
 */
public record Measurement(Pcrs pcrs, List<MeasuredSection> sections) {
    /** Makes the value; the list is copied. */
    public Measurement {
        sections = List.copyOf(sections);
    }
}
