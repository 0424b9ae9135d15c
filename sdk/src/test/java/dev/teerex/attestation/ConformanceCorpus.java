package dev.teerex.attestation;

import dev.teerex.Bytes;
import dev.teerex.attestation.AttestationException.Code;
import dev.teerex.cbor.CborWriter;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.bouncycastle.asn1.x509.KeyUsage;

/** Documents that break one rule each and are sound otherwise, with the reason that they are to be rejected for. */
public final class ConformanceCorpus {
    /** The order of P-384 (NIST SP 800-186, section 3.2.1.4). */
    private static final String ORDER =
            "ffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973";

    /** A document, and why it is rejected at {@link Forge#NOW} under {@link #policy()} and its anchor. */
    public record Case(String name, Code reason, Bytes document, TestAnchor anchor) {
        @Override
        public String toString() {
            return name;
        }
    }

    private final List<Case> cases = new ArrayList<>();

    private ConformanceCorpus() {}

    /** Returns the policy that an unchanged forged document satisfies. */
    public static AttestationPolicy policy() {
        return AttestationPolicy.builder()
                .image(image("next"))
                .image(image("PCR"))
                .pcr(4, Forge.measurement("PCR4"))
                .proverList(Forge.PROVERS)
                .build()
                .withNonce(Forge.NONCE.toArray());
    }

    private static EnclaveImage image(String name) {
        return new EnclaveImage(
                name, Forge.measurement(name + 0), Forge.measurement(name + 1), Forge.measurement(name + 2));
    }

    /** Mints all cases. */
    public static List<Case> mint() {
        ConformanceCorpus corpus = new ConformanceCorpus();
        corpus.envelope();
        corpus.fields();
        corpus.registers();
        corpus.certificates();
        corpus.chain();
        corpus.authorities();
        corpus.signature();
        corpus.time();
        corpus.policyRules();
        return List.copyOf(corpus.cases);
    }

    private void envelope() {
        bytes("more bytes than any document", Code.TOO_LARGE, b -> Arrays.copyOf(b, 24 * 1024 + 1));
        bytes("nothing", Code.MALFORMED, b -> new byte[0]);
        bytes("cut short", Code.MALFORMED, b -> Arrays.copyOf(b, b.length - 1));
        bytes("a byte after the end", Code.MALFORMED, b -> Arrays.copyOf(b, b.length + 1));
        bytes("tag 17", Code.NOT_COSE_SIGN1, b -> splice(b, 0, 0, "d1"));
        bytes("tag 18 twice", Code.NOT_COSE_SIGN1, b -> splice(b, 0, 0, "d2d2"));
        bytes("tag 18 in two bytes", Code.MALFORMED, b -> splice(b, 0, 0, "d812"));
        bytes("an array of three", Code.NOT_COSE_SIGN1, b -> splice(b, 0, 1, "83"));
        bytes("an array of five", Code.NOT_COSE_SIGN1, b -> splice(b, 0, 1, "85"));
        bytes("an array of five without its length", Code.NOT_COSE_SIGN1, b -> {
            byte[] indefinite = splice(b, 0, 1, "9f");
            return splice(indefinite, indefinite.length, indefinite.length, "00ff");
        });
        bytes("a map", Code.NOT_COSE_SIGN1, b -> splice(b, 0, 1, "a2"));
        forge("alg ES256", Code.PROTECTED_HEADER, f -> f.protectedHeader = hex("a10126"));
        forge("no alg", Code.PROTECTED_HEADER, f -> f.protectedHeader = hex("a0"));
        forge("alg ES384 without a length", Code.PROTECTED_HEADER, f -> f.protectedHeader = hex("bf013822ff"));
        bytes("an unprotected header", Code.UNPROTECTED_HEADER, b -> splice(b, 6, 7, "a10126"));
        bytes("an unprotected header without a length", Code.UNPROTECTED_HEADER, b -> splice(b, 6, 7, "bfff"));
        forge("an empty payload", Code.PAYLOAD_SIZE, f -> f.payload = b -> new byte[0]);
        forge("a large payload", Code.PAYLOAD_SIZE, f -> f.payload = b -> Arrays.copyOf(b, 16385));
        forge("a short signature", Code.SIGNATURE_SIZE, f -> f.signature = b -> Arrays.copyOf(b, 95));
        forge("a long signature", Code.SIGNATURE_SIZE, f -> f.signature = b -> Arrays.copyOf(b, 97));
        forge("r = 0", Code.SIGNATURE_RANGE, f -> f.signature = b -> fill(b, 0, 48, 0));
        forge("s = 0", Code.SIGNATURE_RANGE, f -> f.signature = b -> fill(b, 48, 96, 0));
        forge("r is the order", Code.SIGNATURE_RANGE, f -> f.signature = b -> splice(b, 0, 48, ORDER));
        forge("s is the order", Code.SIGNATURE_RANGE, f -> f.signature = b -> splice(b, 48, 96, ORDER));
        forge("r over the order", Code.SIGNATURE_RANGE, f -> f.signature = b -> fill(b, 0, 48, 0xff));
        forge("s over the order", Code.SIGNATURE_RANGE, f -> f.signature = b -> fill(b, 48, 96, 0xff));
    }

