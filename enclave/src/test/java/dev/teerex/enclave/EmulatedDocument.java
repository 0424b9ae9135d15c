package dev.teerex.enclave;

import dev.teerex.attestation.Forge;
import dev.teerex.cbor.CborReader;
import dev.teerex.cbor.CborType;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A document of the lab's emulated secure module, taken apart. The module fills in everything but what it would need a key
 * for: it states no algorithm, and its certificates and signature are zeros.
 */
final class EmulatedDocument {
    final byte[] protectedHeader;
    final byte[] signature;
    final Map<Integer, byte[]> pcrs = new TreeMap<>();
    final List<byte[]> caBundle = new ArrayList<>();
    private final Map<String, byte[]> bytes = new HashMap<>();
    private final Map<String, String> texts = new HashMap<>();
    private long timestamp;

    EmulatedDocument(byte[] document) {
        CborReader envelope = new CborReader(document);
        envelope.beginArray();
        envelope.hasNext();
        protectedHeader = envelope.bytes();
        envelope.hasNext();
        envelope.beginMap();
        envelope.hasNext();
        envelope.hasNext();
        CborReader payload = new CborReader(envelope.bytes());
        envelope.hasNext();
        signature = envelope.bytes();
        payload.beginMap();
        while (payload.hasNext()) {
            readField(payload, payload.textKey());
        }
    }

    private void readField(CborReader payload, String name) {
        switch (name) {
            case "timestamp" -> timestamp = payload.unsigned();
            case "pcrs" -> {
                payload.beginMap();
                while (payload.hasNext()) {
                    pcrs.put((int) payload.unsignedKey(), payload.bytes());
                }
            }
            case "cabundle" -> {
                payload.beginArray();
                while (payload.hasNext()) {
                    caBundle.add(payload.bytes());
                }
            }
            default -> {
                if (payload.peek() == CborType.TEXT) {
                    texts.put(name, payload.text());
                } else {
                    bytes.put(name, payload.bytes());
                }
            }
        }
    }

    byte[] bytes(String field) {
        return bytes.getOrDefault(field, new byte[0]);
    }

    Instant timestamp() {
        return Instant.ofEpochMilli(timestamp);
    }

    /** Returns a document that says the same and is signed, under a chain of this run. */
    Forge signed() {
        Forge forge = new Forge();
        for (Forge.Certificate certificate : forge.chain) {
            certificate.notBefore = timestamp().minus(Duration.ofHours(1));
            certificate.notAfter = timestamp().plus(Duration.ofHours(2));
        }
        texts.forEach((name, text) -> forge.fields.put(name, writer -> writer.text(text)));
        bytes.forEach((name, value) -> {
            if (!name.equals("certificate")) {
                forge.fields.put(name, writer -> writer.bytes(value));
            }
        });
        forge.fields.put("timestamp", writer -> writer.unsigned(timestamp));
        forge.pcrs.clear();
        forge.pcrs.putAll(pcrs);
        return forge;
    }
}
