package dev.teerex.sdk;

import dev.teerex.Bytes;
import dev.teerex.Deadline;
import dev.teerex.InputException;
import dev.teerex.bb.BbBinary;
import dev.teerex.bb.BbProcess;
import dev.teerex.bb.BbRun;
import dev.teerex.bb.ChonkProver;
import dev.teerex.bb.ChonkProver.ChonkResult;
import dev.teerex.bb.IvcInputs;
import dev.teerex.bb.IvcSummary;
import dev.teerex.bb.NoirInputs;
import dev.teerex.bb.UltraHonkProver;
import dev.teerex.bb.UltraHonkProver.UltraHonkResult;
import dev.teerex.bb.install.BbInstaller;
import dev.teerex.crs.Crs;
import dev.teerex.crs.CrsNeed;
import dev.teerex.crs.CrsSettings;
import dev.teerex.crs.CrsStore;
import dev.teerex.crs.CrsSupply;
import dev.teerex.crs.InsecureDevCrs;
import dev.teerex.crs.InsecureDevCrsPolicy;
import dev.teerex.crs.VerificationCrs;
import dev.teerex.download.Downloader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Proves and verifies on this machine: fetches the pinned bb, sees to the CRS, and runs one bb process for each witness. The
 * witness goes from the input to that process through memory only. Not thread-safe; close it to end its connections.
 *
 * <p>Every method throws a {@link dev.teerex.TeeRexException}: {@link InputException} when what it was given is wrong,
 * {@link dev.teerex.bb.BbException} and {@link dev.teerex.crs.CrsException} when bb or the CRS cannot be had or fails,
 * {@link dev.teerex.download.DownloadException} when a server does not deliver.
 */
public final class LocalProver implements AutoCloseable {
    private final LocalProverSettings settings;
    private final LocalProverListener listener;
    private final Downloader downloader;
    private final CrsStore genuine;
    private final CrsSupply supply;
    private final VerificationCrs verificationCrs;
    private @Nullable BbBinary binary;

    /** Makes a prover; nothing is fetched or started before it is needed. */
    public LocalProver(LocalProverSettings settings, LocalProverListener listener) {
        this.settings = settings;
        this.listener = listener;
        this.downloader = new Downloader(settings.http());
        CrsSettings crs = settings.crs();
        this.genuine = new CrsStore(crs, downloader, settings.ticker());
        this.supply = new CrsSupply(genuine, new InsecureDevCrs(crs, settings.ticker()));
        this.verificationCrs = new VerificationCrs(crs);
    }

    /** Returns the bb that this prover uses, fetching it where it is not here yet. */
    public BbBinary bb() {
        BbBinary known = binary;
        if (known == null) {
            known = findBinary();
            binary = known;
        }
        return known;
    }

    private BbBinary findBinary() {
        BbInstaller installer = new BbInstaller(
                settings.machine(), settings.ticker(), settings.cacheDirectory(), downloader, settings.npm(), listener);
        @Nullable Path given = settings.bb();
        return given != null
                ? installer.given(given, settings.bbVersion(), settings.bbLoader())
                : installer.install(settings.versionToInstall(), settings.allowUnlocked(), settings.bbLoader());
    }

    /**
     * Proves.
     *
     * @param inputs what
     * @param verify whether the proof is checked after it is made; once more, where bb has checked it itself
     */
    public LocalProof prove(ProofInputs inputs, boolean verify) {
        return inputs instanceof ProofInputs.Noir noir
                ? proveNoir(noir, verify)
                : proveChonk(((ProofInputs.Ivc) inputs).steps(), verify);
    }

    private LocalProof proveChonk(InputSource source, boolean verify) {
        IvcSummary summary;
        try (IvcInputs inputs = IvcInputs.read(source.name(), source.open())) {
            summary = IvcSummary.of(inputs);
        }
        BbBinary bb = bb();
        Crs crs = obtain(CrsNeed.chonk(
                summary.steps().stream().map(IvcSummary.Step::logSize).toList()));
        Deadline deadline = deadline();
        StepTimes times = new StepTimes(summary);
        try (IvcInputs inputs = IvcInputs.read(source.name(), source.open());
                BbProcess process = start(bb, crs, inputs, summary)) {
            ChonkProver prover = new ChonkProver(process, settings.ticker());
            ChonkResult result = prover.prove(inputs, crs.points(), deadline, times);
            Verdict verdict = Verdict.NOT_CHECKED;
            if (verify) {
                listener.verifying();
                verdict = verdict(prover.verify(result.proof(), result.verificationKey(), deadline));
            }
            return new LocalProof(
                    new Proof.Chonk(result.proof(), result.verificationKey()),
                    bb,
                    crs.kind(),
                    List.of(new LocalProof.Input(source.name(), inputs.sha256SoFar())),
                    times.steps,
                    result.inBb(),
                    verdict);
        }
    }

    private BbProcess start(BbBinary bb, Crs crs, IvcInputs inputs, IvcSummary summary) {
        int steps = summary.steps().size();
        if (inputs.stepCount() != steps) {
            throw new InputException(
                    InputException.Code.MALFORMED,
                    inputs.source() + " had " + steps + " steps when it was checked and has " + inputs.stepCount()
                            + " now; prove again when nothing writes it any more");
        }
        return BbProcess.start(bb, run(crs.directoryForBb()));
    }

