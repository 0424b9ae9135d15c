package dev.teerex.attestation;

import dev.teerex.Bytes;
import dev.teerex.cbor.CborWriter;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.jspecify.annotations.Nullable;

/**
 * Mints documents that follow every rule but the ones that a test breaks: a document is described by public fields, which
 * start out right and are changed at will, and is then signed by keys of this run. For tests only: it can lie.
 */
public final class Forge {
    /** What a forged document carries as nonce and as prover list where it is not changed. */
    public static final Bytes NONCE = Bytes.fromHex("000102030405060708090a0b0c0d0e0f");

    public static final ProverList PROVERS = new ProverList(NONCE.sha256());

    /** How the prover list stands in the user data. */
    public static final String PROVERS_JSON =
            "{\"v\":1,\"provers\":\"sha256:" + NONCE.sha256().hex() + "\"}";

    /** When every document is made, unless it says otherwise. */
    public static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");

    private static final Map<String, KeyPair> KEYS = new ConcurrentHashMap<>();
    private static final Map<String, X509Certificate> CERTIFICATES = new ConcurrentHashMap<>();

    /** What a certificate says; the defaults are those of an authority. */
    public static final class Certificate {
        /** Names the key, so that each certificate of a run has its own. */
        public String name;

        public String curve = "secp384r1";
        public String signatureAlgorithm = "SHA384withECDSA";
        public Instant notBefore = NOW.minus(Duration.ofDays(1));
        public Instant notAfter = NOW.plus(Duration.ofDays(1));
        public boolean authority = true;
        public boolean constraintsCritical = true;
        public int pathLength = -1;
        public int usage = KeyUsage.keyCertSign;
        public boolean unknownCriticalExtension;
        /** Whom it names as issuer, or null for the certificate before it. */
        public @Nullable String issuer;
        /** Whose key signs it, or null for the certificate before it. */
        public @Nullable String signer;

        public UnaryOperator<byte[]> der = bytes -> bytes;

        public Certificate(String name) {
            this.name = name;
        }

        /** Returns everything that goes into the certificate, so that the same one is minted once in a run. */
        String identity(Certificate before) {
            return List.of(
                            name,
                            curve,
                            signatureAlgorithm,
                            notBefore,
                            notAfter,
                            authority,
                            constraintsCritical,
                            pathLength,
                            usage,
                            unknownCriticalExtension,
                            String.valueOf(issuer),
                            String.valueOf(signer),
                            before.name,
                            before.curve)
                    .toString();
        }

        X500Principal subject() {
            return subject(name);
        }

        static X500Principal subject(String name) {
            return new X500Principal("CN=" + name + " TEST ONLY, O=TEST ONLY");
        }
    }

    /** The chain, root first and leaf last. */
    public final List<Certificate> chain = new ArrayList<>();

    /** The payload's fields by name; each writes its value. */
    public final Map<String, Consumer<CborWriter>> fields = new LinkedHashMap<>();

    public final Map<Integer, byte[]> pcrs = new LinkedHashMap<>();
    public boolean indefinite;
    public byte[] protectedHeader = {(byte) 0xa1, 0x01, 0x38, 0x22};
    /** Whose key signs the document. */
    public String documentSigner = "leaf";

    /** The first element of what is signed. */
    public String signedContext = "Signature1";

    public UnaryOperator<byte[]> payload = bytes -> bytes;
    public UnaryOperator<byte[]> signature = bytes -> bytes;
    public UnaryOperator<byte[]> document = bytes -> bytes;

    private final List<X509Certificate> minted = new ArrayList<>();

    /** Begins a document that follows every rule. */
    public Forge() {
        Certificate root = new Certificate("root");
        Certificate regional = new Certificate("regional");
        regional.pathLength = 2;
        Certificate zonal = new Certificate("zonal");
        zonal.pathLength = 1;
        Certificate instance = new Certificate("instance");
        instance.pathLength = 0;
        Certificate leaf = new Certificate("leaf");
        leaf.authority = false;
        leaf.usage = KeyUsage.digitalSignature;
        leaf.notBefore = NOW.minus(Duration.ofHours(1));
        leaf.notAfter = NOW.plus(Duration.ofHours(2));
        chain.addAll(List.of(root, regional, zonal, instance, leaf));
        for (int i = 0; i < 16; i++) {
            pcrs.put(i, i <= 4 ? measurement("PCR" + i).toArray() : new byte[48]);
        }
        fields.put("module_id", writer -> writer.text("simulated-forge"));
        fields.put("digest", writer -> writer.text("SHA384"));
        fields.put("timestamp", writer -> writer.unsigned(NOW.toEpochMilli()));
        fields.put("pcrs", writer -> {
            writer.map(pcrs.size());
            pcrs.forEach((index, value) -> writer.unsigned(index).bytes(value));
        });
        fields.put("certificate", writer -> writer.bytes(der(chain.size() - 1)));
        fields.put("cabundle", writer -> {
            writer.array(chain.size() - 1);
            for (int i = 0; i < chain.size() - 1; i++) {
                writer.bytes(der(i));
            }
        });
        fields.put("public_key", writer -> writer.bytesOrNull(null));
        fields.put("user_data", writer -> writer.bytes(PROVERS_JSON.getBytes(StandardCharsets.US_ASCII)));
        fields.put("nonce", writer -> writer.bytesOrNull(NONCE));
    }