    private void fields() {
        forge("a payload that is an array", Code.PAYLOAD_NOT_MAP, f -> f.payload = b -> hex("80"));
        forge("a byte after the payload", Code.MALFORMED, f -> f.payload = b -> Arrays.copyOf(b, b.length + 1));
        for (String name : List.of("module_id", "digest", "timestamp", "pcrs", "certificate", "cabundle")) {
            forge("no " + name, Code.FIELD_MISSING, f -> f.fields.remove(name));
        }
        field("a field more", Code.FIELD_UNKNOWN, "more", w -> w.unsigned(1));
        forge("a field named by a number", Code.FIELD_UNKNOWN, f -> f.payload = b -> splice(b, 1, 2, "09"));
        forge("a field twice", Code.MALFORMED, f -> {
            f.indefinite = true;
            f.fields.put("nonce", w -> w.bytes(new byte[16]).text("nonce").bytes(new byte[16]));
        });
        field("module_id as bytes", Code.MODULE_ID, "module_id", w -> w.bytes(new byte[3]));
        field("an empty module_id", Code.MODULE_ID, "module_id", w -> w.text(""));
        field("null as module_id", Code.MODULE_ID, "module_id", w -> w.bytesOrNull(null));
        field("SHA256", Code.DIGEST, "digest", w -> w.text("SHA256"));
        field("null as digest", Code.DIGEST, "digest", w -> w.bytesOrNull(null));
        field("timestamp 0", Code.TIMESTAMP, "timestamp", w -> w.unsigned(0));
        field("a timestamp as text", Code.TIMESTAMP, "timestamp", w -> w.text("now"));
        field("null as certificate", Code.CERTIFICATE_SIZE, "certificate", w -> w.bytesOrNull(null));
        field("an empty certificate", Code.CERTIFICATE_SIZE, "certificate", w -> w.bytes(new byte[0]));
        field("a large certificate", Code.CERTIFICATE_SIZE, "certificate", w -> w.bytes(new byte[1025]));
        field("an empty cabundle", Code.CABUNDLE_EMPTY, "cabundle", w -> w.array(0));
        field("null as cabundle", Code.CABUNDLE_EMPTY, "cabundle", w -> w.bytesOrNull(null));
        field("an empty authority", Code.CABUNDLE_SIZE, "cabundle", w -> w.array(1)
                .bytes(new byte[0]));
        field("a large authority", Code.CABUNDLE_SIZE, "cabundle", w -> w.array(1)
                .bytes(new byte[1025]));
        field("an empty public key", Code.PUBLIC_KEY_SIZE, "public_key", w -> w.bytes(new byte[0]));
        field("a large public key", Code.PUBLIC_KEY_SIZE, "public_key", w -> w.bytes(new byte[1025]));
        field("large user data", Code.USER_DATA_SIZE, "user_data", w -> w.bytes(new byte[513]));
        field("user data as text", Code.USER_DATA_SIZE, "user_data", w -> w.text("hello"));
        field("a large nonce", Code.NONCE_SIZE, "nonce", w -> w.bytes(new byte[513]));
    }

