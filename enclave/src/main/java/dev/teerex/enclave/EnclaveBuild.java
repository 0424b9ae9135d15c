package dev.teerex.enclave;

import dev.teerex.Bytes;
import dev.teerex.InputException;
import dev.teerex.Machine;
import dev.teerex.Sha256;
import dev.teerex.Ticker;
import dev.teerex.attestation.AttestationPolicy;
import dev.teerex.attestation.AttestationPolicyFile;
import dev.teerex.attestation.EnclaveImage;
import dev.teerex.attestation.ProverList;
import dev.teerex.bb.BbBinary;
import dev.teerex.eif.Architecture;
import dev.teerex.eif.EifContents;
import dev.teerex.eif.EifMetadata;
import dev.teerex.eif.EifProgress;
import dev.teerex.eif.EifWriter;
import dev.teerex.eif.Measurement;
import dev.teerex.eif.MeasurementJson;
import dev.teerex.eif.SectionContent;
import dev.teerex.eif.ramdisk.FileContent;
import dev.teerex.eif.ramdisk.NitroRamdisks;
import dev.teerex.enclave.EnclaveBuildException.Code;
import dev.teerex.enclave.Manifest.Entry;
import dev.teerex.file.AtomicFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Makes an enclave's image from a JDK, the server, bb, the CRS, the C library and four small C programs. The same inputs give
 * the same image.
 */
public final class EnclaveBuild {
    /** The file with the image's registers. */
    public static final String MEASUREMENT = "measurement.json";
    /** The file with a policy for clients that accepts this image and its bb. */
    public static final String POLICY = "attestation-policy.json";
    /** The file that says what is in the image. */
    public static final String MANIFEST = "manifest.json";

    private static final String NAME = "tee-rex-enclave";

    private final EnclaveRequest request;
    private final Machine machine;
    private final Ticker ticker;

    /**
     * Makes a build; nothing is done yet.
     *
     * @param request what is wanted
     * @param machine the building machine
     * @param ticker what waits are measured with
     */
    public EnclaveBuild(EnclaveRequest request, Machine machine, Ticker ticker) {
        this.request = request;
        this.machine = machine;
        this.ticker = ticker;
    }

    /**
     * Does it.
     *
     * @return the image; the files that belong to it are beside it
     * @throws EnclaveBuildException with each of its codes
     * @throws dev.teerex.TeeRexException when bb, the CRS, or a part of the image cannot be had
     */
    public Path run() {
        try {
            requireKernel();
            Files.createDirectories(request.output());
            // Not in the output's folder: with a space in its path a class-data archive is another one (measured).
            Path work = Files.createTempDirectory(machine.temporaryDirectory(), NAME);
            try {
                return build(work);
            } finally {
                delete(work);
            }
        } catch (IOException e) {
            throw new EnclaveBuildException(Code.FILE, "the enclave's image cannot be built: " + e, e);
        }
    }

    private Path build(Path work) throws IOException {
        Tool tool = new Tool(machine.variable("PATH").orElse(""));
        Root root = new Root();
        root.addText("etc/passwd", "root:x:0:0::/:\nprover:x:1000:1000::/tmp:\nforwarder:x:1001:1001::/tmp:\n", NAME);
        root.addText("etc/hosts", "127.0.0.1 localhost\n", NAME);
        ProvingParts proving = new ProvingParts(request, machine, ticker);
        long points = proving.addCrs(root, work);
        BbBinary bb = proving.addBb(root);
        List<String> options = new JavaRuntime(tool, request.jdk(), work)
                .addTo(root, request.serverJar(), request.sources().resolve("jvm/server.classes"));
        NativeParts parts = new NativeParts(tool, request.sources().resolve("c"), work);
        Path init = parts.init();
        parts.addTo(root, request.serverJar());
        new SystemLibraries(
                        tool,
                        request.sources().resolve("libraries.lock"),
                        request.test().isPresent())
                .addTo(root);
        Path image = request.output().resolve(name() + ".eif");
        List<String> command = command(options, bb, points);
        String commandLine = Architecture.X86_64.nitroCommandLine();
        Measurement measurement = new EifWriter(Runnable::run, EifProgress.NONE)
                .write(
                        new EifContents(
                                Architecture.X86_64,
                                SectionContent.file(request.kernel()),
                                commandLine,
                                List.of(
                                        NitroRamdisks.bootstrap(
                                                        FileContent.file(init),
                                                        request.nsmModule().map(FileContent::file))
                                                .asRamdisk(),
                                        NitroRamdisks.application(root.tree(), command, List.of("HOME=/tmp"))
                                                .asRamdisk()),
                                metadata()),
                        image);
        write(MEASUREMENT, MeasurementJson.write(measurement));
        AtomicFile.write(request.output().resolve(POLICY), AttestationPolicyFile.write(policy(measurement, bb)));
        List<Entry> files = new ArrayList<>(root.entries());
        files.add(entry("kernel", request.kernel(), "given"));
        files.add(entry("init", init, NativeParts.ORIGIN));
        if (request.nsmModule().isPresent()) {
            files.add(entry("nsm.ko", request.nsmModule().get(), "given"));
        }
        write(MANIFEST, Manifest.write(name(), request.test().isPresent(), commandLine, command, files));
        return image;
    }

