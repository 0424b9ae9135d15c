package dev.teerex;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * An immutable string of bytes: a measurement, a certificate, a nonce. Public data only, since {@link #toString()} shows
 * it; {@link #equals} takes the same time whatever differs, so it may compare what an adversary sent with what was
 * expected.
 */
public final class Bytes {
    private final byte[] value;

    private Bytes(byte[] value) {
        this.value = value;
    }

    /** Returns a copy of {@code value} as an immutable value. */
    public static Bytes of(byte[] value) {
        return new Bytes(value.clone());
    }

    /**
     * Reads hexadecimal digits of either case.
     *
     * @throws IllegalArgumentException when {@code hex} is of odd length or holds anything but digits
     */
    public static Bytes fromHex(String hex) {
        return new Bytes(HexFormat.of().parseHex(hex));
    }

    /** Returns a copy of the bytes. */
    public byte[] toArray() {
        return value.clone();
    }

    /** Returns how many bytes there are. */
    public int size() {
        return value.length;
    }

    /** Returns whether every byte is zero; true of an empty string. */
    public boolean isZero() {
        int seen = 0;
        for (byte b : value) {
            seen |= b;
        }
        return seen == 0;
    }

    /** Returns the bytes in lower-case hexadecimal digits. */
    public String hex() {
        return HexFormat.of().formatHex(value);
    }

    /** Returns the SHA-256 digest of the bytes: 32 bytes. */
    public Bytes sha256() {
        return digest("SHA-256");
    }

    /** Returns the SHA-384 digest of the bytes: 48 bytes. */
    public Bytes sha384() {
        return digest("SHA-384");
    }

    private Bytes digest(String algorithm) {
        try {
            return new Bytes(MessageDigest.getInstance(algorithm).digest(value));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java runtime has no " + algorithm, e);
        }
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Bytes bytes && MessageDigest.isEqual(value, bytes.value);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(value);
    }

    /** Returns {@link #hex()}. */
    @Override
    public String toString() {
        return hex();
    }
}
