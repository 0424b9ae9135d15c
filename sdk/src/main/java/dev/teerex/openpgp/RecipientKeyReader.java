package dev.teerex.openpgp;

import static dev.teerex.openpgp.OpenPgpException.Code.BAD_KEY_SIGNATURE;
import static dev.teerex.openpgp.OpenPgpException.Code.KEY_EXPIRED;
import static dev.teerex.openpgp.OpenPgpException.Code.KEY_NOT_YET_VALID;
import static dev.teerex.openpgp.OpenPgpException.Code.KEY_REVOKED;
import static dev.teerex.openpgp.OpenPgpException.Code.MALFORMED;
import static dev.teerex.openpgp.OpenPgpException.Code.TOO_LARGE;
import static dev.teerex.openpgp.OpenPgpException.Code.UNSUPPORTED_PROFILE;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.bouncycastle.bcpg.ArmoredInputStream;
import org.bouncycastle.bcpg.ArmoredOutputStream;
import org.bouncycastle.bcpg.HashAlgorithmTags;
import org.bouncycastle.bcpg.SignatureSubpacketTags;
import org.bouncycastle.bcpg.X25519PublicBCPGKey;
import org.bouncycastle.bcpg.sig.Features;
import org.bouncycastle.bcpg.sig.KeyFlags;
import org.bouncycastle.bcpg.sig.PreferredAEADCiphersuites;
import org.bouncycastle.openpgp.PGPException;
import org.bouncycastle.openpgp.PGPPublicKey;
import org.bouncycastle.openpgp.PGPPublicKeyRing;
import org.bouncycastle.openpgp.PGPSignature;
import org.bouncycastle.openpgp.PGPSignatureSubpacketVector;
import org.bouncycastle.openpgp.operator.bc.BcKeyFingerprintCalculator;
import org.bouncycastle.openpgp.operator.bc.BcPGPContentVerifierBuilderProvider;

/** Reads public keys of the profile, and refuses all others. */
final class RecipientKeyReader {
    private static final int MAX_ARMOURED = 8192;
    private static final int MAX_USER_ID = 256;
    private static final Duration CLOCK_SKEW = Duration.ofMinutes(5);
    private static final String ARMOUR_HEADER = "-----BEGIN PGP PUBLIC KEY BLOCK-----";

    /** RFC 9580, 5.2.3.6 and 9.5: Ed25519 asks for at least 256 bits, and SHA-1 is no longer a signature's hash. */
    private static final Set<Integer> HASHES = Set.of(
            HashAlgorithmTags.SHA256,
            HashAlgorithmTags.SHA384,
            HashAlgorithmTags.SHA512,
            HashAlgorithmTags.SHA3_256,
            HashAlgorithmTags.SHA3_512);

    /** RFC 9580, 5.2.3.7: a critical subpacket that is not understood makes the signature one that must not be used. */
    private static final Set<Integer> UNDERSTOOD = Set.of(
            SignatureSubpacketTags.CREATION_TIME,
            SignatureSubpacketTags.EXPIRE_TIME,
            SignatureSubpacketTags.KEY_EXPIRE_TIME,
            SignatureSubpacketTags.ISSUER_KEY_ID,
            SignatureSubpacketTags.ISSUER_FINGERPRINT,
            SignatureSubpacketTags.PREFERRED_SYM_ALGS,
            SignatureSubpacketTags.PREFERRED_HASH_ALGS,
            SignatureSubpacketTags.PREFERRED_COMP_ALGS,
            SignatureSubpacketTags.PREFERRED_AEAD_ALGORITHMS,
            SignatureSubpacketTags.PRIMARY_USER_ID,
            SignatureSubpacketTags.KEY_FLAGS,
            SignatureSubpacketTags.FEATURES);

    private final Instant now;

    private RecipientKeyReader(Instant now) {
        this.now = now;
    }

    static RecipientKey read(String armoured, Instant now) {
        require(armoured.length() <= MAX_ARMOURED, TOO_LARGE, "is longer than " + MAX_ARMOURED + " characters");
        try {
            return new RecipientKeyReader(now).check(dearmour(armoured));
        } catch (OpenPgpException e) {
            throw e;
        } catch (IOException | PGPException | RuntimeException e) {
            // Of all: BouncyCastle answers malformed packets with whatever unchecked exception they run into.
            throw new OpenPgpException(MALFORMED, "the key cannot be read: ask its owner for it again", e);
        }
    }