    private void registers() {
        forge("no PCR", Code.PCR_COUNT, f -> f.pcrs.clear());
        field("pcrs as an array", Code.PCR_COUNT, "pcrs", w -> w.array(0));
        forge("33 PCRs", Code.PCR_COUNT, f -> {
            for (int i = 0; i < 33; i++) {
                f.pcrs.putIfAbsent(i, new byte[48]);
            }
        });
        forge("PCR32", Code.PCR_INDEX, f -> f.pcrs.put(32, new byte[48]));
        field("a PCR by name", Code.PCR_INDEX, "pcrs", w -> w.map(1).text("0").bytes(new byte[48]));
        forge("a PCR of 47 bytes", Code.PCR_LENGTH, f -> f.pcrs.put(5, new byte[47]));
        forge("an empty PCR", Code.PCR_LENGTH, f -> f.pcrs.put(5, new byte[0]));
        field("a PCR as text", Code.PCR_LENGTH, "pcrs", w -> w.map(1)
                .unsigned(0)
                .text("0"));
        field("a PCR twice", Code.MALFORMED, "pcrs", w -> {
            byte[] value = new byte[48];
            w.map(2).unsigned(0).bytes(value).unsigned(0).bytes(value);
        });
    }

    private void certificates() {
        field("a leaf that is no certificate", Code.CERTIFICATE_MALFORMED, "certificate", w -> w.bytes(new byte[9]));
        certificate(
                "an authority with a byte after its end",
                Code.CERTIFICATE_MALFORMED,
                "zonal",
                c -> c.der = der -> Arrays.copyOf(der, der.length + 1));
        certificate(
                "a leaf with a byte after its end",
                Code.CERTIFICATE_MALFORMED,
                "leaf",
                c -> c.der = der -> Arrays.copyOf(der, der.length + 1));
        certificate("a root on P-256", Code.NOT_P384, "root", c -> c.curve = "secp256r1");
        certificate("an authority on P-256", Code.NOT_P384, "instance", c -> c.curve = "secp256r1");
        forge("a leaf on P-256", Code.NOT_P384, f -> {
            f.certificate("leaf").curve = "secp256r1";
            f.signature = b -> fill(new byte[96], 0, 96, 1);
        });
        certificate("a leaf signed with SHA-256", Code.NOT_P384, "leaf", c -> c.signatureAlgorithm = "SHA256withECDSA");
        certificate(
                "an authority that is more than is known",
                Code.CRITICAL_EXTENSION,
                "zonal",
                c -> c.unknownCriticalExtension = true);
        certificate(
                "a leaf that is more than is known",
                Code.CRITICAL_EXTENSION,
                "leaf",
                c -> c.unknownCriticalExtension = true);
    }

    private void chain() {
        add(
                "another root",
                Code.UNTRUSTED_ROOT,
                changed(f -> f.certificate("root").name = "stranger").mint());
        field("a chain without its root", Code.UNTRUSTED_ROOT, "cabundle", w -> w.array(1)
                .bytes(new byte[9]));
        forge("nine certificates", Code.CHAIN_TOO_LONG, f -> {
            for (int i = 0; i < 4; i++) {
                f.chain.add(1, new Forge.Certificate("extra" + i));
            }
        });
        certificate("an issuer that is not the subject before", Code.CHAIN_BROKEN, "leaf", c -> c.issuer = "stranger");
        forge("an authority left out", Code.CHAIN_BROKEN, f -> {
            f.certificate("instance").issuer = "zonal";
            f.certificate("instance").signer = "zonal";
            f.chain.remove(f.certificate("zonal"));
        });
        certificate("an authority signed by a stranger", Code.CHAIN_SIGNATURE, "zonal", c -> c.signer = "stranger");
        certificate("a leaf signed by a stranger", Code.CHAIN_SIGNATURE, "leaf", c -> c.signer = "stranger");
        certificate("a leaf that signed itself", Code.CHAIN_SIGNATURE, "leaf", c -> c.signer = "leaf");
    }

