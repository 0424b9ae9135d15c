package dev.teerex.build;

import dev.teerex.eif.Measurement;
import dev.teerex.eif.Pcrs;

/** Registers as people read and copy them: one a line. */
final class MeasurementText {
    private MeasurementText() {}

    static void show(Measurement measurement, BuildLog log) {
        Pcrs pcrs = measurement.pcrs();
        log.info("PCR0  " + pcrs.pcr0());
        log.info("PCR1  " + pcrs.pcr1());
        log.info("PCR2  " + pcrs.pcr2());
        pcrs.pcr8().ifPresent(pcr8 -> log.info("PCR8  " + pcr8));
    }
}
