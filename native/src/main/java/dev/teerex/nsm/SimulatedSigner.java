package dev.teerex.nsm;

import dev.teerex.Bytes;
import dev.teerex.cbor.CborWriter;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * The keys and certificates of one simulation, in the shape of genuine ones (measured): a root, a regional, a zonal and an
 * instance authority with path lengths none, 2, 1 and 0, and a leaf of three hours that is replaced at half its life.
 */
final class SimulatedSigner {
    /** The protected header of every document, {@code {1: -35}}: ES384 (RFC 9053, section 2.1). */
    private static final byte[] ES384 = {(byte) 0xa1, 0x01, 0x38, 0x22};

    private static final Duration LEAF_LIFE = Duration.ofHours(3);
    private static final Duration AUTHORITY_LIFE = Duration.ofDays(3650);
    private static final int SERIAL_BITS = 128;
    private static final int CA = KeyUsage.digitalSignature | KeyUsage.keyCertSign | KeyUsage.cRLSign;

    private final Clock clock;
    private final SecureRandom random;
    private final String moduleId;
    private final List<Bytes> caBundle = new ArrayList<>();
    private final X509Certificate root;
    private final Identity instance;
    private Leaf leaf;

    /** A name with its key. */
    private record Identity(X500Principal name, KeyPair keys) {}

    /** The certificate that documents are signed under, until it is replaced. */
    record Leaf(Bytes certificate, List<Bytes> caBundle, PrivateKey key, Instant renewal) {
        /** Returns the payload as a COSE_Sign1 message (RFC 9052, section 4.2). */
        byte[] sign(byte[] payload) {
            byte[] toSign = new CborWriter()
                    .array(4)
                    .text("Signature1")
                    .bytes(ES384)
                    .bytes(new byte[0])
                    .bytes(payload)
                    .toByteArray();
            try {
                Signature signature = Signature.getInstance("SHA384withECDSAinP1363Format");
                signature.initSign(key);
                signature.update(toSign);
                return new CborWriter()
                        .array(4)
                        .bytes(ES384)
                        .map(0)
                        .bytes(payload)
                        .bytes(signature.sign())
                        .toByteArray();
            } catch (GeneralSecurityException e) {
                throw noSuchCryptography(e);
            }
        }

        @Override
        public String toString() {
            return "Leaf[renewal=" + renewal + "]";
        }
    }

    SimulatedSigner(String moduleId, Clock clock, SecureRandom random) {
        this.clock = clock;
        this.random = random;
        this.moduleId = moduleId;
        Identity top = identity("root");
        root = certify(top, top, new BasicConstraints(true), CA, AUTHORITY_LIFE);
        Identity regional = identity("regional");
        X509Certificate regionalCertificate = certify(top, regional, new BasicConstraints(2), CA, AUTHORITY_LIFE);
        Identity zonal = identity("zonal");
        X509Certificate zonalCertificate = certify(regional, zonal, new BasicConstraints(1), CA, AUTHORITY_LIFE);
        instance = identity("instance");
        X509Certificate instanceCertificate =
                certify(zonal, instance, new BasicConstraints(0), KeyUsage.keyCertSign, AUTHORITY_LIFE);
        for (X509Certificate authority : List.of(root, regionalCertificate, zonalCertificate, instanceCertificate)) {
            caBundle.add(encoded(authority));
        }
        leaf = newLeaf();
    }

    X509Certificate root() {
        return root;
    }

    /** Returns the leaf of now, with at least half its life left. */
    synchronized Leaf leaf() {
        if (!clock.instant().isBefore(leaf.renewal())) {
            leaf = newLeaf();
        }
        return leaf;
    }

    private Leaf newLeaf() {
        Identity subject = identity(moduleId);
        X509Certificate certificate =
                certify(instance, subject, new BasicConstraints(false), KeyUsage.digitalSignature, LEAF_LIFE);
        Instant renewal = clock.instant().plus(LEAF_LIFE.dividedBy(2));
        return new Leaf(
                encoded(certificate), List.copyOf(caBundle), subject.keys().getPrivate(), renewal);
    }

    private Identity identity(String name) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp384r1"), random);
            return new Identity(
                    new X500Principal("CN=TEE-Rex " + name + " TEST ONLY, O=TEST ONLY"), generator.generateKeyPair());
        } catch (GeneralSecurityException e) {
            throw noSuchCryptography(e);
        }
    }

    private X509Certificate certify(
            Identity issuer, Identity subject, BasicConstraints constraints, int usage, Duration life) {
        Instant now = clock.instant();
        try {
            var builder = new JcaX509v3CertificateBuilder(
                            issuer.name(),
                            new BigInteger(SERIAL_BITS, random).add(BigInteger.ONE),
                            Date.from(now),
                            Date.from(now.plus(life)),
                            subject.name(),
                            subject.keys().getPublic())
                    .addExtension(Extension.basicConstraints, true, constraints)
                    .addExtension(Extension.keyUsage, true, new KeyUsage(usage));
            var signer = new JcaContentSignerBuilder("SHA384withECDSA")
                    .build(issuer.keys().getPrivate());
            return new JcaX509CertificateConverter().getCertificate(builder.build(signer));
        } catch (CertIOException | OperatorCreationException | GeneralSecurityException e) {
            throw noSuchCryptography(e);
        }
    }

    private static Bytes encoded(X509Certificate certificate) {
        try {
            return Bytes.of(certificate.getEncoded());
        } catch (GeneralSecurityException e) {
            throw noSuchCryptography(e);
        }
    }

    private static IllegalStateException noSuchCryptography(Exception cause) {
        return new IllegalStateException("this Java runtime cannot make P-384 keys and certificates", cause);
    }
}