    /** Returns the key as the rest of the package uses it; for keys that have been checked or were just made. */
    static RecipientKey recipientKey(PGPPublicKeyRing ring) throws IOException {
        Iterator<PGPPublicKey> keys = ring.getPublicKeys();
        PGPPublicKey primary = keys.next();
        PGPPublicKey subkey = keys.next();
        X25519PublicBCPGKey x25519 =
                (X25519PublicBCPGKey) subkey.getPublicKeyPacket().getKey();
        return new RecipientKey(
                armour(ring),
                primary.getFingerprint(),
                subkey.getFingerprint(),
                x25519.getKey(),
                primary.getCreationTime().toInstant());
    }

    private static PGPPublicKeyRing dearmour(String armoured) throws IOException {
        byte[] text = armoured.getBytes(StandardCharsets.UTF_8);
        try (ArmoredInputStream in = ArmoredInputStream.builder().build(new ByteArrayInputStream(text))) {
            require(ARMOUR_HEADER.equals(in.getArmorHeaderLine()), MALFORMED, "does not begin with " + ARMOUR_HEADER);
            byte[] packets = in.readAllBytes();
            PGPPublicKeyRing ring = new PGPPublicKeyRing(packets, new BcKeyFingerprintCalculator());
            // What BouncyCastle skipped, or left unread at the end, would be missing here.
            require(
                    Arrays.equals(packets, ring.getEncoded()),
                    UNSUPPORTED_PROFILE,
                    "holds packets other than a primary key, a user id, a subkey and their signatures");
            return ring;
        }
    }

    private static String armour(PGPPublicKeyRing ring) throws IOException {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        try (ArmoredOutputStream out =
                ArmoredOutputStream.builder().clearHeaders().enableCRC(true).build(text)) {
            ring.encode(out);
        }
        return text.toString(StandardCharsets.US_ASCII);
    }

    private RecipientKey check(PGPPublicKeyRing ring) throws IOException, PGPException {
        List<PGPPublicKey> keys = new ArrayList<>();
        ring.getPublicKeys().forEachRemaining(keys::add);
        for (PGPPublicKey key : keys) {
            key.getSignatures().forEachRemaining(RecipientKeyReader::requireNoRevocation);
        }
        require(keys.size() == 2, UNSUPPORTED_PROFILE, "does not consist of a primary key and one subkey");
        PGPPublicKey primary = keys.get(0);
        PGPPublicKey subkey = keys.get(1);
        requireKey(primary, true, Profile.PRIMARY_ALGORITHM, "primary key is not v4 Ed25519 (algorithm 27)");
        requireKey(subkey, false, Profile.SUBKEY_ALGORITHM, "subkey is not v4 X25519 (algorithm 25)");

        byte[] userId = onlyUserId(primary);
        PGPSignature certification = onlySignature(primary);
        require(certification.isCertification(), UNSUPPORTED_PROFILE, "has no self-signature on its user id");
        PGPSignature binding = onlySignature(subkey);
        require(
                binding.getSignatureType() == PGPSignature.SUBKEY_BINDING,
                UNSUPPORTED_PROFILE,
                "has no binding signature on its subkey");

        certification.init(new BcPGPContentVerifierBuilderProvider(), primary);
        require(
                certification.verifyCertification(userId, primary),
                BAD_KEY_SIGNATURE,
                "is not the signer of its user id");
        binding.init(new BcPGPContentVerifierBuilderProvider(), primary);
        require(binding.verifyCertification(primary, subkey), BAD_KEY_SIGNATURE, "is not the signer of its subkey");

        requireValidNow(primary, certification);
        requireValidNow(subkey, binding);
        requirePreferences(certification.getHashedSubPackets());
        require(
                (binding.getHashedSubPackets().getKeyFlags() & (KeyFlags.ENCRYPT_COMMS | KeyFlags.ENCRYPT_STORAGE))
                        != 0,
                UNSUPPORTED_PROFILE,
                "has a subkey that is not for encryption");
        return recipientKey(ring);
    }

    private static void requireNoRevocation(PGPSignature signature) {
        require(!PGPSignature.isRevocation(signature.getSignatureType()), KEY_REVOKED, "is revoked");
    }