    private void authorities() {
        for (String name : List.of("root", "zonal", "instance", "leaf")) {
            certificate(
                    "an expired " + name, Code.CERTIFICATE_EXPIRED, name, c -> c.notAfter = Forge.NOW.minusSeconds(1));
            certificate(
                    "a " + name + " of the future",
                    Code.CERTIFICATE_NOT_YET_VALID,
                    name,
                    c -> c.notBefore = Forge.NOW.plusSeconds(1));
        }
        for (String name : List.of("root", "zonal", "instance")) {
            certificate(name + " is no authority", Code.NOT_AN_AUTHORITY, name, c -> {
                c.authority = false;
                c.pathLength = -1;
            });
            certificate(
                    name + " need not be believed to be one",
                    Code.NOT_AN_AUTHORITY,
                    name,
                    c -> c.constraintsCritical = false);
            certificate(
                    name + " may not sign certificates",
                    Code.AUTHORITY_KEY_USAGE,
                    name,
                    c -> c.usage = KeyUsage.digitalSignature);
        }
        certificate("two authorities below path length 1", Code.PATH_LENGTH, "regional", c -> c.pathLength = 1);
        certificate("an authority below path length 0", Code.PATH_LENGTH, "zonal", c -> c.pathLength = 0);
        certificate("a leaf that is an authority", Code.LEAF_IS_AUTHORITY, "leaf", c -> c.authority = true);
        certificate("a leaf that may not sign", Code.LEAF_KEY_USAGE, "leaf", c -> c.usage = KeyUsage.keyAgreement);
        certificate("a leaf that may do nothing", Code.LEAF_KEY_USAGE, "leaf", c -> c.usage = 0);
    }

    private void signature() {
        forge("a signature by a stranger", Code.SIGNATURE, f -> f.documentSigner = "stranger");
        forge("a signature by the issuer", Code.SIGNATURE, f -> f.documentSigner = "instance");
        forge(
                "r and s exchanged",
                Code.SIGNATURE,
                f -> f.signature = b ->
                        ByteBuffer.allocate(96).put(b, 48, 48).put(b, 0, 48).array());
        forge("a signature over something else", Code.SIGNATURE, f -> f.signedContext = "Signature");
        forge(
                "another payload under the signature",
                Code.SIGNATURE,
                f -> f.document = b -> {
                    // The last byte of the payload is the last of the nonce; head and value of the signature are 98
                    // bytes.
                    byte[] changed = b.clone();
                    changed[b.length - 99] ^= 1;
                    return changed;
                });
    }

    private void time() {
        at("31 seconds ahead", Code.FROM_THE_FUTURE, Duration.ofSeconds(31));
        at(
                "too old by a second",
                Code.TOO_OLD,
                AttestationPolicy.DEFAULT_MAX_AGE.plusSeconds(1).negated());
        forge("older than its certificate", Code.OUTSIDE_CERTIFICATE, f -> {
            f.certificate("leaf").notBefore = Forge.NOW.minusSeconds(10);
            f.fields.put("timestamp", w -> w.unsigned(Forge.NOW.minusSeconds(11).toEpochMilli()));
        });
        forge("younger than its certificate", Code.OUTSIDE_CERTIFICATE, f -> {
            f.certificate("leaf").notAfter = Forge.NOW.plusSeconds(10);
            f.fields.put("timestamp", w -> w.unsigned(Forge.NOW.plusSeconds(11).toEpochMilli()));
        });
    }

