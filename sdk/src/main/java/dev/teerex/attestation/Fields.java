package dev.teerex.attestation;

import static dev.teerex.attestation.AttestationException.require;

import dev.teerex.Bytes;
import dev.teerex.attestation.AttestationException.Code;
import dev.teerex.cbor.CborReader;
import dev.teerex.cbor.CborType;
import org.jspecify.annotations.Nullable;

/** Reads byte strings of bounded size out of a document. */
final class Fields {
    private Fields() {}

    static Bytes bytes(CborReader reader, String name, int least, int most, Code otherwise) {
        require(reader.peek() == CborType.BYTES, otherwise, name + " is not a byte string");
        Bytes value = Bytes.of(reader.bytes());
        require(value.size() >= least && value.size() <= most, otherwise, () -> "%s of %d bytes: it must have %d to %d"
                .formatted(name, value.size(), least, most));
        return value;
    }

    /** Reads a byte string, or null: AWS's text has no null, every genuine document has (measured). */
    static @Nullable Bytes optionalBytes(CborReader reader, String name, int least, int most, Code otherwise) {
        return reader.skipNull() ? null : bytes(reader, name, least, most, otherwise);
    }
}
