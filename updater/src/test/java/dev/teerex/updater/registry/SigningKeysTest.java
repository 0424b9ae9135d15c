package dev.teerex.updater.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.teerex.updater.UpdateException;
import dev.teerex.updater.Version;
import dev.teerex.updater.registry.SigningKeys.Outcome;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SigningKeysTest {
    private static final Instant PUBLISHED = Instant.parse("2026-11-01T00:00:00Z");
    private KeyPair pair;

    @BeforeEach
    void make() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        pair = generator.generateKeyPair();
    }

    private SigningKeys keys(String expires) {
        String key = Base64.getEncoder().encodeToString(pair.getPublic().getEncoded());
        return SigningKeys.read(("{\"keys\":[{\"keyid\":\"SHA256:k\",\"keytype\":\"ecdsa-sha2-nistp256\",\"expires\":"
                        + expires + ",\"key\":\"" + key + "\"}]}")
                .getBytes(StandardCharsets.UTF_8));
    }

    private Release release(String signed, String keyid, String integrity) throws GeneralSecurityException {
        Signature signer = Signature.getInstance("SHA256withECDSA");
        signer.initSign(pair.getPrivate());
        signer.update(signed.getBytes(StandardCharsets.UTF_8));
        String sig = Base64.getEncoder().encodeToString(signer.sign());
        return release(integrity, List.of(new Release.Signature(keyid, sig)));
    }

    private static Release release(String integrity, List<Release.Signature> signatures) {
        return release(integrity, Optional.of(PUBLISHED), signatures);
    }

    private static Release release(String integrity, Optional<Instant> published, List<Release.Signature> signatures) {
        return new Release(
                "@aztec/pxe",
                Version.of("4.2.0").orElseThrow(),
                Optional.of(integrity),
                Optional.empty(),
                published,
                Optional.empty(),
                signatures,
                false,
                Optional.empty());
    }

    @Test
    void aSignatureOverNameVersionAndIntegrityHolds() throws GeneralSecurityException {
        assertThat(keys("null").check(release("@aztec/pxe@4.2.0:sha512-a", "SHA256:k", "sha512-a")))
                .isEqualTo(Outcome.GOOD);
    }

    @Test
    void aSignatureOverAnythingElseIsBad() throws GeneralSecurityException {
        assertThat(keys("null").check(release("@aztec/pxe@4.2.0:sha512-a", "SHA256:k", "sha512-b")))
                .isEqualTo(Outcome.BAD);
        assertThat(keys("null").check(release("@aztec/pxe@4.1.2:sha512-a", "SHA256:k", "sha512-a")))
                .isEqualTo(Outcome.BAD);
    }

    @Test
    void aSignatureByAnUnknownKeyIsBad() throws GeneralSecurityException {
        assertThat(keys("null").check(release("@aztec/pxe@4.2.0:sha512-a", "SHA256:other", "sha512-a")))
                .isEqualTo(Outcome.BAD);
    }

    @Test
    void oneBadSignatureBesideAGoodOneIsBad() throws GeneralSecurityException {
        Release good = release("@aztec/pxe@4.2.0:sha512-a", "SHA256:k", "sha512-a");
        List<Release.Signature> both =
                List.of(good.signatures().get(0), new Release.Signature("SHA256:k", "bm90IGEgc2lnbmF0dXJl"));

        assertThat(keys("null").check(release("sha512-a", both))).isEqualTo(Outcome.BAD);
    }

    @Test
    void aKeySpeaksForWhatWasPublishedBeforeItExpired() throws GeneralSecurityException {
        Release release = release("@aztec/pxe@4.2.0:sha512-a", "SHA256:k", "sha512-a");

        assertThat(keys("\"2026-11-02T00:00:00.000Z\"").check(release)).isEqualTo(Outcome.GOOD);
        assertThat(keys("\"2026-10-31T00:00:00.000Z\"").check(release)).isEqualTo(Outcome.BAD);
    }

    @Test
    void aKeyThatExpiresSpeaksForNothingThatHasNoDate() throws GeneralSecurityException {
        Release dated = release("@aztec/pxe@4.2.0:sha512-a", "SHA256:k", "sha512-a");
        Release undated = release("sha512-a", Optional.empty(), dated.signatures());

        assertThat(keys("\"2026-11-02T00:00:00.000Z\"").check(undated)).isEqualTo(Outcome.BAD);
        assertThat(keys("null").check(undated)).isEqualTo(Outcome.GOOD);
    }

    @Test
    void noSignatureOrNoKeysIsAbsent() {
        assertThat(keys("null").check(release("sha512-a", List.of()))).isEqualTo(Outcome.ABSENT);
        assertThat(SigningKeys.NONE.check(release("sha512-a", List.of(new Release.Signature("k", "s")))))
                .isEqualTo(Outcome.ABSENT);
    }

    @Test
    void keysThatCannotBeReadAreAFailure() {
        byte[] nonsense = "{\"keys\":[{\"keyid\":\"k\",\"key\":\"AAAA\"}]}".getBytes(StandardCharsets.UTF_8);

        assertThatThrownBy(() -> SigningKeys.read(nonsense)).isInstanceOf(UpdateException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{}", "null", "[]", "{\"keys\":{}}", "{\"keys\":null}"})
    void anAnswerWithoutAListOfKeysIsAFailure(String answer) {
        assertThatThrownBy(() -> SigningKeys.read(answer.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(UpdateException.class)
                .hasMessageContaining("has no list of them");
    }

    @Test
    void aRegistryMaySayThatItHasNoKeys() {
        byte[] none = "{\"keys\":[]}".getBytes(StandardCharsets.UTF_8);

        assertThat(SigningKeys.read(none).check(release("sha512-a", List.of(new Release.Signature("k", "s")))))
                .isEqualTo(Outcome.ABSENT);
    }
}
