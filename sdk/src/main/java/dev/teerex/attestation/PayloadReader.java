package dev.teerex.attestation;

import static dev.teerex.attestation.AttestationException.require;

import dev.teerex.Bytes;
import dev.teerex.attestation.AttestationException.Code;
import dev.teerex.cbor.CborReader;
import dev.teerex.cbor.CborType;
import dev.teerex.nsm.AttestationRequest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads the signed part of a document (AWS, "Verifying the root of trust", section 3.1). Reads once. */
final class PayloadReader {
    private static final int MAX_CERTIFICATE = 1024;
    private static final int MAX_PCRS = 32;
    private static final Set<Integer> PCR_SIZES = Set.of(32, 48, 64);

    private final CoseSign1 envelope;
    private final CborReader reader;

    private @Nullable String moduleId;
    private @Nullable String digest;
    private @Nullable Instant timestamp;
    private @Nullable NavigableMap<Integer, Bytes> pcrs;
    private @Nullable Bytes certificate;
    private @Nullable List<Bytes> caBundle;
    private @Nullable Bytes publicKey;
    private @Nullable Bytes userData;
    private @Nullable Bytes nonce;

    PayloadReader(CoseSign1 envelope) {
        this.envelope = envelope;
        reader = new CborReader(envelope.payload().toArray());
    }

    AttestationDocument read() {
        require(reader.peek() == CborType.MAP, Code.PAYLOAD_NOT_MAP, "the payload is not a map");
        reader.beginMap();
        while (reader.hasNext()) {
            readField();
        }
        reader.end();
        // Rule 4: mandatory are module_id, digest, timestamp, pcrs, certificate and cabundle.
        present("digest", digest);
        return new AttestationDocument(
                envelope,
                present("module_id", moduleId),
                present("timestamp", timestamp),
                present("pcrs", pcrs),
                present("certificate", certificate),
                present("cabundle", caBundle),
                publicKey,
                userData,
                nonce);
    }

    private void readField() {
        require(reader.peek() == CborType.TEXT, Code.FIELD_UNKNOWN, "a field whose name is not text");
        switch (reader.textKey()) {
            case "module_id" -> moduleId = readModuleId();
            case "digest" -> digest = readDigest();
            case "timestamp" -> timestamp = readTimestamp();
            case "pcrs" -> pcrs = readPcrs();
            case "certificate" ->
                certificate = Fields.bytes(reader, "certificate", 1, MAX_CERTIFICATE, Code.CERTIFICATE_SIZE);
            case "cabundle" -> caBundle = readCaBundle();
            case "public_key" ->
                publicKey = Fields.optionalBytes(
                        reader, "public_key", 1, AttestationRequest.MAX_PUBLIC_KEY, Code.PUBLIC_KEY_SIZE);
            case "user_data" ->
                userData = Fields.optionalBytes(
                        reader, "user_data", 0, AttestationRequest.MAX_USER_DATA, Code.USER_DATA_SIZE);
            case "nonce" ->
                nonce = Fields.optionalBytes(reader, "nonce", 0, AttestationRequest.MAX_USER_DATA, Code.NONCE_SIZE);
            // Rule 4: public_key, user_data and nonce are optional; anything else is rejected.
            default ->
                throw new AttestationException(Code.FIELD_UNKNOWN, "a field that attestation documents do not have");
        }
    }

    // Rule 5: module_id non-empty text; digest = "SHA384"; timestamp unsigned > 0 (ms).

    private String readModuleId() {
        require(reader.peek() == CborType.TEXT, Code.MODULE_ID, "module_id is not text");
        String text = reader.text();
        require(!text.isEmpty(), Code.MODULE_ID, "module_id is empty");
        return text;
    }

    private String readDigest() {
        require(
                reader.peek() == CborType.TEXT && reader.text().equals("SHA384"),
                Code.DIGEST,
                "digest is not the text SHA384");
        return "SHA384";
    }

    private Instant readTimestamp() {
        require(reader.peek() == CborType.UNSIGNED, Code.TIMESTAMP, "timestamp is not an unsigned number");
        long milliseconds = reader.unsigned();
        require(milliseconds > 0, Code.TIMESTAMP, "timestamp is zero, or more milliseconds than a clock has");
        return Instant.ofEpochMilli(milliseconds);
    }

    // Rule 6: pcrs map of 1..32, keys integer 0..31, values 32/48/64 bytes.
    private NavigableMap<Integer, Bytes> readPcrs() {
        NavigableMap<Integer, Bytes> values = new TreeMap<>();
        require(reader.peek() == CborType.MAP, Code.PCR_COUNT, "pcrs is not a map");
        int count = reader.beginMap();
        require(count <= MAX_PCRS, Code.PCR_COUNT, "pcrs has more than 32 entries");
        while (reader.hasNext()) {
            require(reader.peek() == CborType.UNSIGNED, Code.PCR_INDEX, "a PCR whose number is not unsigned");
            long index = reader.unsignedKey();
            require(Long.compareUnsigned(index, MAX_PCRS) < 0, Code.PCR_INDEX, "a PCR with a number over 31");
            require(reader.peek() == CborType.BYTES, Code.PCR_LENGTH, "a PCR that is not a byte string");
            Bytes value = Bytes.of(reader.bytes());
            require(PCR_SIZES.contains(value.size()), Code.PCR_LENGTH, "a PCR that is not 32, 48 or 64 bytes");
            values.put((int) index, value);
        }
        require(!values.isEmpty(), Code.PCR_COUNT, "pcrs is empty");
        return values;
    }

    // Rule 7: cabundle non-empty, each 1..1024 bytes; certificate 1..1024; public_key 1..1024.
    private List<Bytes> readCaBundle() {
        List<Bytes> certificates = new ArrayList<>();
        require(reader.peek() == CborType.ARRAY, Code.CABUNDLE_EMPTY, "cabundle is not an array");
        reader.beginArray();
        while (reader.hasNext()) {
            certificates.add(
                    Fields.bytes(reader, "a certificate of the cabundle", 1, MAX_CERTIFICATE, Code.CABUNDLE_SIZE));
        }
        require(!certificates.isEmpty(), Code.CABUNDLE_EMPTY, "cabundle is empty");
        return certificates;
    }

    private static <T> T present(String name, @Nullable T value) {
        if (value == null) {
            throw new AttestationException(Code.FIELD_MISSING, "the document has no " + name);
        }
        return value;
    }
}
