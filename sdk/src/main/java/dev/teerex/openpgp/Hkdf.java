package dev.teerex.openpgp;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Mac;

/** HKDF with SHA-256 (RFC 5869); the JDK has one of its own from release 25 on only. */
final class Hkdf {
    private static final int HASH = 32;
    private static final String HMAC = "HmacSHA256";

    private Hkdf() {}

    /**
     * Derives key material.
     *
     * @param secret the input keying material; not changed
     * @param salt the salt, empty for none
     * @param info what the material is for
     * @param length how many bytes to return, 1 to 8160
     */
    static byte[] derive(byte[] secret, byte[] salt, byte[] info, int length) throws GeneralSecurityException {
        Mac mac = Mac.getInstance(HMAC);
        // RFC 5869, 2.2: no salt is a salt of HashLen zeros.
        mac.init(new ErasableKey(HMAC, salt.length == 0 ? new byte[HASH] : salt.clone()));
        byte[] block = new byte[0];
        byte[] material = new byte[length];
        try (ErasableKey pseudorandom = new ErasableKey(HMAC, mac.doFinal(secret))) {
            mac.init(pseudorandom);
            for (int done = 0, counter = 1; done < length; done += HASH, counter++) {
                mac.update(block);
                mac.update(info);
                mac.update((byte) counter);
                Arrays.fill(block, (byte) 0);
                block = mac.doFinal();
                System.arraycopy(block, 0, material, done, Math.min(HASH, length - done));
            }
        } finally {
            Arrays.fill(block, (byte) 0);
        }
        return material;
    }
}