    private LocalProof proveNoir(ProofInputs.Noir noir, boolean verify) {
        try (NoirInputs inputs = read(noir)) {
            BbBinary bb = bb();
            // bb reads no CRS before it proves. So the process that is asked for the circuit's size can prove as
            // well, if the CRS that the size calls for is the one it was started with, as it most often is.
            Path likely = likelyCrs();
            Crs crs;
            try (BbProcess process = BbProcess.start(bb, run(likely))) {
                UltraHonkProver prover = new UltraHonkProver(process, settings.ticker());
                crs = obtain(CrsNeed.ultraHonk(
                        prover.gates(inputs, noir.target(), deadline()),
                        noir.target().zeroKnowledge()));
                if (crs.directoryForBb().equals(likely)) {
                    return prove(prover, noir, inputs, verify, bb, crs);
                }
            }
            try (BbProcess process = BbProcess.start(bb, run(crs.directoryForBb()))) {
                return prove(new UltraHonkProver(process, settings.ticker()), noir, inputs, verify, bb, crs);
            }
        }
    }

    private static NoirInputs read(ProofInputs.Noir noir) {
        byte[] circuit = noir.circuit().read(NoirInputs.MAX_FILE);
        byte[] witness = noir.witness().read(NoirInputs.MAX_FILE);
        try {
            return NoirInputs.of(noir.circuit().name(), circuit, noir.witness().name(), witness);
        } finally {
            Arrays.fill(witness, (byte) 0);
        }
    }

    private Path likelyCrs() {
        return settings.insecureDevCrs() == InsecureDevCrsPolicy.ALWAYS
                ? verificationCrs.directory()
                : genuine.present(bb().version().major())
                        .map(Crs::directoryForBb)
                        .orElseGet(verificationCrs::directory);
    }

    private LocalProof prove(
            UltraHonkProver prover, ProofInputs.Noir noir, NoirInputs inputs, boolean verify, BbBinary bb, Crs crs) {
        Deadline deadline = deadline();
        UltraHonkResult result = prover.prove(inputs, noir.target(), deadline, listener);
        requireKey(noir, result);
        Verdict verdict = Verdict.NOT_CHECKED;
        if (verify) {
            listener.verifying();
            verdict = verdict(prover.verify(result.proof(), noir.target(), deadline));
        }
        return new LocalProof(
                new Proof.UltraHonk(result.proof(), noir.target()),
                bb,
                crs.kind(),
                List.of(
                        new LocalProof.Input(noir.circuit().name(), inputs.circuitSha256()),
                        new LocalProof.Input(noir.witness().name(), inputs.witnessSha256())),
                List.of(),
                result.inBb(),
                verdict);
    }

    private static void requireKey(ProofInputs.Noir noir, UltraHonkResult result) {
        Bytes made = Bytes.of(result.proof().verificationKey());
        if (!noir.verificationKey().map(made::equals).orElse(true)) {
            throw new InputException(
                    InputException.Code.BAD_VERIFICATION_KEY,
                    noir.circuit().name() + " does not have the verification key that came with it; was that made by"
                            + " another version of bb, or for another verifier target?");
        }
    }

    /**
     * Verifies a proof. Needs no CRS: bb has the one point that verification takes compiled in.
     *
     * @return whether it verifies; one that bb cannot even read does not
     */
    public boolean verify(Proof proof) {
        return verify(proof, Deadline.never(settings.ticker()));
    }

    /** Verifies by a deadline, or within the time of the settings where that ends before. */
    boolean verify(Proof proof, Deadline latest) {
        BbBinary bb = bb();
        Deadline own = deadline();
        Deadline deadline = latest.isBefore(own) ? latest : own;
        listener.verifying();
        try (BbProcess process = BbProcess.start(bb, run(verificationCrs.directory()))) {
            if (proof instanceof Proof.Chonk chonk) {
                return new ChonkProver(process, settings.ticker()).verify(chonk.proof(), chonk.key(), deadline);
            }
            Proof.UltraHonk ultraHonk = (Proof.UltraHonk) proof;
            return new UltraHonkProver(process, settings.ticker())
                    .verify(ultraHonk.proof(), ultraHonk.target(), deadline);
        }
    }

    private Crs obtain(CrsNeed need) {
        return supply.obtain(need, bb().version().major(), settings.insecureDevCrs(), deadline(), listener);
    }

    private Deadline deadline() {
        return Deadline.after(settings.timeout(), settings.ticker());
    }

    private BbRun run(Path crsDirectory) {
        return new BbRun(crsDirectory, settings.threads(), settings.machine().temporaryDirectory(), settings.ticker());
    }

    private static Verdict verdict(boolean verifies) {
        return verifies ? Verdict.VERIFIED : Verdict.REJECTED;
    }

    @Override
    public void close() {
        downloader.close();
    }

    /** Passes events on and keeps the times. */
    private final class StepTimes implements dev.teerex.bb.ProofListener {
        private final IvcSummary summary;
        private final List<LocalProof.Step> steps = new ArrayList<>();

        StepTimes(IvcSummary summary) {
            this.summary = summary;
        }

        @Override
        public void started(int count) {
            listener.started(count);
        }

        @Override
        public void step(int index, int count, String name) {
            listener.step(index, count, name);
        }

        @Override
        public void stepDone(int index, Duration load, Duration accumulate) {
            steps.add(new LocalProof.Step(summary.steps().get(index).name(), load, accumulate));
            listener.stepDone(index, load, accumulate);
        }

        @Override
        public void folding() {
            listener.folding();
        }

        @Override
        public void proved(Duration inBb) {
            listener.proved(inBb);
        }
    }
}