    private static void requireKey(PGPPublicKey key, boolean primary, int algorithm, String otherwise) {
        require(
                key.isMasterKey() == primary
                        && key.getVersion() == Profile.KEY_VERSION
                        && key.getAlgorithm() == algorithm,
                UNSUPPORTED_PROFILE,
                "is of another kind: its " + otherwise);
    }

    private static byte[] onlyUserId(PGPPublicKey primary) {
        Iterator<byte[]> userIds = primary.getRawUserIDs();
        require(userIds.hasNext(), UNSUPPORTED_PROFILE, "has no user id");
        byte[] userId = userIds.next();
        require(
                !userIds.hasNext() && !primary.getUserAttributes().hasNext(),
                UNSUPPORTED_PROFILE,
                "has more than one user id");
        require(userId.length <= MAX_USER_ID, TOO_LARGE, "has a user id of more than " + MAX_USER_ID + " bytes");
        return userId;
    }

    private static PGPSignature onlySignature(PGPPublicKey key) {
        Iterator<PGPSignature> signatures = key.getSignatures();
        require(signatures.hasNext(), UNSUPPORTED_PROFILE, "lacks a signature");
        PGPSignature signature = signatures.next();
        require(!signatures.hasNext(), UNSUPPORTED_PROFILE, "has more than its own signatures");
        require(
                signature.getVersion() == Profile.KEY_VERSION
                        && signature.getKeyAlgorithm() == Profile.PRIMARY_ALGORITHM
                        && HASHES.contains(signature.getHashAlgorithm()),
                UNSUPPORTED_PROFILE,
                "has a signature that is not v4 Ed25519 over SHA-2 or SHA-3");
        for (int critical : signature.getHashedSubPackets().getCriticalTags()) {
            require(
                    UNDERSTOOD.contains(critical),
                    UNSUPPORTED_PROFILE,
                    "has a signature with the critical subpacket " + critical + ", which is not understood");
        }
        return signature;
    }

    private void requireValidNow(PGPPublicKey key, PGPSignature signature) {
        PGPSignatureSubpacketVector hashed = signature.getHashedSubPackets();
        Date signedAt = hashed.getSignatureCreationTime();
        require(signedAt != null, MALFORMED, "has a signature that does not say when it was made");
        Instant created = key.getCreationTime().toInstant();
        Instant signed = signedAt.toInstant();
        requireBegun(created, "was made");
        requireBegun(signed, "was signed");
        requireNotOver(created, hashed.getKeyExpirationTime());
        requireNotOver(signed, hashed.getSignatureExpirationTime());
    }

    private void requireBegun(Instant begin, String what) {
        require(
                !begin.isAfter(now.plus(CLOCK_SKEW)),
                KEY_NOT_YET_VALID,
                what + " at " + begin + ", which is in the future for this machine (" + now + "): set its clock");
    }

    /** RFC 9580, 5.2.3.13 and 5.2.3.18: seconds after the beginning; 0 and absent mean never. */
    private void requireNotOver(Instant begin, long seconds) {
        require(
                seconds == 0 || now.isBefore(begin.plusSeconds(seconds)),
                KEY_EXPIRED,
                "expired at " + begin.plusSeconds(seconds) + ": ask its owner for the present one");
    }

    private static void requirePreferences(PGPSignatureSubpacketVector hashed) {
        Features features = hashed.getFeatures();
        require(
                features != null && features.supportsSEIPDv2(),
                UNSUPPORTED_PROFILE,
                "does not announce SEIPD version 2 in its user id's signature");
        PreferredAEADCiphersuites preferred = hashed.getPreferredAEADCiphersuites();
        PreferredAEADCiphersuites.Combination[] suites =
                preferred == null ? new PreferredAEADCiphersuites.Combination[0] : preferred.getRawAlgorithms();
        require(
                suites.length > 0
                        && suites[0].getSymmetricAlgorithm() == Profile.CIPHER
                        && suites[0].getAeadAlgorithm() == Profile.AEAD,
                UNSUPPORTED_PROFILE,
                "does not prefer AES-256 with GCM");
    }

    private static void require(boolean condition, OpenPgpException.Code reason, String otherwise) {
        if (!condition) {
            throw new OpenPgpException(reason, "the key " + otherwise);
        }
    }
}
