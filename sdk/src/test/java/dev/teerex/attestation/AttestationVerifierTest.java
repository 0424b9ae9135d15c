package dev.teerex.attestation;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.teerex.Bytes;
import dev.teerex.attestation.AttestationException.Code;
import dev.teerex.nsm.AttestationRequest;
import dev.teerex.nsm.SimulatedNsm;
import java.security.Provider;
import java.security.SecureRandom;
import java.security.Security;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class AttestationVerifierTest {
    private static final Clock CLOCK = Clock.fixed(Forge.NOW, ZoneOffset.UTC);
    private static final VerificationTime NOW = VerificationTime.live(CLOCK);
    private static final AttestationPolicy ANY_IMAGE =
            AttestationPolicy.builder().insecureAcceptAnyImage().build();
    private static final List<ConformanceCorpus.Case> CORPUS = ConformanceCorpus.mint();

    private static List<AttestationVerifier> verifiers() {
        return List.of(AttestationVerifier.create(), AttestationVerifier.withProvider(Security.getProvider("SunEC")));
    }

    @ParameterizedTest
    @MethodSource("verifiers")
    void everyDocumentOfTheCorpusIsRejectedForItsReason(AttestationVerifier verifier) {
        for (ConformanceCorpus.Case document : CORPUS) {
            assertThatExceptionOfType(AttestationException.class)
                    .as(document.name())
                    .isThrownBy(() -> verifier.verifySimulated(
                            document.document().toArray(), ConformanceCorpus.policy(), NOW, document.anchor()))
                    .satisfies(e -> assertThat(e.reason()).isEqualTo(document.reason()))
                    .satisfies(e -> assertThat(e.text()).doesNotContain("TRX-"))
                    .withMessageStartingWith(document.reason().code() + ": ");
        }
    }

    @Test
    void theCorpusHasADocumentForEveryReason() {
        Set<Code> reasons = CORPUS.stream()
                .map(ConformanceCorpus.Case::reason)
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(Code.class)));
        assertThat(reasons).containsExactly(Code.values());
    }

    @Test
    void everyReasonHasItsOwnCodeAndEveryRuleItsReason() {
        assertThat(Arrays.stream(Code.values()).map(Code::code)).doesNotHaveDuplicates();
        assertThat(Arrays.stream(Code.values()).map(Code::rule).distinct())
                .containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
    }

    @ParameterizedTest
    @MethodSource("verifiers")
    void aDocumentThatFollowsEveryRuleIsSimulated(AttestationVerifier verifier) {
        Forge forge = new Forge();
        AttestedClaims claims = verifier.verifySimulated(forge.mint(), ConformanceCorpus.policy(), NOW, forge.anchor())
                .claims();
        assertThat(claims.image()).contains("PCR");
        assertThat(claims.moduleId()).isEqualTo("simulated-forge");
        assertThat(claims.proverList()).contains(Forge.PROVERS);
        assertThat(claims.nonce()).contains(Forge.NONCE);
        assertThat(claims.publicKey()).isEmpty();
        assertThat(claims.timestamp()).isEqualTo(Forge.NOW);
        assertThat(claims.certificateNotAfter()).isEqualTo(Forge.NOW.plus(Duration.ofHours(2)));
        assertThat(claims.verifiedAt()).isEqualTo(Forge.NOW);
        assertThat(claims.time()).isEqualTo(NOW);
    }

    @ParameterizedTest
    @MethodSource("verifiers")
    void aDocumentExpiresWithTheFirstCertificateOfItsChain(AttestationVerifier verifier) {
        Forge forge = new Forge();
        forge.certificate("instance").notAfter = Forge.NOW.plus(Duration.ofMinutes(10));

        AttestedClaims claims = verifier.verifySimulated(forge.mint(), ConformanceCorpus.policy(), NOW, forge.anchor())
                .claims();
        assertThat(claims.certificateNotAfter()).isEqualTo(Forge.NOW.plus(Duration.ofMinutes(10)));
    }

    static Stream<Forge> soundForms() {
        Forge tagged = new Forge();
        tagged.document = bytes -> {
            byte[] whole = new byte[bytes.length + 1];
            whole[0] = (byte) 0xd2;
            System.arraycopy(bytes, 0, whole, 1, bytes.length);
            return whole;
        };
        Forge indefinite = new Forge();
        indefinite.indefinite = true;
        Forge withoutNulls = new Forge();
        withoutNulls.fields.remove("public_key");
        Forge full = new Forge();
        full.fields.put("public_key", writer -> writer.bytes(new byte[1024]));
        Forge eight = new Forge();
        for (int i = 0; i < 3; i++) {
            eight.chain.add(1, new Forge.Certificate("extra" + i));
        }
        Forge rootOnly = new Forge();
        rootOnly.chain.subList(1, 4).clear();
        Forge edges = new Forge();
        edges.fields.put(
                "timestamp",
                writer -> writer.unsigned(
                        Forge.NOW.minus(AttestationPolicy.DEFAULT_MAX_AGE).toEpochMilli()));
        edges.certificate("leaf").notBefore = Forge.NOW.minus(AttestationPolicy.DEFAULT_MAX_AGE);
        edges.certificate("leaf").notAfter = Forge.NOW;
        Forge ahead = new Forge();
        ahead.fields.put(
                "timestamp", writer -> writer.unsigned(Forge.NOW.plusSeconds(30).toEpochMilli()));
        return Stream.of(tagged, indefinite, withoutNulls, full, eight, rootOnly, edges, ahead);
    }

    @ParameterizedTest
    @MethodSource("soundForms")
    void everyFormThatTheRulesAllowIsAccepted(Forge forge) {
        assertThat(AttestationVerifier.create()
                        .verifySimulated(forge.mint(), ConformanceCorpus.policy(), NOW, forge.anchor())
                        .claims()
                        .image())
                .contains("PCR");
    }

    @Test
    void everySimulatedDocumentFailsUnderTheNitroRoot() {
        AttestationVerifier verifier = AttestationVerifier.create();
        try (SimulatedNsm nsm = SimulatedNsm.start("image", CLOCK, new SecureRandom())) {
            byte[] document = nsm.attestation(new AttestationRequest(null, null, null));
            for (byte[] simulated : List.of(document, new Forge().mint())) {
                assertRejected(Code.UNTRUSTED_ROOT, () -> verifier.verify(simulated, ANY_IMAGE, CLOCK));
            }
        }
    }

    @Test
    void everyGenuineDocumentFailsUnderATestAnchor() {
        AttestationVerifier verifier = AttestationVerifier.create();
        TestAnchor anchor = new Forge().anchor();
        for (Vectors.Vector vector : Vectors.all()) {
            assertRejected(
                    Code.UNTRUSTED_ROOT,
                    () -> verifier.verifySimulated(
                            vector.document().toArray(), ANY_IMAGE, VerificationTime.ofDocument(), anchor));
        }
    }

    @Test
    void aSimulatedModuleIsVerifiedUnderItsOwnRootOnly() {
        AttestationVerifier verifier = AttestationVerifier.create();
        try (SimulatedNsm nsm = SimulatedNsm.start("image", CLOCK, new SecureRandom());
                SimulatedNsm other = SimulatedNsm.start("image", CLOCK, new SecureRandom())) {
            AttestationPolicy policy = AttestationPolicy.builder()
                    .image(new EnclaveImage(
                            "image",
                            requireNonNull(nsm.pcrs().get(0)),
                            requireNonNull(nsm.pcrs().get(1)),
                            requireNonNull(nsm.pcrs().get(2))))
                    .proverList(Forge.PROVERS)
                    .build()
                    .withNonce(Forge.NONCE.toArray());
            Bytes key = Bytes.fromHex("c0ffee");
            byte[] document = nsm.attestation(new AttestationRequest(key, Forge.PROVERS.toUserData(), Forge.NONCE));
            AttestedClaims claims = verifier.verifySimulated(document, policy, NOW, TestAnchor.of(nsm.root()))
                    .claims();
            assertThat(claims.publicKey()).contains(key);
            assertThat(claims.image()).contains("image");
            assertRejected(
                    Code.UNTRUSTED_ROOT,
                    () -> verifier.verifySimulated(document, policy, NOW, TestAnchor.of(other.root())));
        }
    }

    @Test
    void expiryIsJudgedAtEachUseOfARememberedChain() {
        AttestationVerifier verifier = AttestationVerifier.create();
        Forge forge = new Forge();
        forge.certificate("zonal").notAfter = Forge.NOW.plusSeconds(60);
        byte[] document = forge.mint();
        TestAnchor anchor = forge.anchor();
        assertThat(verifier.verifySimulated(document, ConformanceCorpus.policy(), NOW, anchor))
                .isNotNull();
        assertRejected(
                Code.CERTIFICATE_EXPIRED,
                () -> verifier.verifySimulated(
                        document, ConformanceCorpus.policy(), VerificationTime.at(Forge.NOW.plusSeconds(61)), anchor));
    }

    @Test
    void archiveModesSayWhatTimeWasJudged() {
        AttestationVerifier verifier = AttestationVerifier.create();
        Forge forge = new Forge();
        VerificationTime given = VerificationTime.at(Forge.NOW.plusSeconds(5));
        AttestedClaims atGiven = verifier.verifySimulated(
                        forge.mint(), ConformanceCorpus.policy(), given, forge.anchor())
                .claims();
        assertThat(atGiven.verifiedAt()).isEqualTo(Forge.NOW.plusSeconds(5));
        assertThat(atGiven.time()).hasToString("2026-11-21T12:00:05Z");
        AttestedClaims atDocument = verifier.verifySimulated(
                        forge.mint(), ConformanceCorpus.policy(), VerificationTime.ofDocument(), forge.anchor())
                .claims();
        assertThat(atDocument.verifiedAt()).isEqualTo(Forge.NOW);
        assertThat(atDocument.time()).hasToString("document");
    }

    @Test
    void aVerifierRegistersNoProvider() {
        List<String> before =
                Arrays.stream(Security.getProviders()).map(Provider::getName).toList();
        Forge forge = new Forge();
        assertThat(AttestationVerifier.create()
                        .verifySimulated(forge.mint(), ConformanceCorpus.policy(), NOW, forge.anchor()))
                .isNotNull();
        assertThat(Arrays.stream(Security.getProviders()).map(Provider::getName))
                .containsExactlyElementsOf(before);
    }

    @Test
    void aProviderThatCannotVerifyIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> AttestationVerifier.withProvider(Security.getProvider("SUN")))
                .withMessageContaining("SUN");
    }

    private static void assertRejected(Code reason, Runnable verification) {
        assertThatExceptionOfType(AttestationException.class)
                .isThrownBy(verification::run)
                .satisfies(e -> assertThat(e.reason()).isEqualTo(reason));
    }
}
