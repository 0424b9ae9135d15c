package dev.teerex.openpgp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.teerex.openpgp.OpenPgpException.Code;
import dev.teerex.openpgp.TestKey.Recipe;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.function.Consumer;
import org.bouncycastle.bcpg.AEADAlgorithmTags;
import org.bouncycastle.bcpg.ArmoredInputStream;
import org.bouncycastle.bcpg.ArmoredOutputStream;
import org.bouncycastle.bcpg.HashAlgorithmTags;
import org.bouncycastle.bcpg.SignatureSubpacketTags;
import org.bouncycastle.bcpg.SymmetricKeyAlgorithmTags;
import org.bouncycastle.bcpg.sig.Features;
import org.bouncycastle.bcpg.sig.KeyFlags;
import org.bouncycastle.bcpg.sig.PreferredAEADCiphersuites;
import org.bouncycastle.openpgp.PGPPublicKey;
import org.bouncycastle.openpgp.PGPSignature;
import org.bouncycastle.openpgp.api.OpenPGPCertificate;
import org.bouncycastle.openpgp.api.bc.BcOpenPGPApi;
import org.junit.jupiter.api.Test;

class RecipientKeyTest {
    private static final Clock CLOCK = TestKey.CLOCK;

    private final TestKey key = TestKey.make();

    @Test
    void aGeneratedKeyIsReadAsItIs() {
        RecipientKey generated =
                RecipientKeyPair.generate(TestKey.RANDOM, CLOCK).publicKey();

        RecipientKey read = RecipientKey.parse(generated.armoured(), CLOCK);

        assertThat(read.armoured()).isEqualTo(generated.armoured());
        assertThat(read.fingerprint()).isEqualTo(generated.fingerprint()).matches("[0-9A-F]{40}");
        assertThat(read.subkeyFingerprint()).isEqualTo(generated.subkeyFingerprint());
        assertThat(read.subkeyFingerprint()).isNotEqualTo(read.fingerprint()).matches("[0-9A-F]{40}");
        assertThat(read.created()).isEqualTo(CLOCK.instant());
    }

    @Test
    void aGeneratedKeySaysWhatTheProfileSays() throws IOException {
        RecipientKeyPair pair = RecipientKeyPair.generate(TestKey.RANDOM, CLOCK);

        OpenPGPCertificate certificate = new BcOpenPGPApi()
                .readKeyOrCertificate()
                .parseCertificate(pair.publicKey().armoured());

        assertThat(certificate.getPrimaryUserId(Date.from(CLOCK.instant())).getUserId())
                .isEqualTo("TEE-Rex");
        PGPPublicKey primary = certificate.getPrimaryKey().getPGPPublicKey();
        PGPSignature onUserId = primary.getSignaturesForID("TEE-Rex").next();
        assertThat(onUserId.getHashedSubPackets().getFeatures().getFeatures()).isEqualTo((byte) 0x09);
        assertThat(onUserId.getHashedSubPackets()
                        .getPreferredAEADCiphersuites()
                        .getRawAlgorithms()[0]
                        .getAeadAlgorithm())
                .isEqualTo(AEADAlgorithmTags.GCM);
        assertThat(certificate.getEncryptionKeys(Date.from(CLOCK.instant()))).hasSize(1);
    }

    @Test
    void everyKeyPairIsAnotherOne() {
        assertThat(RecipientKeyPair.generate(TestKey.RANDOM, CLOCK).publicKey().armoured())
                .isNotEqualTo(RecipientKeyPair.generate(TestKey.RANDOM, CLOCK)
                        .publicKey()
                        .armoured());
    }

    @Test
    void aKeyPairShowsItsFingerprintOnly() {
        RecipientKeyPair pair = RecipientKeyPair.generate(TestKey.RANDOM, CLOCK);

        assertThat(pair).hasToString("RecipientKeyPair " + pair.publicKey().fingerprint());
        assertThat(pair.publicKey())
                .hasToString("RecipientKey " + pair.publicKey().fingerprint());
    }

