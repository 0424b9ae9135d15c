package dev.teerex.server.jobs;

import dev.teerex.InputException;
import dev.teerex.InputException.Code;
import dev.teerex.bb.VerifierTarget;
import dev.teerex.msgpack.MsgpackException;
import dev.teerex.msgpack.MsgpackReader;
import dev.teerex.sdk.Scheme;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What a client of {@code POST /v1/prove} encrypts: one MessagePack map, so that nobody on the way can change what is asked.
 * Keys may come in any order; one that is unknown, or there twice, is an error.
 *
 * <table>
 * <caption>Keys</caption>
 * <tr><td>{@code scheme}</td><td>string: {@code chonk} or {@code ultra_honk}</td></tr>
 * <tr><td>{@code bb_version}</td><td>string, optional: the version of bb; else the server's default</td></tr>
 * <tr><td>{@code ivc_inputs}</td><td>binary, for {@code chonk}: the private execution steps, as Aztec's wallets write them</td></tr>
 * <tr><td>{@code bytecode}</td><td>binary, for {@code ultra_honk}: the compiled artifact, or the gzip of its bytecode</td></tr>
 * <tr><td>{@code witness}</td><td>binary, for {@code ultra_honk}: the gzip of the witness</td></tr>
 * <tr><td>{@code verification_key}</td><td>binary, optional, for {@code ultra_honk}: the key that the proof must have</td></tr>
 * <tr><td>{@code verifier_target}</td><td>string, optional, for {@code ultra_honk}; {@code noir-recursive} where it is not given</td></tr>
 * <tr><td>{@code tell_steps}</td><td>boolean, optional: whether a server that attests what it is may say at which step it is</td></tr>
 * </table>
 *
 * <p>Closing wipes the secrets in it. Not thread-safe.
 */
final class ProofMessage implements AutoCloseable {
    private static final int MAX_KEYS = 8;
    private static final int MAX_WORD = 64;

    // The largest seen has 3,680 bytes.
    private static final int MAX_KEY = 64 * 1024;

    private @Nullable String scheme;
    private @Nullable String bbVersion;
    private @Nullable String verifierTarget;
    private @Nullable Boolean tellSteps;
    private @Nullable Range ivcInputs;
    private byte @Nullable [] bytecode;
    private byte @Nullable [] witness;
    private byte @Nullable [] verificationKey;

    private final Payload payload;
    private final int maxPart;

    /** Where in the payload a binary is. */
    private record Range(long offset, int length) {}

    private ProofMessage(Payload payload, int maxPart) {
        this.payload = payload;
        this.maxPart = maxPart;
    }

    /**
     * Reads a message to its end. Steps stay in the payload, which may be large; of anything else nothing stays there.
     *
     * @param payload the message; closed with what is returned
     * @param maxPart how many bytes a circuit and its witness may have, each
     * @throws InputException when it is none
     */
    static ProofMessage read(Payload payload, int maxPart) {
        ProofMessage message = new ProofMessage(payload, maxPart);
        boolean whole = false;
        try (MsgpackReader reader = new MsgpackReader(payload.view())) {
            for (int left = reader.map(MAX_KEYS); left > 0; left--) {
                message.readField(reader);
            }
            if (!reader.atEnd()) {
                throw new InputException(Code.MALFORMED, "the message goes on after its map");
            }
            message.check();
            if (message.ivcInputs == null) {
                payload.close();
            }
            whole = true;
            return message;
        } catch (MsgpackException e) {
            Code code =
                    switch (e.kind()) {
                        case TRUNCATED -> Code.TRUNCATED;
                        case TOO_LARGE -> Code.TOO_LARGE;
                        case MALFORMED -> Code.MALFORMED;
                    };
            throw new InputException(code, "the message is not a MessagePack map of known keys and sizes", e);
        } catch (IOException e) {
            throw new InputException(Code.UNREADABLE, "the message cannot be read", e);
        } finally {
            if (!whole) {
                message.close();
            }
        }
    }

