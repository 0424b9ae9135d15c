package dev.teerex.openpgp;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.function.Consumer;
import org.bouncycastle.bcpg.ArmoredInputStream;
import org.bouncycastle.bcpg.ArmoredOutputStream;
import org.bouncycastle.bcpg.HashAlgorithmTags;
import org.bouncycastle.bcpg.X25519SecretBCPGKey;
import org.bouncycastle.bcpg.sig.Features;
import org.bouncycastle.bcpg.sig.KeyFlags;
import org.bouncycastle.bcpg.sig.PreferredAEADCiphersuites;
import org.bouncycastle.crypto.AsymmetricCipherKeyPair;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.bouncycastle.crypto.params.X25519PrivateKeyParameters;
import org.bouncycastle.openpgp.PGPException;
import org.bouncycastle.openpgp.PGPKeyPair;
import org.bouncycastle.openpgp.PGPKeyRingGenerator;
import org.bouncycastle.openpgp.PGPPublicKey;
import org.bouncycastle.openpgp.PGPPublicKeyRing;
import org.bouncycastle.openpgp.PGPSecretKey;
import org.bouncycastle.openpgp.PGPSecretKeyRing;
import org.bouncycastle.openpgp.PGPSignature;
import org.bouncycastle.openpgp.PGPSignatureGenerator;
import org.bouncycastle.openpgp.PGPSignatureSubpacketGenerator;
import org.bouncycastle.openpgp.operator.bc.BcKeyFingerprintCalculator;
import org.bouncycastle.openpgp.operator.bc.BcPGPContentSignerBuilder;
import org.bouncycastle.openpgp.operator.bc.BcPGPDigestCalculatorProvider;
import org.bouncycastle.openpgp.operator.bc.BcPGPKeyPair;

/** A key with its secret as BouncyCastle has it: read from a file, or made to break one rule after the other. */
final class TestKey {
    static final Instant CREATED = Instant.parse("2026-11-21T12:00:00Z");
    static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-22T00:00:00Z"), ZoneOffset.UTC);
    static final SecureRandom RANDOM = new SecureRandom();

    final PGPSecretKeyRing ring;

    TestKey(PGPSecretKeyRing ring) {
        this.ring = ring;
    }

    /** What a test changes about a key of the profile before it is signed. */
    static final class Recipe {
        Instant created = CREATED;
        String userId = "TEE-Rex";
        int version = Profile.KEY_VERSION;
        int hash = HashAlgorithmTags.SHA512;
        final PGPSignatureSubpacketGenerator certified = new PGPSignatureSubpacketGenerator();
        final PGPSignatureSubpacketGenerator bound = new PGPSignatureSubpacketGenerator();

        TestKey make() {
            try {
                Date date = Date.from(created);
                certified.setSignatureCreationTime(true, date);
                bound.setSignatureCreationTime(true, date);
                Ed25519PrivateKeyParameters primary = new Ed25519PrivateKeyParameters(RANDOM);
                X25519PrivateKeyParameters subkey = new X25519PrivateKeyParameters(RANDOM);
                PGPKeyRingGenerator generator = new PGPKeyRingGenerator(
                        PGPSignature.POSITIVE_CERTIFICATION,
                        pair(Profile.PRIMARY_ALGORITHM, primary, date),
                        userId,
                        new BcPGPDigestCalculatorProvider().get(HashAlgorithmTags.SHA1),
                        certified.generate(),
                        null,
                        new BcPGPContentSignerBuilder(Profile.PRIMARY_ALGORITHM, hash),
                        null);
                generator.addSubKey(pair(Profile.SUBKEY_ALGORITHM, subkey, date), bound.generate(), null);
                return new TestKey(generator.generateSecretKeyRing());
            } catch (PGPException e) {
                throw new IllegalStateException(e);
            }
        }

        private PGPKeyPair pair(int algorithm, Ed25519PrivateKeyParameters key, Date date) throws PGPException {
            return new BcPGPKeyPair(
                    version, algorithm, new AsymmetricCipherKeyPair(key.generatePublicKey(), key), date);
        }

        private PGPKeyPair pair(int algorithm, X25519PrivateKeyParameters key, Date date) throws PGPException {
            return new BcPGPKeyPair(
                    version, algorithm, new AsymmetricCipherKeyPair(key.generatePublicKey(), key), date);
        }
    }

    static Recipe recipe() {
        Recipe recipe = new Recipe();
        recipe.certified.setKeyFlags(true, KeyFlags.CERTIFY_OTHER | KeyFlags.SIGN_DATA);
        recipe.certified.setFeature(
                false, (byte) (Features.FEATURE_MODIFICATION_DETECTION | Features.FEATURE_SEIPD_V2));
        recipe.certified.setPreferredAEADCiphersuites(
                PreferredAEADCiphersuites.builder(false).addCombination(Profile.CIPHER, Profile.AEAD));
        recipe.bound.setKeyFlags(true, KeyFlags.ENCRYPT_COMMS | KeyFlags.ENCRYPT_STORAGE);
        return recipe;
    }

    static TestKey make(Consumer<Recipe> change) {
        Recipe recipe = recipe();
        change.accept(recipe);
        return recipe.make();
    }

    static TestKey make() {
        return recipe().make();
    }

    static TestKey read(String armoured) throws IOException, PGPException {
        ByteArrayInputStream text = new ByteArrayInputStream(armoured.getBytes(StandardCharsets.US_ASCII));
        try (ArmoredInputStream in = ArmoredInputStream.builder().build(text)) {
            return new TestKey(new PGPSecretKeyRing(in, new BcKeyFingerprintCalculator()));
        }
    }

    PGPPublicKey primary() {
        return ring.getPublicKey();
    }

    PGPSecretKey secretSubkey() {
        List<PGPSecretKey> keys = new ArrayList<>();
        ring.getSecretKeys().forEachRemaining(keys::add);
        return keys.get(1);
    }

    PGPPublicKey subkey() {
        return secretSubkey().getPublicKey();
    }

    /** Returns the public part as we read it, with the secret beside it. */
    RecipientKeyPair pair() throws PGPException {
        X25519SecretBCPGKey secret =
                (X25519SecretBCPGKey) secretSubkey().extractPrivateKey(null).getPrivateKeyDataPacket();
        return new RecipientKeyPair(RecipientKey.parse(armoured(), CLOCK), secret.getKey());
    }

    String armoured() {
        return armoured(primary(), subkey());
    }

    static String armoured(PGPPublicKey... keys) {
        try {
            return armoured(new PGPPublicKeyRing(List.of(keys)).getEncoded());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    static String armoured(byte[] packets) {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        try (ArmoredOutputStream out = ArmoredOutputStream.builder().build(text)) {
            out.write(packets);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return text.toString(StandardCharsets.US_ASCII);
    }

    /** Returns a signature generator of the primary key. */
    PGPSignatureGenerator signer(int type) throws PGPException {
        PGPSignatureGenerator generator = new PGPSignatureGenerator(
                new BcPGPContentSignerBuilder(Profile.PRIMARY_ALGORITHM, HashAlgorithmTags.SHA512), primary());
        generator.init(type, ring.getSecretKey().extractPrivateKey(null));
        PGPSignatureSubpacketGenerator hashed = new PGPSignatureSubpacketGenerator();
        hashed.setSignatureCreationTime(true, Date.from(CREATED));
        generator.setHashedSubpackets(hashed.generate());
        return generator;
    }
}