    private void requireKernel() throws IOException {
        String found = Sha256.ofFile(request.kernel());
        if (!found.equals(request.kernelSha256())) {
            throw new EnclaveBuildException(
                    Code.WRONG_KERNEL,
                    request.kernel() + " is not the kernel that was asked for: its SHA-256 is " + found + ", not "
                            + request.kernelSha256(),
                    null);
        }
    }

    /** What init starts. Everything that may be written is under /tmp, /crs and /var/tee-rex. */
    private List<String> command(List<String> options, BbBinary bb, long points) {
        List<String> command = new ArrayList<>();
        command.add("/" + JavaRuntime.JAVA);
        command.addAll(options);
        command.addAll(List.of(
                "-XX:+UseSerialGC",
                "-XX:MaxRAMPercentage=30",
                "-XX:-UsePerfData",
                "-XX:+ExitOnOutOfMemoryError",
                "-Djna.boot.library.path=/" + NativeParts.JNA,
                "-Djna.nounpack=true",
                "-jar",
                "/" + JavaRuntime.SERVER,
                "serve",
                "--tee",
                "nitro",
                "--crs-directory",
                "/" + ProvingParts.CRS,
                "--crs-points",
                Long.toString(points),
                "--cache-directory",
                "/" + ProvingParts.CACHE,
                "--bb-loader",
                "/" + NativeParts.POWERLESS,
                // There is no shell that could set one: the kernel ends the largest process, which is bb.
                "--bb-memory",
                "0",
                // Everything comes through the forwarder: whom to put up with is decided before it, on the parent.
                "--trusted-proxies",
                "127.0.0.1",
                // Fewer than the forwarder carries, so that the server can close the longest idle one.
                "--max-connections",
                "480"));
        command.addAll(
                request.test().flatMap(EnclaveRequest.TestImage::bb).isPresent()
                        ? List.of("--bb", "/" + ProvingParts.GIVEN_BB)
                        : List.of("--bb-version", bb.version().text()));
        return command;
    }

    private AttestationPolicy policy(Measurement measurement, BbBinary bb) {
        EnclaveImage image = new EnclaveImage(
                name(),
                Bytes.fromHex(measurement.pcrs().pcr0().hex()),
                Bytes.fromHex(measurement.pcrs().pcr1().hex()),
                Bytes.fromHex(measurement.pcrs().pcr2().hex()));
        return AttestationPolicy.builder()
                .image(image)
                .proverList(ProverList.of(Map.of(bb.version().text(), bb.sha256())))
                .build();
    }

    private EifMetadata metadata() {
        return new EifMetadata(name(), "0", "1970-01-01T00:00:00Z", NAME, "0", "Linux", "unknown");
    }

    private String name() {
        return request.test().isPresent() ? NAME + "-TEST" : NAME;
    }

    private static Entry entry(String name, Path file, String origin) throws IOException {
        return new Entry(name, Root.PROGRAM, Files.size(file), Sha256.ofFile(file), origin);
    }

    private void write(String name, String text) throws IOException {
        AtomicFile.write(request.output().resolve(name), text.getBytes(StandardCharsets.UTF_8));
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder()).forEach(file -> {
                try {
                    Files.delete(file);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    /** Returns the kernel's digest, checked for its form. */
    static String sha256(String text) {
        if (!text.matches("[0-9a-f]{64}")) {
            throw new InputException(
                    InputException.Code.BAD_OPTION, "the kernel's SHA-256 is 64 lower-case hexadecimal digits");
        }
        return text;
    }
}
