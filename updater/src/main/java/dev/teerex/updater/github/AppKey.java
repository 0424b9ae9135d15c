package dev.teerex.updater.github;

import dev.teerex.updater.Secret;
import dev.teerex.updater.UpdateException;
import dev.teerex.updater.UpdateException.Code;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Clock;
import java.time.Instant;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A GitHub App and its private key. It signs the JSON Web Tokens (RFC 7519, RS256 of RFC 7518) with which the app asks for
 * its installation's token, see "Generating a JSON Web Token (JWT) for a GitHub App".
 */
final class AppKey {
    private static final Pattern PEM = Pattern.compile(
            "-----BEGIN (RSA )?PRIVATE KEY-----\\s+([A-Za-z0-9+/=\\s]+)-----END (?:RSA )?PRIVATE KEY-----");
    /** RFC 8017 A.1: rsaEncryption with NULL parameters, after the version 0 of PKCS #8. */
    private static final byte[] RSA_ALGORITHM = {
        0x02,
        0x01,
        0x00,
        0x30,
        0x0d,
        0x06,
        0x09,
        0x2a,
        (byte) 0x86,
        0x48,
        (byte) 0x86,
        (byte) 0xf7,
        0x0d,
        0x01,
        0x01,
        0x01,
        0x05,
        0x00
    };
    /** GitHub allows ten minutes; the minute in the past is for clocks that differ. */
    private static final int LIFETIME_SECONDS = 540;

    private static final int PAST_SECONDS = 60;

    private final String appId;
    private final PrivateKey key;

    private AppKey(String appId, PrivateKey key) {
        this.appId = appId;
        this.key = key;
    }

    /**
     * Reads a key as GitHub hands it out (PKCS #1), or as PKCS #8.
     *
     * @throws UpdateException with {@code BAD_CREDENTIALS} when it is none; nothing of it is in the message
     */
    static AppKey of(String appId, Secret pem) {
        if (!appId.matches("[0-9A-Za-z.]{1,64}")) {
            throw new UpdateException(
                    Code.BAD_CREDENTIALS, "the GitHub App's id is malformed; it is a number or a client id");
        }
        Matcher matcher = PEM.matcher(pem.reveal());
        if (matcher.find()) {
            try {
                byte[] der = Base64.getMimeDecoder().decode(matcher.group(2));
                byte[] pkcs8 = matcher.group(1) == null ? der : asPkcs8(der);
                return new AppKey(appId, KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(pkcs8)));
            } catch (GeneralSecurityException | IllegalArgumentException e) {
                // The cause is left out: it could quote the key.
            }
        }
        throw new UpdateException(
                Code.BAD_CREDENTIALS,
                "the GitHub App's private key is no RSA key in PEM form; give the whole file that GitHub made");
    }

    private static byte[] asPkcs8(byte[] pkcs1) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        content.writeBytes(RSA_ALGORITHM);
        content.writeBytes(der(0x04, pkcs1));
        return der(0x30, content.toByteArray());
    }

    private static byte[] der(int tag, byte[] content) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(tag);
        if (content.length < 0x80) {
            out.write(content.length);
        } else {
            out.write(0x82);
            out.write(content.length >> 8);
            out.write(content.length);
        }
        out.writeBytes(content);
        return out.toByteArray();
    }

    /** Returns a signed token that says "I am this app", valid for nine minutes. */
    Secret jsonWebToken(Clock clock) {
        Instant now = clock.instant();
        String header = encode("{\"alg\":\"RS256\",\"typ\":\"JWT\"}".getBytes(StandardCharsets.US_ASCII));
        String claims = encode(("{\"iat\":" + (now.getEpochSecond() - PAST_SECONDS) + ",\"exp\":"
                        + (now.getEpochSecond() + LIFETIME_SECONDS) + ",\"iss\":\"" + appId + "\"}")
                .getBytes(StandardCharsets.US_ASCII));
        try {
            Signature signer = Signature.getInstance("SHA256withRSA");
            signer.initSign(key);
            signer.update((header + "." + claims).getBytes(StandardCharsets.US_ASCII));
            return Secret.of(header + "." + claims + "." + encode(signer.sign()));
        } catch (GeneralSecurityException e) {
            throw new UpdateException(
                    Code.BAD_CREDENTIALS, "the GitHub App's private key cannot sign; make a new one", e);
        }
    }

    private static String encode(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    @Override
    public String toString() {
        return "AppKey[" + appId + ", ***]";
    }
}
