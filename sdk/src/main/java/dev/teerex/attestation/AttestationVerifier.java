package dev.teerex.attestation;

import static dev.teerex.attestation.AttestationException.require;

import dev.teerex.attestation.AttestationException.Code;
import java.security.Provider;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;

/**
 * Verifies AWS Nitro attestation documents by the fifteen rules of {@code docs/attestation.md}: structure, chain, validity,
 * signature, time, and what a policy asks for. Each rule stands above the code that enforces it. There is no fall-back and
 * no warning: a document passes all of them or is rejected with {@link AttestationException}.
 *
 * <p>Thread-safe, and meant to be kept: it remembers the CA chains that it verified (256 of them), which live for days. The
 * leaf, its validity and the signature are checked for every document. Nothing is registered or kept outside the object.
 */
public final class AttestationVerifier {
    private final NitroRoot nitroRoot = NitroRoot.load();
    private final EcdsaP384 ecdsa;
    private final CaChain nitroChain;
    private final CaChainCache caChains;

    private AttestationVerifier(Provider provider) {
        ecdsa = new EcdsaP384(provider);
        nitroChain = CaChain.of(nitroRoot.der(), ecdsa);
        caChains = new CaChainCache(ecdsa);
    }

    /** Returns a verifier that uses Bouncy Castle, about five times as fast as the JDK on P-384 (measured). */
    public static AttestationVerifier create() {
        return new AttestationVerifier(new BouncyCastleEc());
    }

    /**
     * Returns a verifier that uses another provider, such as the JDK's {@code SunEC} or Amazon Corretto's.
     *
     * @param provider verifies {@code SHA384withECDSA} on P-384; it is not registered
     * @throws IllegalArgumentException when the provider does not offer that
     */
    public static AttestationVerifier withProvider(Provider provider) {
        return new AttestationVerifier(provider);
    }

    /**
     * Verifies a document now.
     *
     * @param document the COSE_Sign1 message, up to 24 KiB
     * @param policy what the enclave must be
     * @param clock says what now is
     * @return the proof
     * @throws AttestationException when the document breaks a rule
     */
    public VerifiedAttestation verify(byte[] document, AttestationPolicy policy, Clock clock) {
        return verify(document, policy, VerificationTime.live(clock));
    }

    /**
     * Verifies a document at a chosen time; any but {@link VerificationTime.Live} is for archives.
     *
     * @param document the COSE_Sign1 message, up to 24 KiB
     * @param policy what the enclave must be, or had to be
     * @param time when to judge it
     * @return the proof, which says what time it was judged at
     * @throws AttestationException when the document breaks a rule
     */
    public VerifiedAttestation verify(byte[] document, AttestationPolicy policy, VerificationTime time) {
        return new VerifiedAttestation(judge(document, policy, time, nitroRoot));
    }

    /**
     * Verifies a simulated document by the same rules.
     *
     * @param document the COSE_Sign1 message, up to 24 KiB
     * @param policy what the simulated enclave must be
     * @param time when to judge it
     * @param anchor the root of the simulation
     * @return a result that proves nothing of any enclave
     * @throws AttestationException when the document breaks a rule, as every genuine one does
     */
    public SimulatedAttestation verifySimulated(
            byte[] document, AttestationPolicy policy, VerificationTime time, TestAnchor anchor) {
        return new SimulatedAttestation(judge(document, policy, time, anchor));
    }

    /** Forgets the chains that it verified, and their keys. */
    void forgetChains() {
        caChains.clear();
        ecdsa.clear();
    }

    private AttestedClaims judge(byte[] bytes, AttestationPolicy policy, VerificationTime time, TrustAnchor anchor) {
        AttestationDocument document = AttestationDocument.read(bytes.clone());
        Instant now = time.of(document.timestamp());
        CaChain authorities = authorities(document, anchor);
        Validity leaf = requireSigned(document, authorities, now);
        PolicyRules.require(document, policy, leaf, now);
        // An instance's authority may expire before the leaf that it issued late.
        return AttestedClaims.of(
                document, policy, authorities.validity().and(leaf).until(), now, time);
    }

    /** Rule 8: the chain that is to have issued the leaf. */
    private CaChain authorities(AttestationDocument document, TrustAnchor anchor) {
        // Rule 8: cabundle[0] byte-equal to the anchor; chain = [root, intermediates…] then the leaf; at most 8 long.
        require(
                document.caBundle().get(0).equals(anchor.der()),
                Code.UNTRUSTED_ROOT,
                () -> "the chain does not begin with the trust anchor %s"
                        .formatted(anchor.certificate().getSubjectX500Principal()));
        require(
                document.caBundle().size() < CaChain.MAX_LENGTH,
                Code.CHAIN_TOO_LONG,
                () -> "a chain of more than %d certificates".formatted(CaChain.MAX_LENGTH));
        CaChain root = anchor == nitroRoot ? nitroChain : CaChain.of(anchor.der(), ecdsa);
        return caChains.get(document.caBundle(), root);
    }

    /** The end of rule 8, and rules 9 and 10; returns the validity of the leaf. */
    private Validity requireSigned(AttestationDocument document, CaChain authorities, Instant now) {
        X509Certificate leaf = Certificates.parse(document.certificate());
        PublicKey key = authorities.requireIssued(leaf, ecdsa);
        // Rule 9: every certificate valid at the verification time; the leaf is no authority, and signs.
        Validity validity = Validity.of(leaf);
        authorities.validity().require(now);
        validity.require(now);
        Certificates.requireLeaf(leaf);
        // Rule 10: ES384 signature by the leaf over the Sig_structure.
        CoseSign1 envelope = document.envelope();
        require(
                ecdsa.verifies(key, envelope.signed(), EcdsaP384.der(envelope.r(), envelope.s())),
                Code.SIGNATURE,
                "the document is not signed by its leaf certificate");
        return validity;
    }
}
