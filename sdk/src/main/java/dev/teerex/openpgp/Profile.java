package dev.teerex.openpgp;

import org.bouncycastle.bcpg.AEADAlgorithmTags;
import org.bouncycastle.bcpg.PacketTags;
import org.bouncycastle.bcpg.PublicKeyAlgorithmTags;
import org.bouncycastle.bcpg.SymmetricKeyAlgorithmTags;

/** The numbers that the one profile consists of, in the terms of RFC 9580. */
final class Profile {
    static final int KEY_VERSION = 4;
    static final int FINGERPRINT = 20;
    static final int PRIMARY_ALGORITHM = PublicKeyAlgorithmTags.Ed25519;
    static final int SUBKEY_ALGORITHM = PublicKeyAlgorithmTags.X25519;
    static final int CIPHER = SymmetricKeyAlgorithmTags.AES_256;
    static final int AEAD = AEADAlgorithmTags.GCM;

    static final int SESSION_KEY = 32;
    static final int POINT = 32;
    static final int WRAPPED_SESSION_KEY = SESSION_KEY + 8;
    static final int PKESK_VERSION = 6;
    /** Version, recipient (length, key version, fingerprint), algorithm, ephemeral key, wrapped session key with length. */
    static final int PKESK_BODY = 1 + (1 + 1 + FINGERPRINT) + 1 + POINT + (1 + WRAPPED_SESSION_KEY);

    static final int SEIPD_VERSION = 2;
    static final int CHUNK_OCTET = 12;
    /** A chunk is 2^(octet + 6) bytes long: section 5.13.2. */
    static final int CHUNK = 1 << (CHUNK_OCTET + 6);

    static final int TAG = 16;
    static final int SALT = 32;
    static final int SEIPD_HEADER = 4 + SALT;

    static final int LITERAL_FORMAT = 'b';
    /** Format, empty file name with its length, date. */
    static final int LITERAL_HEADER = 1 + 1 + 4;

    private static final byte[] ASSOCIATED_DATA = {
        (byte) (0xC0 | PacketTags.SYM_ENC_INTEGRITY_PRO), SEIPD_VERSION, CIPHER, AEAD, CHUNK_OCTET
    };

    private Profile() {}

    /** Returns what every chunk is bound to, which is the "info" of the key derivation too: section 5.13.2. */
    static byte[] associatedData() {
        return ASSOCIATED_DATA.clone();
    }
}