    /** Returns the certificate called {@code name}, to change it. */
    public Certificate certificate(String name) {
        return chain.stream()
                .filter(certificate -> certificate.name.equals(name))
                .findFirst()
                .orElseThrow();
    }

    /** Returns the root as an anchor; the forges of a run share it unless they change it. */
    public TestAnchor anchor() {
        mintChain();
        return TestAnchor.of(minted.get(0));
    }

    /** Returns the document. */
    public byte[] mint() {
        mintChain();
        CborWriter body = new CborWriter();
        if (indefinite) {
            body.indefiniteMap();
        } else {
            body.map(fields.size());
        }
        fields.forEach((name, value) -> value.accept(body.text(name)));
        if (indefinite) {
            body.endIndefinite();
        }
        byte[] bytes = payload.apply(body.toByteArray());
        byte[] toSign = new CborWriter()
                .array(4)
                .text(signedContext)
                .bytes(protectedHeader)
                .bytes(new byte[0])
                .bytes(bytes)
                .toByteArray();
        byte[] signed = signature.apply(sign(documentSigner, certificate("leaf").curve, toSign));
        return document.apply(new CborWriter()
                .array(4)
                .bytes(protectedHeader)
                .map(0)
                .bytes(bytes)
                .bytes(signed)
                .toByteArray());
    }

    /** Returns the measurement that a forged document has where it is not changed. */
    public static Bytes measurement(String name) {
        return Bytes.of(("SIMULATED " + name).getBytes(StandardCharsets.US_ASCII))
                .sha384();
    }

    private byte[] der(int index) {
        try {
            return chain.get(index).der.apply(minted.get(index).getEncoded());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private void mintChain() {
        minted.clear();
        Certificate before = chain.get(0);
        for (Certificate certificate : chain) {
            Certificate issuer = before;
            minted.add(CERTIFICATES.computeIfAbsent(
                    certificate.identity(issuer), identity -> certify(certificate, issuer)));
            before = certificate;
        }
    }

    private static X509Certificate certify(Certificate certificate, Certificate before) {
        try {
            var constraints = certificate.pathLength < 0
                    ? new BasicConstraints(certificate.authority)
                    : new BasicConstraints(certificate.pathLength);
            var builder = new JcaX509v3CertificateBuilder(
                            certificate.issuer == null ? before.subject() : Certificate.subject(certificate.issuer),
                            BigInteger.TEN,
                            Date.from(certificate.notBefore),
                            Date.from(certificate.notAfter),
                            certificate.subject(),
                            keys(certificate.name, certificate.curve).getPublic())
                    .addExtension(Extension.basicConstraints, certificate.constraintsCritical, constraints)
                    .addExtension(Extension.keyUsage, true, new KeyUsage(certificate.usage));
            if (certificate.unknownCriticalExtension) {
                builder.addExtension(new ASN1ObjectIdentifier("1.3.6.1.4.1.55555.1"), true, DERNull.INSTANCE);
            }
            KeyPair signer = certificate.signer == null
                    ? keys(before.name, before.curve)
                    : keys(certificate.signer, "secp384r1");
            return new JcaX509CertificateConverter()
                    .getCertificate(builder.build(
                            new JcaContentSignerBuilder(certificate.signatureAlgorithm).build(signer.getPrivate())));
        } catch (CertIOException | OperatorCreationException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] sign(String signer, String curve, byte[] message) {
        try {
            Signature signature = Signature.getInstance("SHA384withECDSAinP1363Format");
            signature.initSign(keys(signer, curve).getPrivate());
            signature.update(message);
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Returns the key of a name, made once for each run. */
    private static KeyPair keys(String name, String curve) {
        return KEYS.computeIfAbsent(name + " " + curve, key -> {
            try {
                KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
                generator.initialize(new ECGenParameterSpec(curve));
                return generator.generateKeyPair();
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException(e);
            }
        });
    }
}
