package dev.teerex.sdk;

import dev.teerex.InputException;
import dev.teerex.Sha256;
import dev.teerex.bb.BbVersion;
import dev.teerex.msgpack.MsgpackWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What is encrypted to a prover, as a sequence of sources, so that no more of it is in memory than the caller has there.
 * It can be written more than once. Thread-safe.
 */
final class PlaintextMessage {
    /** Far over what servers take. */
    private static final long MAX_LENGTH = 1L << 30;

    private static final int BUFFER = 64 * 1024;

    /** The length is asked for once: a file that changes afterwards is found out when it is written. */
    private record Part(InputSource source, long length, boolean isInput) {}

    private final List<Part> parts = new ArrayList<>();

    private PlaintextMessage() {}

    /**
     * The map of {@code POST /v1/prove}: what is asked for stands inside, where nobody on the way can change it.
     *
     * @param tellSteps whether the server may say at which step it is
     */
    static PlaintextMessage v1(ProofInputs inputs, BbVersion version, boolean tellSteps) {
        PlaintextMessage message = new PlaintextMessage();
        MsgpackWriter writer = new MsgpackWriter();
        if (inputs instanceof ProofInputs.Ivc ivc) {
            begin(writer, 3, inputs, version, tellSteps);
            message.input(writer, "ivc_inputs", ivc.steps());
        } else if (inputs instanceof ProofInputs.Noir noir) {
            begin(writer, noir.verificationKey().isPresent() ? 6 : 5, inputs, version, tellSteps);
            writer.string("verifier_target").string(noir.target().text());
            noir.verificationKey()
                    .ifPresent(key -> writer.string("verification_key").binary(key.toArray()));
            message.input(writer, "bytecode", noir.circuit());
            message.input(writer, "witness", noir.witness());
        }
        return message.checked();
    }

    private static void begin(
            MsgpackWriter writer, int keys, ProofInputs inputs, BbVersion version, boolean tellSteps) {
        writer.map(tellSteps ? keys + 1 : keys)
                .string("scheme")
                .string(inputs.scheme().text())
                .string("bb_version")
                .string(version.text());
        if (tellSteps) {
            writer.string("tell_steps").bool(true);
        }
    }

    /** The inputs as they are, as {@code POST /prove} has them. */
    static PlaintextMessage older(ProofInputs.Ivc inputs) {
        PlaintextMessage message = new PlaintextMessage();
        message.parts.add(new Part(inputs.steps(), inputs.steps().length(), true));
        return message.checked();
    }

    private void input(MsgpackWriter writer, String key, InputSource source) {
        long length = source.length();
        writer.string(key).binaryHeader((int) Math.min(length, MAX_LENGTH));
        for (ByteBuffer buffer : writer.finish()) {
            byte[] head = new byte[buffer.remaining()];
            buffer.get(head);
            parts.add(new Part(InputSource.bytes(key, head), head.length, false));
        }
        parts.add(new Part(source, length, true));
    }

    private PlaintextMessage checked() {
        for (Part part : parts) {
            if (part.length == 0) {
                throw new InputException(InputException.Code.EMPTY, part.source.name() + " is empty");
            }
        }
        if (length() > MAX_LENGTH) {
            throw new InputException(
                    InputException.Code.TOO_LARGE, "the inputs have more than " + MAX_LENGTH + " bytes together");
        }
        return this;
    }

    long length() {
        return parts.stream().mapToLong(Part::length).sum();
    }

    /** Writes it, and returns the digests of the inputs that were written. */
    List<LocalProof.Input> writeTo(OutputStream out) throws IOException {
        List<LocalProof.Input> inputs = new ArrayList<>();
        byte[] buffer = new byte[BUFFER];
        try {
            for (Part part : parts) {
                MessageDigest digest = Sha256.start();
                long left = part.length;
                try (InputStream in = part.source.open()) {
                    for (int count = read(part, in, buffer); count >= 0; count = read(part, in, buffer)) {
                        left -= count;
                        if (left < 0) {
                            throw changed(part);
                        }
                        digest.update(buffer, 0, count);
                        out.write(buffer, 0, count);
                    }
                }
                if (left > 0) {
                    throw changed(part);
                }
                if (part.isInput) {
                    inputs.add(new LocalProof.Input(part.source.name(), Sha256.finish(digest)));
                }
            }
        } finally {
            Arrays.fill(buffer, (byte) 0);
        }
        return List.copyOf(inputs);
    }

    private static InputException changed(Part part) {
        return new InputException(
                InputException.Code.UNREADABLE,
                part.source.name() + " has no longer the " + part.length
                        + " bytes that it had when its proof began; leave it" + " as it is until the proof is there");
    }

    /** What cannot be read is the input's fault: as an I/O error it would pass for the connection's. */
    private static int read(Part part, InputStream in, byte[] buffer) {
        try {
            return in.read(buffer);
        } catch (IOException e) {
            throw new InputException(
                    InputException.Code.UNREADABLE, part.source.name() + " could not be read to its end", e);
        }
    }
}
