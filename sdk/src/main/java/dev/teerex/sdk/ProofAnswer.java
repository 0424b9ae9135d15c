package dev.teerex.sdk;

import dev.teerex.Bytes;
import dev.teerex.InputException;
import dev.teerex.bb.BbVersion;
import dev.teerex.bb.ChonkProof;
import dev.teerex.bb.UltraHonkProof;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A proof as a server gives it out: of the shape that was asked for, and nothing more is known of it.
 *
 * @param proof the proof
 * @param bbSha256 the digest of the binary, as the server says; the older contract has none
 * @param crs what the server says of its CRS; the older contract has none
 * @param queued how long it waited, as the server says
 * @param proving how long it took, as the server says
 */
record ProofAnswer(Proof proof, Optional<String> bbSha256, Optional<String> crs, Duration queued, Duration proving) {
    /** What a server says of the development CRS. */
    static final String INSECURE_DEV = "insecure-dev";

    /** The older contract's clients refuse a proof of fewer fields (measured: the TypeScript SDK). */
    private static final int OLDER_MIN_FIELDS = 1935;

    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");
    private static final Pattern CRS = Pattern.compile("genuine|unchecked|" + INSECURE_DEV);
    private static final Pattern MILLIS = Pattern.compile("\\d{1,12}");

    /**
     * Reads the answer of {@code POST /v1/prove}.
     *
     * @param inputs what was to be proved
     * @param version the version of bb that was asked for
     * @param expectedKey the key that the proof must verify under, if it is known
     */
    static ProofAnswer v1(
            ServerCalls calls,
            ServerAnswer answer,
            ProofInputs inputs,
            BbVersion version,
            Optional<Bytes> expectedKey) {
        JsonAnswer json = calls.json(answer);
        requireText(calls, json, "scheme", inputs.scheme().text());
        requireText(calls, json, "bb_version", version.text());
        byte[] key = binary(calls, json, "verification_key");
        if (expectedKey.isPresent() && !expectedKey.get().equals(Bytes.of(key))) {
            throw calls.badAnswer("its verification key is not that of the inputs");
        }
        byte[] bytes = binary(calls, json, "proof");
        Proof proof;
        try {
            if (inputs instanceof ProofInputs.Noir noir) {
                requireText(calls, json, "verifier_target", noir.target().text());
                proof = new Proof.UltraHonk(
                        new UltraHonkProof(bytes, binary(calls, json, "public_inputs"), key), noir.target());
            } else {
                proof = new Proof.Chonk(ChonkProof.ofWire(bytes), key);
            }
        } catch (InputException malformed) {
            throw calls.badAnswer(malformed.text());
        }
        Optional<JsonAnswer> millis = json.object("millis");
        return new ProofAnswer(
                proof,
                Optional.of(matching(calls, json, "bb_sha256", SHA256)),
                Optional.of(matching(calls, json, "crs", CRS)),
                millis(millis, "queued"),
                millis(millis, "prove"));
    }

    /** Reads the answer of {@code POST /prove}; the key is the inputs' own. */
    static ProofAnswer older(ServerCalls calls, ServerAnswer answer, Bytes key) {
        ChonkProof proof;
        try {
            proof = ChonkProof.ofWire(binary(calls, calls.json(answer), "proof"));
        } catch (InputException malformed) {
            throw calls.badAnswer(malformed.text());
        }
        if (proof.fieldCount() < OLDER_MIN_FIELDS) {
            throw calls.badAnswer("its proof has fewer than " + OLDER_MIN_FIELDS + " fields");
        }
        Duration proving = answer.web()
                .header("x-prove-duration-ms")
                .filter(text -> MILLIS.matcher(text).matches())
                .map(text -> Duration.ofMillis(Long.parseLong(text)))
                .orElse(Duration.ZERO);
        return new ProofAnswer(
                new Proof.Chonk(proof, key.toArray()), Optional.empty(), Optional.empty(), Duration.ZERO, proving);
    }

    private static void requireText(ServerCalls calls, JsonAnswer json, String name, String expected) {
        if (!json.text(name).equals(Optional.of(expected))) {
            throw calls.badAnswer("its " + name + " is not the one that was asked for, " + expected);
        }
    }

    private static String matching(ServerCalls calls, JsonAnswer json, String name, Pattern pattern) {
        return json.text(name)
                .filter(text -> pattern.matcher(text).matches())
                .orElseThrow(() -> calls.badAnswer("its " + name + " is missing, or not what it can be"));
    }

    private static byte[] binary(ServerCalls calls, JsonAnswer json, String name) {
        try {
            return Base64.getDecoder().decode(json.text(name).orElseThrow(() -> calls.badAnswer("it has no " + name)));
        } catch (IllegalArgumentException notBase64) {
            throw calls.badAnswer("its " + name + " is not Base64");
        }
    }

    private static Duration millis(Optional<JsonAnswer> millis, String name) {
        return Duration.ofMillis(millis.flatMap(object -> object.number(name))
                .filter(value -> value >= 0)
                .orElse(0L));
    }
}
