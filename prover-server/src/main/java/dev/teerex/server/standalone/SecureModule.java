package dev.teerex.server.standalone;

import dev.teerex.InputException;
import dev.teerex.attestation.ProverList;
import dev.teerex.file.AtomicFile;
import dev.teerex.nsm.Nsm;
import dev.teerex.nsm.NsmDevice;
import dev.teerex.nsm.SimulatedNsm;
import dev.teerex.openpgp.RecipientKey;
import dev.teerex.server.config.TeeConfig;
import dev.teerex.server.enclave.AttestationSource;
import dev.teerex.server.enclave.NsmAttestation;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The secure module that the configuration asks for: the enclave's own, a simulation, or none. */
final class SecureModule {
    private static final String IMAGE = "tee-rex-prover-server";
    private static final int PEM_LINE = 64;

    private final Optional<Nsm> nsm;
    private final boolean simulated;

    private SecureModule(Optional<Nsm> nsm, boolean simulated) {
        this.nsm = nsm;
        this.simulated = simulated;
    }

    /**
     * Opens or starts it. Its randomness, where it is genuine, is added to the process's before a key is made.
     *
     * @throws dev.teerex.nsm.NsmException when there is none to open, or a genuine one where a simulation is asked for
     */
    static SecureModule open(TeeConfig config, Clock clock, SecureRandom random) {
        return switch (config.mode()) {
            case NONE -> new SecureModule(Optional.empty(), false);
            case NITRO -> {
                Nsm device = NsmDevice.open();
                byte[] seed = device.random();
                random.setSeed(seed);
                Arrays.fill(seed, (byte) 0);
                yield new SecureModule(Optional.of(device), false);
            }
            case SIMULATED -> {
                SimulatedNsm simulation = SimulatedNsm.start(IMAGE, clock, random);
                @Nullable Path file = config.simulatedRoot();
                if (file != null) {
                    write(simulation.root(), file);
                }
                yield new SecureModule(Optional.of(simulation), true);
            }
        };
    }

    private static void write(X509Certificate root, Path file) {
        try {
            String base64 = Base64.getMimeEncoder(PEM_LINE, new byte[] {'\n'}).encodeToString(root.getEncoded());
            String pem = "-----BEGIN CERTIFICATE-----\n" + base64 + "\n-----END CERTIFICATE-----\n";
            AtomicFile.write(file, pem.getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            throw new InputException(
                    InputException.Code.BAD_OPTION,
                    "cannot write the test anchor to " + file + " (--simulated-root)",
                    e);
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException("a certificate that was just made has no encoding", e);
        }
    }

    AttestationSource attestation(RecipientKey key, ProverList provers) {
        return nsm.<AttestationSource>map(module -> new NsmAttestation(module, simulated, key, provers))
                .orElse(AttestationSource.NONE);
    }

    void close() {
        nsm.ifPresent(Nsm::close);
    }
}