    private void policyRules() {
        for (int i = 0; i <= 2; i++) {
            int index = i;
            forge("PCR" + i + " is zero", Code.DEBUG_MODE, f -> f.pcrs.put(index, new byte[48]));
            forge("PCR" + i + " is missing", Code.DEBUG_MODE, f -> f.pcrs.remove(index));
            forge(
                    "PCR" + i + " is another",
                    Code.IMAGE_MISMATCH,
                    f -> f.pcrs.put(index, Forge.measurement("other").toArray()));
        }
        forge(
                "PCR0 of one image, the rest of another",
                Code.IMAGE_MISMATCH,
                f -> f.pcrs.put(0, Forge.measurement("next0").toArray()));
        forge(
                "PCR0 cut to 32 bytes",
                Code.IMAGE_MISMATCH,
                f -> f.pcrs.put(0, Arrays.copyOf(Forge.measurement("PCR0").toArray(), 32)));
        forge("PCR4 is another", Code.PCR_MISMATCH, f -> f.pcrs.put(4, new byte[48]));
        forge("PCR4 is missing", Code.PCR_MISMATCH, f -> f.pcrs.remove(4));
        field("no nonce", Code.NONCE_MISSING, "nonce", w -> w.bytesOrNull(null));
        field("an empty nonce", Code.NONCE_MISMATCH, "nonce", w -> w.bytes(new byte[0]));
        field("another nonce", Code.NONCE_MISMATCH, "nonce", w -> w.bytes(new byte[16]));
        field(
                "a nonce with more behind it",
                Code.NONCE_MISMATCH,
                "nonce",
                w -> w.bytes(Arrays.copyOf(Forge.NONCE.toArray(), 17)));
        field("no user data", Code.PROVER_LIST_MISSING, "user_data", w -> w.bytesOrNull(null));
        userData("other user data", Code.PROVER_LIST_MISSING, "{\"versions\":[]}");
        userData("a prover list with a space", Code.PROVER_LIST_MISSING, Forge.PROVERS_JSON.replace(":1", ": 1"));
        userData("a prover list and more", Code.PROVER_LIST_MISSING, Forge.PROVERS_JSON + "\n");
        userData(
                "another prover list",
                Code.PROVER_LIST_MISMATCH,
                new ProverList(Forge.measurement("x").sha256()).toUserData());
    }

    private void add(String name, Code reason, byte[] document) {
        cases.add(new Case(name, reason, Bytes.of(document), new Forge().anchor()));
    }

    private void bytes(String name, Code reason, UnaryOperator<byte[]> change) {
        add(name, reason, change.apply(new Forge().mint()));
    }

    private void forge(String name, Code reason, Consumer<Forge> change) {
        Forge forge = changed(change);
        cases.add(new Case(name, reason, Bytes.of(forge.mint()), forge.anchor()));
    }

    private void field(String name, Code reason, String field, Consumer<CborWriter> value) {
        forge(name, reason, f -> f.fields.put(field, value));
    }

    private void certificate(String name, Code reason, String certificate, Consumer<Forge.Certificate> change) {
        forge(name, reason, f -> change.accept(f.certificate(certificate)));
    }

    private void userData(String name, Code reason, String json) {
        userData(name, reason, Bytes.of(json.getBytes(StandardCharsets.US_ASCII)));
    }

    private void userData(String name, Code reason, Bytes value) {
        field(name, reason, "user_data", w -> w.bytesOrNull(value));
    }

    private void at(String name, Code reason, Duration offset) {
        field(name, reason, "timestamp", w -> w.unsigned(Forge.NOW.plus(offset).toEpochMilli()));
    }

    private static Forge changed(Consumer<Forge> change) {
        Forge forge = new Forge();
        change.accept(forge);
        return forge;
    }

    /** Replaces the bytes from {@code from} to before {@code to}. */
    private static byte[] splice(byte[] bytes, int from, int to, String hex) {
        byte[] middle = hex(hex);
        return ByteBuffer.allocate(bytes.length - (to - from) + middle.length)
                .put(bytes, 0, from)
                .put(middle)
                .put(bytes, to, bytes.length - to)
                .array();
    }

    private static byte[] fill(byte[] bytes, int from, int to, int value) {
        byte[] filled = bytes.clone();
        Arrays.fill(filled, from, to, (byte) value);
        return filled;
    }

    private static byte[] hex(String digits) {
        return HexFormat.of().parseHex(digits);
    }
}
