package dev.teerex.build;

import dev.teerex.Bytes;
import dev.teerex.InputException;
import dev.teerex.InputException.Code;
import dev.teerex.Printable;
import dev.teerex.attestation.AttestationPolicy;
import dev.teerex.attestation.AttestationPolicyFile;
import dev.teerex.attestation.EnclaveImage;
import dev.teerex.eif.Difference;
import dev.teerex.eif.Measurement;
import dev.teerex.eif.MeasurementJson;
import dev.teerex.eif.Pcrs;
import dev.teerex.eif.Sha384;
import dev.teerex.eif.json.JsonValue;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What an image must be. */
sealed interface ExpectedImage {
    /** Returns what of an image differs, for a person; empty if it is as expected. */
    List<String> differences(Measurement actual);

    /** Reads a measurement or a policy, whichever the file is. */
    static ExpectedImage read(Path file) {
        byte[] json;
        try (InputStream in = Files.newInputStream(file)) {
            json = in.readNBytes(AttestationPolicyFile.MAX_SIZE + 1);
        } catch (IOException e) {
            throw new InputException(
                    Code.UNREADABLE, file + " does not exist or cannot be read (tee-rex.expectedMeasurement)", e);
        }
        if (json.length > AttestationPolicyFile.MAX_SIZE) {
            throw new InputException(
                    Code.TOO_LARGE, file + " is too large for a measurement or a policy (tee-rex.expectedMeasurement)");
        }
        try {
            return parse(json);
        } catch (InputException e) {
            throw e.in(file);
        }
    }

    private static ExpectedImage parse(byte[] json) {
        // Only a measurement has registers at the top; everything else has to stand the stricter of the two readers.
        boolean published =
                JsonValue.parse(json).flatMap(value -> value.get("pcrs")).isPresent();
        return published
                ? new Published(MeasurementJson.read(new String(json, StandardCharsets.UTF_8)))
                : new Pinned(AttestationPolicyFile.parse(json));
    }

    /** An image that was measured before. */
    record Published(Measurement measurement) implements ExpectedImage {
        @Override
        public List<String> differences(Measurement actual) {
            return Difference.between(measurement, actual).stream()
                    .map(difference -> Printable.of(difference.toString()))
                    .toList();
        }
    }

    /** Any of the images of a policy. */
    record Pinned(AttestationPolicy policy) implements ExpectedImage {
        @Override
        public List<String> differences(Measurement actual) {
            List<String> all = new ArrayList<>();
            for (EnclaveImage image : policy.images()) {
                List<Difference> differences = Difference.between(pcrs(image, actual), actual);
                if (differences.isEmpty()) {
                    return List.of();
                }
                differences.forEach(difference -> all.add(Printable.of(image.name() + ": " + difference)));
            }
            return all;
        }

        /** A policy that does not ask for PCR8 takes every signature. */
        private Pcrs pcrs(EnclaveImage image, Measurement actual) {
            Optional<Sha384> pcr8 = Optional.ofNullable(policy.otherPcrs().get(8))
                    .map(Pinned::sha384)
                    .or(() -> actual.pcrs().pcr8());
            return new Pcrs(sha384(image.pcr0()), sha384(image.pcr1()), sha384(image.pcr2()), pcr8);
        }

        private static Sha384 sha384(Bytes register) {
            return new Sha384(register.hex());
        }
    }
}
