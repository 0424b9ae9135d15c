package dev.teerex.openpgp;

import java.time.Clock;
import java.time.Instant;
import java.util.HexFormat;

/**
 * The public key of a prover: what messages to it are encrypted to. Immutable and thread-safe.
 *
 * <p>A key says nothing about who holds it. It is worth something only when it comes out of a verified attestation, or
 * over a channel that is trusted for another reason.
 */
public final class RecipientKey {
    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    private final String armoured;
    private final byte[] primaryFingerprint;
    private final byte[] subkeyFingerprint;
    private final byte[] point;
    private final Instant created;

    RecipientKey(String armoured, byte[] primaryFingerprint, byte[] subkeyFingerprint, byte[] point, Instant created) {
        this.armoured = armoured;
        this.primaryFingerprint = primaryFingerprint.clone();
        this.subkeyFingerprint = subkeyFingerprint.clone();
        this.point = point.clone();
        this.created = created;
    }

    /**
     * Reads a key and checks all of it: that it is of the profile (see the package), that the primary key has signed
     * its user id and its subkey, that it announces SEIPD version 2 with AES-256 and GCM first, and that it is neither
     * revoked nor expired. Its validity is checked at this moment only.
     *
     * <p>A key that was made up to five minutes in the future is taken, because a server makes its key when it starts
     * and no two clocks agree.
     *
     * @param armoured the key in ASCII armour (RFC 9580, section 6), at most 8192 characters
     * @param clock tells the time at which the key must be valid
     * @throws OpenPgpException when the key is refused, with the reason
     */
    public static RecipientKey parse(String armoured, Clock clock) {
        return RecipientKeyReader.read(armoured, clock.instant());
    }

    /** Returns the key in ASCII armour, without any armour headers: the packets are those that were read or made. */
    public String armoured() {
        return armoured;
    }

    /** Returns the fingerprint of the primary key, which people compare: 40 hexadecimal digits in upper case. */
    public String fingerprint() {
        return hex(primaryFingerprint);
    }

    /** Returns the fingerprint of the encryption subkey, which messages name: 40 hexadecimal digits in upper case. */
    public String subkeyFingerprint() {
        return hex(subkeyFingerprint);
    }

    /** Returns when the primary key was made, to the second. */
    public Instant created() {
        return created;
    }

    byte[] subkeyFingerprintBytes() {
        return subkeyFingerprint.clone();
    }

    /** Returns the X25519 public key, 32 bytes. */
    byte[] point() {
        return point.clone();
    }

    static String hex(byte[] fingerprint) {
        return HEX.formatHex(fingerprint);
    }

    @Override
    public String toString() {
        return "RecipientKey " + fingerprint();
    }
}
