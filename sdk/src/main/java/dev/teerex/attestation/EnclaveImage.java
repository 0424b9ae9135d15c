package dev.teerex.attestation;

import dev.teerex.Bytes;
import dev.teerex.InputException;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * An enclave image that a policy accepts, by its measurements. The three are always compared together: bytes can move
 * between the sections of an image without changing one of them.
 *
 * @param name what people call the image, such as its release
 * @param pcr0 the measurement of the whole image, 48 bytes, not zero
 * @param pcr1 the measurement of kernel and boot ramdisk, 48 bytes, not zero
 * @param pcr2 the measurement of the application, 48 bytes, not zero
 */
public record EnclaveImage(String name, Bytes pcr0, Bytes pcr1, Bytes pcr2) {
    private static final int SHA384_SIZE = 48;

    /**
     * Makes the value.
     *
     * @throws InputException with {@link InputException.Code#BAD_OPTION} when the name is blank, or a measurement is not 48
     *     bytes or is zero, which is what debug mode has
     */
    public EnclaveImage {
        if (name.isBlank()) {
            throw new InputException(InputException.Code.BAD_OPTION, "an image without a name");
        }
        requireMeasurement("PCR0 of image " + name, pcr0);
        requireMeasurement("PCR1 of image " + name, pcr1);
        requireMeasurement("PCR2 of image " + name, pcr2);
    }

    /** Returns the measurements by PCR number. */
    NavigableMap<Integer, Bytes> pcrs() {
        NavigableMap<Integer, Bytes> pcrs = new TreeMap<>();
        pcrs.put(0, pcr0);
        pcrs.put(1, pcr1);
        pcrs.put(2, pcr2);
        return pcrs;
    }

    static void requireMeasurement(String what, Bytes value) {
        if (value.size() != SHA384_SIZE || value.isZero()) {
            throw new InputException(
                    InputException.Code.BAD_OPTION,
                    what + " is not a measurement: 48 bytes (96 hex digits), and not all zero");
        }
    }
}
