package dev.teerex.sdk;

import dev.teerex.Bytes;
import dev.teerex.attestation.AttestationException;
import dev.teerex.attestation.AttestationPolicy;
import dev.teerex.attestation.AttestationVerifier;
import dev.teerex.attestation.AttestedClaims;
import dev.teerex.attestation.ProverList;
import dev.teerex.attestation.SimulatedAttestation;
import dev.teerex.attestation.VerificationTime;
import dev.teerex.attestation.VerifiedAttestation;
import dev.teerex.openpgp.OpenPgpException;
import dev.teerex.openpgp.RecipientKey;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Asks a server for its key, and for what attests it. Thread-safe. */
final class KeyFetch {
    /** How long before its certificate ends a document is fetched again: longer than any two clocks differ. */
    private static final Duration MARGIN = Duration.ofMinutes(5);

    private static final int NONCE = 32;

    private final ServerCalls calls;
    private final Trust trust;
    private final AttestationVerifier verifier;
    private final Clock clock;
    private final SecureRandom random;

    KeyFetch(ServerCalls calls, Trust trust, AttestationVerifier verifier, Clock clock, SecureRandom random) {
        this.calls = calls;
        this.trust = trust;
        this.verifier = verifier;
        this.clock = clock;
        this.random = random;
    }

    ServerKey fetch(Contract contract, TimeLimit limit, Consumer<Phase> listener) throws InterruptedException {
        listener.accept(new Phase.FetchAttestation());
        try {
            return trusted(contract, limit, listener);
        } catch (AttestationException e) {
            throw e.from(address());
        }
    }

    private ServerKey trusted(Contract contract, TimeLimit limit, Consumer<Phase> listener)
            throws InterruptedException {
        if (trust instanceof Trust.Genuine genuine) {
            Document document = document(contract, genuine.policy(), limit);
            listener.accept(new Phase.VerifyAttestation());
            VerifiedAttestation attestation = verifier.verify(document.bytes, document.policy, clock);
            return attested(contract, attestation.claims(), new ProvedBy.Enclave(address(), attestation), limit);
        }
        if (trust instanceof Trust.Simulated simulated) {
            Document document = document(contract, simulated.policy(), limit);
            listener.accept(new Phase.VerifyAttestation());
            SimulatedAttestation attestation = verifier.verifySimulated(
                    document.bytes, document.policy, VerificationTime.live(clock), simulated.anchor());
            return attested(
                    contract, attestation.claims(), new ProvedBy.SimulatedEnclave(address(), attestation), limit);
        }
        String armoured = calls.get("/attestation", limit)
                .text("publicKey")
                .orElseThrow(() -> calls.badAnswer("it has no publicKey"));
        return new ServerKey(key(armoured), new ProvedBy.Server(address()), Optional.empty(), Instant.MAX);
    }

    private URI address() {
        return calls.server().uri();
    }

    private record Document(byte[] bytes, AttestationPolicy policy) {}

    private Document document(Contract contract, AttestationPolicy policy, TimeLimit limit)
            throws InterruptedException {
        AttestationPolicy asked = policy;
        String route = "/attestation";
        // The older contract has no nonce.
        if (contract == Contract.V1) {
            byte[] nonce = new byte[NONCE];
            random.nextBytes(nonce);
            asked = policy.withNonce(nonce);
            route += "?nonce=" + Bytes.of(nonce).hex();
        }
        // The publicKey beside the document is signed by nobody, and not looked at.
        JsonAnswer answer = calls.get(route, limit);
        Optional<String> document = answer.text("attestationDocument");
        if (!answer.text("mode").equals(Optional.of("nitro")) || document.isEmpty()) {
            throw new RemoteException(
                    RemoteException.Code.NOT_ATTESTED,
                    address() + " shows no attestation document: nothing is known of what would read the witness, so"
                            + " nothing is sent",
                    null);
        }
        try {
            return new Document(Base64.getDecoder().decode(document.get()), asked);
        } catch (IllegalArgumentException notBase64) {
            throw calls.badAnswer("its document is not Base64");
        }
    }

    private ServerKey attested(Contract contract, AttestedClaims claims, ProvedBy by, TimeLimit limit)
            throws InterruptedException {
        Bytes armoured = claims.publicKey()
                .orElseThrow(() -> new RemoteException(
                        RemoteException.Code.NO_KEY, "the enclave behind " + address() + " attests no key", null));
        RecipientKey key = key(new String(armoured.toArray(), StandardCharsets.UTF_8));
        Optional<Map<String, String>> provers =
                contract == Contract.V1 ? Optional.of(provers(claims, limit)) : Optional.empty();
        return new ServerKey(key, by, provers, claims.certificateNotAfter().minus(MARGIN));
    }

    /** Asks for the list whose digest the enclave attests; a list of another digest is a lie. */
    private Map<String, String> provers(AttestedClaims claims, TimeLimit limit) throws InterruptedException {
        Map<String, String> provers = new TreeMap<>();
        for (JsonAnswer bb : calls.get("/health", limit).objects("bb_hashes")) {
            provers.put(bb.text("version").orElse(""), bb.text("sha256").orElse(""));
        }
        if (!claims.proverList().equals(Optional.of(ProverList.of(provers)))) {
            throw new RemoteException(
                    RemoteException.Code.PROVER_NOT_LISTED,
                    "the binaries that " + address() + " names are not those that its enclave attests; nothing is sent",
                    null);
        }
        return Map.copyOf(provers);
    }

    private RecipientKey key(String armoured) {
        try {
            return RecipientKey.parse(armoured, clock);
        } catch (OpenPgpException e) {
            throw new RemoteException(
                    RemoteException.Code.NO_KEY,
                    "the key of " + address() + " is not one to encrypt to: " + e.text(),
                    e);
        }
    }
}