    @Test
    void aDestroyedKeyPairIsOverwritten() {
        byte[] scalar = Messages.content(32);
        RecipientKeyPair pair = new RecipientKeyPair(RecipientKey.parse(key.armoured(), CLOCK), scalar);

        pair.destroy();

        assertThat(scalar).containsOnly(0);
    }

    @Test
    void theArmourOfAKeyIsTheSameHoweverItCameIn() {
        String text = key.armoured();
        String withComment = text.replaceFirst("\n", "\nComment: hello\n").replace("\n", "\r\n");

        assertThat(RecipientKey.parse("before\n" + withComment + "\nafter", CLOCK)
                        .armoured())
                .isEqualTo(RecipientKey.parse(text, CLOCK).armoured())
                .doesNotContain("Version", "Comment");
    }

    @Test
    void aKeyOfAnotherKindIsRefused() throws Exception {
        assertRefused(Code.UNSUPPORTED_PROFILE, recipe -> recipe.version = 6);
        String primaryAlone = TestKey.armoured(key.primary());
        assertRefused(Code.UNSUPPORTED_PROFILE, primaryAlone);
        assertRefused(Code.UNSUPPORTED_PROFILE, TestKey.armoured(key.primary(), key.subkey(), key.subkey()));
        OpenPGPCertificate legacy = new BcOpenPGPApi()
                .generateKey(4, Date.from(TestKey.CREATED))
                .ed25519x25519Key("TEE-Rex")
                .build()
                .toCertificate();
        assertRefused(Code.UNSUPPORTED_PROFILE, TestKey.armoured(legacy.getEncoded()));
    }

    @Test
    void aKeyWithMoreThanOneUserIdIsRefused() throws Exception {
        PGPSignature other =
                key.signer(PGPSignature.POSITIVE_CERTIFICATION).generateCertification("Eve", key.primary());

        assertRefused(
                Code.UNSUPPORTED_PROFILE,
                TestKey.armoured(PGPPublicKey.addCertification(key.primary(), "Eve", other), key.subkey()));
    }

    @Test
    void aKeyThatOthersHaveSignedIsRefused() throws Exception {
        TestKey eve = TestKey.make();
        PGPSignature certification =
                eve.signer(PGPSignature.POSITIVE_CERTIFICATION).generateCertification("TEE-Rex", key.primary());

        assertRefused(
                Code.UNSUPPORTED_PROFILE,
                TestKey.armoured(PGPPublicKey.addCertification(key.primary(), "TEE-Rex", certification), key.subkey()));
    }

    @Test
    void aKeyWithoutItsSignaturesIsRefused() {
        PGPSignature onUserId = key.primary().getSignaturesForID("TEE-Rex").next();
        PGPPublicKey unsigned = PGPPublicKey.removeCertification(key.primary(), "TEE-Rex", onUserId);
        PGPSignature binding = key.subkey().getSignatures().next();
        PGPPublicKey unbound = PGPPublicKey.removeCertification(key.subkey(), binding);

        assertRefused(Code.UNSUPPORTED_PROFILE, TestKey.armoured(unsigned, key.subkey()));
        assertRefused(Code.UNSUPPORTED_PROFILE, TestKey.armoured(key.primary(), unbound));
    }

    @Test
    void aSubkeyThatThePrimaryKeyHasNotSignedIsRefused() {
        assertRefused(
                Code.BAD_KEY_SIGNATURE,
                TestKey.armoured(key.primary(), TestKey.make().subkey()));
    }

    @Test
    void aUserIdThatThePrimaryKeyHasNotSignedIsRefused() throws Exception {
        PGPSignature own = key.primary().getSignaturesForID("TEE-Rex").next();
        PGPSignature byEve =
                TestKey.make().primary().getSignaturesForID("TEE-Rex").next();
        PGPPublicKey forged = PGPPublicKey.addCertification(
                PGPPublicKey.removeCertification(key.primary(), "TEE-Rex", own), "TEE-Rex", byEve);

        assertRefused(Code.BAD_KEY_SIGNATURE, TestKey.armoured(forged, key.subkey()));
    }

