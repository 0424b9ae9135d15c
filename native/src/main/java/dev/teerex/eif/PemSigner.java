package dev.teerex.eif;

import dev.teerex.eif.EifException.Code;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;

/** Signs with a private key in memory. */
final class PemSigner implements EifSigner {
    private static final int MAX_PEM = 16384;

    /** PKCS#8's wrapping of a SEC 1 key: version 0, then the algorithm: id-ecPublicKey with secp384r1 (RFC 5208, 5480). */
    private static final byte[] VERSION_AND_P384 =
            HexFormat.of().parseHex("020100301006072a8648ce3d020106052b81040022");

    private final PrivateKey key;
    private final X509Certificate certificate;
    private final SecureRandom random;

    private PemSigner(PrivateKey key, X509Certificate certificate, SecureRandom random) {
        this.key = key;
        this.certificate = certificate;
        this.random = random;
    }

    static PemSigner read(Path key, Path certificate, SecureRandom random) {
        byte[] certificatePem = bounded(certificate);
        byte[] keyPem = bounded(key);
        try {
            return new PemSigner(privateKey(keyPem, key), SigningCertificate.fromPem(certificatePem), random);
        } finally {
            Arrays.fill(keyPem, (byte) 0);
        }
    }

    private static byte[] bounded(Path path) {
        try (InputStream in = Files.newInputStream(path)) {
            byte[] bytes = in.readNBytes(MAX_PEM + 1);
            if (bytes.length > MAX_PEM) {
                throw new EifException(Code.TOO_LARGE, path + " is larger than a key or certificate in PEM is");
            }
            return bytes;
        } catch (IOException e) {
            throw EifException.unreadable(path, e);
        }
    }

    private static PrivateKey privateKey(byte[] pem, Path path) {
        byte[] der = Pem.decode(pem, "PRIVATE KEY").orElseGet(() -> Pem.decode(pem, "EC PRIVATE KEY")
                .map(PemSigner::pkcs8)
                .orElseThrow(() -> new EifException(
                        Code.BAD_SIGNING_KEY,
                        path + " holds no key in PEM that is not encrypted: give a PKCS#8 or SEC 1 one")));
        try {
            PKCS8EncodedKeySpec spec = new PKCS8EncodedKeySpec(der);
            return KeyFactory.getInstance("EC").generatePrivate(spec);
        } catch (GeneralSecurityException e) {
            // Without the cause, whose text is not ours and may quote the key.
            throw new EifException(Code.BAD_SIGNING_KEY, path + " does not hold an elliptic curve key");
        } finally {
            Arrays.fill(der, (byte) 0);
        }
    }

    private static byte[] pkcs8(byte[] sec1) {
        byte[] octets = der(0x04, sec1);
        byte[] content = Arrays.copyOf(VERSION_AND_P384, VERSION_AND_P384.length + octets.length);
        System.arraycopy(octets, 0, content, VERSION_AND_P384.length, octets.length);
        byte[] wrapped = der(0x30, content);
        for (byte[] secret : new byte[][] {sec1, octets, content}) {
            Arrays.fill(secret, (byte) 0);
        }
        return wrapped;
    }

    /** Puts a tag and a length of the shortest form (X.690 section 10.1) before a content. */
    private static byte[] der(int tag, byte[] content) {
        byte[] head;
        if (content.length < 0x80) {
            head = new byte[] {(byte) tag, (byte) content.length};
        } else if (content.length < 0x100) {
            head = new byte[] {(byte) tag, (byte) 0x81, (byte) content.length};
        } else {
            head = new byte[] {(byte) tag, (byte) 0x82, (byte) (content.length >> 8), (byte) content.length};
        }
        byte[] encoded = Arrays.copyOf(head, head.length + content.length);
        System.arraycopy(content, 0, encoded, head.length, content.length);
        return encoded;
    }

    @Override
    public X509Certificate certificate() {
        return certificate;
    }

    @Override
    public byte[] sign(byte[] toBeSigned) {
        try {
            Signature signature = Signature.getInstance(EifSignature.ES384);
            signature.initSign(key, random);
            signature.update(toBeSigned);
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new EifException(Code.BAD_SIGNING_KEY, "the signing key cannot sign: is it a P-384 key?", e);
        }
    }

    @Override
    public String toString() {
        return "PemSigner[" + certificate.getSubjectX500Principal() + "]";
    }
}