    private void readField(MsgpackReader reader) throws IOException {
        String key = reader.string(MAX_WORD);
        switch (key) {
            case "scheme" -> scheme = once(scheme, reader.string(MAX_WORD));
            case "bb_version" -> bbVersion = once(bbVersion, reader.string(MAX_WORD));
            case "verifier_target" -> verifierTarget = once(verifierTarget, reader.string(MAX_WORD));
            case "tell_steps" -> tellSteps = once(tellSteps, reader.bool());
            case "ivc_inputs" -> ivcInputs = once(ivcInputs, passedOver(reader));
            case "bytecode" -> bytecode = once(bytecode, part(reader));
            case "witness" -> witness = once(witness, part(reader));
            case "verification_key" -> verificationKey = once(verificationKey, reader.binary(MAX_KEY));
            default -> throw new InputException(Code.MALFORMED, "the message has a key that nobody knows");
        }
    }

    /** Reads no more than is left, and than may be: room is made for what a binary says that it has, before any of it is read. */
    private byte[] part(MsgpackReader reader) throws IOException {
        long left = payload.size() - reader.offset();
        try {
            return reader.binary((int) Math.min(maxPart, left));
        } catch (MsgpackException e) {
            if (left < maxPart) {
                refuseCut(e);
            }
            throw e;
        }
    }

    private Range passedOver(MsgpackReader reader) throws IOException {
        try {
            int length = reader.passOverBinary((int) (payload.size() - reader.offset()));
            return new Range(reader.offset() - length, length);
        } catch (MsgpackException e) {
            refuseCut(e);
            throw e;
        }
    }

    /** Where no more than is left was allowed, too large is what ends before its end. */
    private static void refuseCut(MsgpackException e) {
        if (e.kind() == MsgpackException.Kind.TOO_LARGE) {
            throw new InputException(Code.TRUNCATED, "the message ends within one of its parts", e);
        }
    }

    private static <T> T once(@Nullable T before, T value) {
        if (before != null) {
            throw new InputException(Code.MALFORMED, "the message has a key twice");
        }
        return value;
    }

    private void check() {
        boolean complete =
                switch (scheme()) {
                    case CHONK ->
                        ivcInputs != null
                                && bytecode == null
                                && witness == null
                                && verificationKey == null
                                && verifierTarget == null;
                    case ULTRA_HONK -> ivcInputs == null && bytecode != null && witness != null;
                };
        if (!complete) {
            throw new InputException(Code.MALFORMED, "the message lacks a key of its scheme, or has one of another");
        }
    }

    Scheme scheme() {
        String word = scheme;
        if (word == null) {
            throw new InputException(Code.MALFORMED, "the message names no scheme");
        }
        return Scheme.of(word)
                .orElseThrow(
                        () -> new InputException(Code.BAD_OPTION, "the message's scheme is not one that is known"));
    }

    @Nullable
    String bbVersion() {
        return bbVersion;
    }

    VerifierTarget target() {
        String word = verifierTarget;
        return word == null ? VerifierTarget.NOIR_RECURSIVE : VerifierTarget.of(word);
    }

    boolean tellsSteps() {
        return Boolean.TRUE.equals(tellSteps);
    }

    /** Returns the steps and leaves them in the payload, as long as they have not been taken out. */
    InputStream viewOfIvcInputs() {
        Range range = present(ivcInputs);
        return payload.view(range.offset, range.length);
    }

    /** Returns the steps, which are taken out of the payload. */
    InputStream ivcInputs() {
        Range range = present(ivcInputs);
        try {
            return payload.consume(range.offset, range.length);
        } catch (IOException e) {
            throw new AssertionError("what was read once can be read again", e);
        }
    }

    byte[] bytecode() {
        return present(bytecode);
    }

    byte[] witness() {
        return present(witness);
    }

    byte @Nullable [] verificationKey() {
        return verificationKey;
    }

    private static <T> T present(@Nullable T value) {
        if (value == null) {
            throw new IllegalStateException("a key of the other scheme");
        }
        return value;
    }

    @Override
    public void close() {
        payload.close();
        wipe(witness);
    }

    private static void wipe(byte @Nullable [] secret) {
        if (secret != null) {
            Arrays.fill(secret, (byte) 0);
        }
    }

    @Override
    public String toString() {
        return "proof message";
    }
}
