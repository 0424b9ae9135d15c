package dev.teerex.nsm;

import dev.teerex.Bytes;
import dev.teerex.cbor.CborWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.HexFormat;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * Stands in for the secure module where there is none, so that all that surrounds it can be tried. Its documents have the
 * shape of genuine ones and prove nothing: keys are made for each object and never leave it, every certificate says
 * {@code TEST ONLY}, and only a verifier that was handed {@link #root()} as a test anchor takes them, as simulated ones.
 *
 * <p>Refuses to be made where a real device exists, so no enclave ever serves simulated documents. Thread-safe.
 */
public final class SimulatedNsm implements Nsm {
    private static final int PCRS = 16;
    private static final int PCR_SIZE = 48;
    private static final int RANDOM_SIZE = 256;

    private final Clock clock;
    private final SecureRandom random;
    private final String moduleId;
    private final NavigableMap<Integer, Bytes> pcrs;
    private final SimulatedSigner signer;
    private volatile boolean closed;

    private SimulatedNsm(String image, Clock clock, SecureRandom random) {
        this.clock = clock;
        this.random = random;
        byte[] id = new byte[8];
        random.nextBytes(id);
        moduleId = "simulated-" + HexFormat.of().formatHex(id);
        pcrs = simulatedPcrs(image);
        signer = new SimulatedSigner(moduleId, clock, random);
    }

    /**
     * Starts a simulation.
     *
     * @param image a name for the image that is not there; the same name gives the same PCRs
     * @param clock what time documents and certificates have
     * @param random makes the keys
     * @throws NsmException with {@link NsmException.Code#SIMULATION_REFUSED} when this machine has a real module
     */
    public static SimulatedNsm start(String image, Clock clock, SecureRandom random) {
        return start(image, clock, random, NsmDevice.DEVICE);
    }

    /** Lets a test say where the real module would be. */
    static SimulatedNsm start(String image, Clock clock, SecureRandom random, Path device) {
        if (Files.exists(device)) {
            throw new NsmException(
                    NsmException.Code.SIMULATION_REFUSED,
                    "%s is there: inside an enclave only the real secure module is used".formatted(device));
        }
        return new SimulatedNsm(image, clock, random);
    }

    /** Returns the root certificate of this simulation: what a verifier needs as its test anchor. */
    public X509Certificate root() {
        return signer.root();
    }

    /** Returns the registers that the documents will state, by number. */
    public NavigableMap<Integer, Bytes> pcrs() {
        return new TreeMap<>(pcrs);
    }

    @Override
    public byte[] attestation(AttestationRequest request) {
        return attestation(request, false);
    }

    /** Makes a document whose payload is a map of indefinite length, as genuine ones since 2025 are, or a definite one. */
    byte[] attestation(AttestationRequest request, boolean indefinite) {
        requireOpen();
        SimulatedSigner.Leaf leaf = signer.leaf();
        CborWriter payload = new CborWriter();
        if (indefinite) {
            payload.indefiniteMap();
        } else {
            payload.map(9);
        }
        payload.text("module_id").text(moduleId);
        payload.text("digest").text("SHA384");
        payload.text("timestamp").unsigned(clock.millis());
        payload.text("pcrs").map(pcrs.size());
        pcrs.forEach((index, value) -> payload.unsigned(index).bytes(value.toArray()));
        payload.text("certificate").bytes(leaf.certificate().toArray());
        payload.text("cabundle").array(leaf.caBundle().size());
        leaf.caBundle().forEach(ca -> payload.bytes(ca.toArray()));
        payload.text("public_key").bytesOrNull(request.publicKey());
        payload.text("user_data").bytesOrNull(request.userData());
        payload.text("nonce").bytesOrNull(request.nonce());
        if (indefinite) {
            payload.endIndefinite();
        }
        return leaf.sign(payload.toByteArray());
    }

    @Override
    public byte[] random() {
        requireOpen();
        byte[] bytes = new byte[RANDOM_SIZE];
        random.nextBytes(bytes);
        return bytes;
    }

    @Override
    public void close() {
        closed = true;
    }

    private void requireOpen() {
        if (closed) {
            throw NsmDevice.closedBefore();
        }
    }

    /** PCR0 to 4 are digests of texts that say what they are, never zero, since zero means debug mode. */
    private static NavigableMap<Integer, Bytes> simulatedPcrs(String image) {
        NavigableMap<Integer, Bytes> pcrs = new TreeMap<>();
        for (int i = 0; i < PCRS; i++) {
            String text = "SIMULATED PCR%d of %s".formatted(i, image);
            pcrs.put(
                    i,
                    i <= 4 ? Bytes.of(text.getBytes(StandardCharsets.UTF_8)).sha384() : Bytes.of(new byte[PCR_SIZE]));
        }
        return pcrs;
    }
}