    @Test
    void aRevokedKeyIsRefused() throws Exception {
        PGPSignature ofKey = key.signer(PGPSignature.KEY_REVOCATION).generateCertification(key.primary());
        PGPSignature ofSubkey =
                key.signer(PGPSignature.SUBKEY_REVOCATION).generateCertification(key.primary(), key.subkey());
        PGPSignature ofUserId =
                key.signer(PGPSignature.CERTIFICATION_REVOCATION).generateCertification("TEE-Rex", key.primary());

        assertRefused(
                Code.KEY_REVOKED, TestKey.armoured(PGPPublicKey.addCertification(key.primary(), ofKey), key.subkey()));
        assertRefused(
                Code.KEY_REVOKED,
                TestKey.armoured(key.primary(), PGPPublicKey.addCertification(key.subkey(), ofSubkey)));
        assertRefused(
                Code.KEY_REVOKED,
                TestKey.armoured(PGPPublicKey.addCertification(key.primary(), "TEE-Rex", ofUserId), key.subkey()));
    }

    @Test
    void aKeyIsGoodUntilItExpires() {
        long seconds = Duration.between(TestKey.CREATED, CLOCK.instant()).toSeconds();
        List<Consumer<Recipe>> expiringNow = List.of(
                recipe -> recipe.certified.setKeyExpirationTime(true, seconds),
                recipe -> recipe.bound.setKeyExpirationTime(true, seconds),
                recipe -> recipe.certified.setSignatureExpirationTime(true, seconds),
                recipe -> recipe.bound.setSignatureExpirationTime(true, seconds));

        for (Consumer<Recipe> expiring : expiringNow) {
            String text = TestKey.make(expiring).armoured();
            Clock before = Clock.offset(CLOCK, Duration.ofSeconds(-1));
            assertThat(RecipientKey.parse(text, before).created()).isEqualTo(TestKey.CREATED);
            assertRefused(Code.KEY_EXPIRED, text);
        }
    }

    @Test
    void aKeyFromTheFutureIsRefusedAfterFiveMinutesOfGrace() {
        Instant now = CLOCK.instant();

        String soon =
                TestKey.make(recipe -> recipe.created = now.plusSeconds(300)).armoured();
        assertThat(RecipientKey.parse(soon, CLOCK).created()).isEqualTo(now.plusSeconds(300));
        assertRefused(Code.KEY_NOT_YET_VALID, recipe -> recipe.created = now.plusSeconds(301));
    }

    @Test
    void aKeyThatDoesNotAskForTheProfileIsRefused() {
        assertRefused(
                Code.UNSUPPORTED_PROFILE,
                recipe -> recipe.certified.removePacketsOfType(SignatureSubpacketTags.FEATURES));
        assertRefused(Code.UNSUPPORTED_PROFILE, recipe -> {
            recipe.certified.removePacketsOfType(SignatureSubpacketTags.FEATURES);
            recipe.certified.setFeature(false, Features.FEATURE_MODIFICATION_DETECTION);
        });
        assertRefused(
                Code.UNSUPPORTED_PROFILE,
                recipe -> recipe.certified.removePacketsOfType(SignatureSubpacketTags.PREFERRED_AEAD_ALGORITHMS));
        assertRefused(Code.UNSUPPORTED_PROFILE, recipe -> {
            recipe.certified.removePacketsOfType(SignatureSubpacketTags.PREFERRED_AEAD_ALGORITHMS);
            recipe.certified.setPreferredAEADCiphersuites(PreferredAEADCiphersuites.builder(false)
                    .addCombination(SymmetricKeyAlgorithmTags.AES_256, AEADAlgorithmTags.OCB)
                    .addCombination(SymmetricKeyAlgorithmTags.AES_256, AEADAlgorithmTags.GCM));
        });
        assertRefused(Code.UNSUPPORTED_PROFILE, recipe -> {
            recipe.bound.removePacketsOfType(SignatureSubpacketTags.KEY_FLAGS);
            recipe.bound.setKeyFlags(true, KeyFlags.AUTHENTICATION);
        });
    }

    @Test
    void aWeakHashIsRefused() {
        assertRefused(Code.UNSUPPORTED_PROFILE, recipe -> recipe.hash = HashAlgorithmTags.SHA1);
    }

