package dev.teerex.openpgp;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Arrays;
import java.util.Date;
import javax.security.auth.Destroyable;
import org.bouncycastle.bcpg.CompressionAlgorithmTags;
import org.bouncycastle.bcpg.HashAlgorithmTags;
import org.bouncycastle.bcpg.PacketFormat;
import org.bouncycastle.bcpg.SymmetricKeyAlgorithmTags;
import org.bouncycastle.bcpg.sig.Features;
import org.bouncycastle.bcpg.sig.KeyFlags;
import org.bouncycastle.bcpg.sig.PreferredAEADCiphersuites;
import org.bouncycastle.crypto.AsymmetricCipherKeyPair;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.bouncycastle.crypto.params.X25519PrivateKeyParameters;
import org.bouncycastle.openpgp.PGPException;
import org.bouncycastle.openpgp.PGPKeyPair;
import org.bouncycastle.openpgp.PGPKeyRingGenerator;
import org.bouncycastle.openpgp.PGPPublicKeyRing;
import org.bouncycastle.openpgp.PGPSignature;
import org.bouncycastle.openpgp.PGPSignatureSubpacketGenerator;
import org.bouncycastle.openpgp.operator.bc.BcKeyFingerprintCalculator;
import org.bouncycastle.openpgp.operator.bc.BcPGPContentSignerBuilder;
import org.bouncycastle.openpgp.operator.bc.BcPGPDigestCalculatorProvider;
import org.bouncycastle.openpgp.operator.bc.BcPGPKeyPair;

/**
 * The key pair of a prover. It lives in memory only: there is no way to write the secret part anywhere, and the secret
 * of the primary key, which nothing needs once the key is signed, is not kept at all. Thread-safe.
 */
public final class RecipientKeyPair implements Destroyable {
    private static final String USER_ID = "TEE-Rex";

    private final RecipientKey publicKey;
    private final byte[] scalar;
    private boolean destroyed;

    /**
     * Makes the value.
     *
     * @param publicKey the public part
     * @param scalar the X25519 private key of the subkey, 32 bytes; taken over
     */
    RecipientKeyPair(RecipientKey publicKey, byte[] scalar) {
        this.publicKey = publicKey;
        this.scalar = scalar;
    }

    /**
     * Makes a new key pair with the user id {@code TEE-Rex} that never expires.
     *
     * @param random where the keys come from
     * @param clock tells when the key is made, to the second
     */
    public static RecipientKeyPair generate(SecureRandom random, Clock clock) {
        Ed25519PrivateKeyParameters primary = new Ed25519PrivateKeyParameters(random);
        X25519PrivateKeyParameters subkey = new X25519PrivateKeyParameters(random);
        try {
            PGPPublicKeyRing ring = sign(
                    new AsymmetricCipherKeyPair(primary.generatePublicKey(), primary),
                    new AsymmetricCipherKeyPair(subkey.generatePublicKey(), subkey),
                    Date.from(clock.instant()));
            return new RecipientKeyPair(RecipientKeyReader.recipientKey(ring), subkey.getEncoded());
        } catch (PGPException | IOException e) {
            throw new IllegalStateException("a key of fixed kind, in memory, could not be signed", e);
        }
    }

    private static PGPPublicKeyRing sign(AsymmetricCipherKeyPair primary, AsymmetricCipherKeyPair subkey, Date created)
            throws PGPException, IOException {
        PGPKeyPair primaryPair = new BcPGPKeyPair(Profile.KEY_VERSION, Profile.PRIMARY_ALGORITHM, primary, created);
        PGPKeyPair subkeyPair = new BcPGPKeyPair(Profile.KEY_VERSION, Profile.SUBKEY_ALGORITHM, subkey, created);

        // The preferences must be in the user id's signature: in a direct-key signature, where BouncyCastle's
        // convenience generator puts them, openpgp.js overlooks them in v4 keys and sends unchunked SEIPD version 1.
        PGPSignatureSubpacketGenerator certified = signedAt(created, primaryPair);
        certified.setKeyFlags(true, KeyFlags.CERTIFY_OTHER | KeyFlags.SIGN_DATA);
        certified.setPrimaryUserID(false, true);
        certified.setFeature(false, (byte) (Features.FEATURE_MODIFICATION_DETECTION | Features.FEATURE_SEIPD_V2));
        certified.setPreferredAEADCiphersuites(
                PreferredAEADCiphersuites.builder(false).addCombination(Profile.CIPHER, Profile.AEAD));
        certified.setPreferredSymmetricAlgorithms(false, new int[] {SymmetricKeyAlgorithmTags.AES_256});
        certified.setPreferredHashAlgorithms(false, new int[] {HashAlgorithmTags.SHA512});
        certified.setPreferredCompressionAlgorithms(false, new int[] {CompressionAlgorithmTags.UNCOMPRESSED});
        PGPSignatureSubpacketGenerator bound = signedAt(created, primaryPair);
        bound.setKeyFlags(true, KeyFlags.ENCRYPT_COMMS | KeyFlags.ENCRYPT_STORAGE);

        PGPKeyRingGenerator generator = new PGPKeyRingGenerator(
                PGPSignature.POSITIVE_CERTIFICATION,
                primaryPair,
                USER_ID,
                new BcPGPDigestCalculatorProvider()
                        .get(HashAlgorithmTags.SHA1), // Of the secret key's own form; unused.
                certified.generate(),
                null,
                new BcPGPContentSignerBuilder(Profile.PRIMARY_ALGORITHM, HashAlgorithmTags.SHA512),
                null);
        generator.addSubKey(subkeyPair, bound.generate(), null);
        // BouncyCastle writes new keys with the older packet headers, which RFC 9580, 4.2 has deprecated.
        byte[] packets = generator.generatePublicKeyRing().getEncoded(PacketFormat.CURRENT);
        return new PGPPublicKeyRing(packets, new BcKeyFingerprintCalculator());
    }

    private static PGPSignatureSubpacketGenerator signedAt(Date time, PGPKeyPair signer) {
        PGPSignatureSubpacketGenerator subpackets = new PGPSignatureSubpacketGenerator();
        subpackets.setSignatureCreationTime(true, time);
        subpackets.setIssuerFingerprint(false, signer.getPublicKey());
        return subpackets;
    }

    /** Returns the public part, which may be given to anyone, also after this pair is destroyed. */
    public RecipientKey publicKey() {
        return publicKey;
    }

    synchronized ErasableKey unwrap(SessionKeyWrap wrap) throws GeneralSecurityException {
        if (destroyed) {
            throw new IllegalStateException("the key pair " + publicKey.fingerprint() + " is destroyed");
        }
        return wrap.unwrap(scalar, publicKey.point());
    }

    /** Overwrites the secret; from then on decryption with this pair fails with {@link IllegalStateException}. */
    @Override
    public synchronized void destroy() {
        Arrays.fill(scalar, (byte) 0);
        destroyed = true;
    }

    @Override
    public synchronized boolean isDestroyed() {
        return destroyed;
    }

    @Override
    public String toString() {
        return "RecipientKeyPair " + publicKey.fingerprint();
    }
}