    @Test
    void aCriticalSubpacketThatIsNotUnderstoodIsRefused() {
        assertRefused(
                Code.UNSUPPORTED_PROFILE,
                recipe -> recipe.certified.addNotationData(true, true, "only@example.org", "on Mondays"));
        assertThat(TestKey.make(recipe ->
                                recipe.certified.addNotationData(false, true, "salt@example.org", "is harmless"))
                        .armoured())
                .satisfies(text -> RecipientKey.parse(text, CLOCK));
    }

    @Test
    void aUserIdOfBoundedLengthIsTakenAndALongerOneRefused() {
        assertThat(TestKey.make(recipe -> recipe.userId = "x".repeat(256)).armoured())
                .satisfies(text -> RecipientKey.parse(text, CLOCK));
        assertRefused(Code.TOO_LARGE, recipe -> recipe.userId = "x".repeat(257));
        assertRefused(Code.TOO_LARGE, key.armoured() + " ".repeat(8192));
    }

    @Test
    void aPrivateKeyIsNotAPublicKey() throws IOException {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        try (ArmoredOutputStream out = ArmoredOutputStream.builder().build(text)) {
            key.ring.encode(out);
        }

        assertRefused(Code.MALFORMED, text.toString(StandardCharsets.US_ASCII));
    }

    @Test
    void whatIsNoKeyIsRefused() throws IOException {
        byte[] packets = packets();

        assertRefused(Code.MALFORMED, "");
        assertRefused(Code.MALFORMED, "hello");
        assertRefused(Code.MALFORMED, key.armoured().replace("PUBLIC KEY BLOCK", "MESSAGE"));
        assertRefused(Code.UNSUPPORTED_PROFILE, TestKey.armoured(Messages.concatenate(packets, packets)));
        assertRefused(
                Code.UNSUPPORTED_PROFILE,
                TestKey.armoured(Messages.concatenate(packets, new byte[] {(byte) 0xCA, 3, 'P', 'G', 'P'})));
    }

    @Test
    void aKeyCutAnywhereIsRefused() throws IOException {
        byte[] packets = packets();

        for (int length = 0; length < packets.length; length++) {
            String cut = TestKey.armoured(Arrays.copyOf(packets, length));
            assertThat(catchThrowable(() -> RecipientKey.parse(cut, CLOCK)))
                    .as("%d bytes", length)
                    .isInstanceOf(OpenPgpException.class);
        }
    }

    /** The only bits that may change are those that no signature covers: the unhashed issuer is a hint, and ignored. */
    @Test
    void noFlippedBitChangesTheKeyUnnoticed() throws IOException {
        byte[] packets = packets();
        RecipientKey original = RecipientKey.parse(key.armoured(), CLOCK);

        for (int bit = 0; bit < packets.length * 8; bit++) {
            byte[] flipped = packets.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            Throwable refusal = catchThrowable(() -> {
                RecipientKey read = RecipientKey.parse(TestKey.armoured(flipped), CLOCK);
                assertThat(read.fingerprint()).isEqualTo(original.fingerprint());
                assertThat(read.subkeyFingerprint()).isEqualTo(original.subkeyFingerprint());
                assertThat(read.point()).isEqualTo(original.point());
            });
            if (refusal != null) {
                assertThat(refusal).as("bit %d", bit).isInstanceOf(OpenPgpException.class);
            }
        }
    }

    private byte[] packets() throws IOException {
        ByteArrayInputStream text = new ByteArrayInputStream(key.armoured().getBytes(StandardCharsets.US_ASCII));
        try (ArmoredInputStream in = ArmoredInputStream.builder().build(text)) {
            return in.readAllBytes();
        }
    }

    private static void assertRefused(Code reason, Consumer<Recipe> change) {
        assertRefused(reason, TestKey.make(change).armoured());
    }

    private static void assertRefused(Code reason, String armoured) {
        assertThatExceptionOfType(OpenPgpException.class)
                .isThrownBy(() -> RecipientKey.parse(armoured, CLOCK))
                .extracting(OpenPgpException::reason)
                .isEqualTo(reason);
    }
}
