package dev.teerex.enclave;

import dev.teerex.Machine;
import dev.teerex.TeeRexException;
import dev.teerex.Ticker;
import dev.teerex.bb.BbVersion;
import dev.teerex.enclave.EnclaveRequest.TestImage;
import dev.teerex.sdk.LocalProverSettings;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Builds the image from the command line; {@code mvn -Penclave verify} calls it. */
@Command(name = "tee-rex-enclave", description = "Builds the enclave's image.", mixinStandardHelpOptions = true)
final class Main implements Runnable {
    private static final int FAILURE = 1;

    @Option(names = "--output", required = true, description = "The folder that gets the image")
    private Path output = Path.of("");

    @Option(names = "--kernel", required = true, description = "The kernel")
    private Path kernel = Path.of("");

    @Option(names = "--kernel-sha256", required = true, description = "The digest that the kernel must have")
    private String kernelSha256 = "";

    @Option(names = "--nsm-module", description = "The kernel's module for /dev/nsm, where it is not built in")
    private @Nullable Path nsmModule;

    @Option(names = "--jdk", required = true, description = "The JDK whose runtime goes in")
    private Path jdk = Path.of("");

    @Option(names = "--server", required = true, description = "tee-rex-prover-server.jar")
    private Path server = Path.of("");

    @Option(names = "--sources", required = true, description = "The folder src/main of this module")
    private Path sources = Path.of("");

    @Option(names = "--bb-version", description = "The version of bb that goes in")
    private String bbVersion = LocalProverSettings.DEFAULT_VERSION.text();

    @Option(names = "--crs-url", description = "Where the CRS is fetched from: a mirror, or a folder as file:")
    private @Nullable String crsUrl;

    @Option(names = "--crs-points", description = "How many points of the CRS go in; 131072 for Chonk")
    private int crsPoints = 1 << 17;

    @Option(names = "--test", description = "Make a test image, which may lack what a genuine one must have")
    private boolean test;

    @Option(names = "--test-bb", description = "What takes the place of bb in a test image")
    private @Nullable Path testBb;

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Main())
                .setExecutionExceptionHandler((failure, command, parsed) -> {
                    if (failure instanceof TeeRexException) {
                        command.getErr().println(failure.getMessage());
                        return FAILURE;
                    }
                    throw failure;
                })
                .execute(arguments));
    }

    @Override
    public void run() {
        Machine machine = Machine.current();
        EnclaveRequest request = new EnclaveRequest(
                output,
                kernel,
                EnclaveBuild.sha256(kernelSha256),
                Optional.ofNullable(nsmModule).filter(path -> !path.toString().isEmpty()),
                jdk,
                server,
                sources,
                BbVersion.of(bbVersion),
                Optional.ofNullable(crsUrl).filter(url -> !url.isBlank()),
                crsPoints,
                machine.home().resolve(".tee-rex"),
                test || testBb != null ? Optional.of(new TestImage(Optional.ofNullable(testBb))) : Optional.empty());
        Path image = new EnclaveBuild(request, machine, Ticker.system()).run();
        System.out.println("wrote " + image + ", and " + EnclaveBuild.MEASUREMENT + ", " + EnclaveBuild.POLICY + " and "
                + EnclaveBuild.MANIFEST + " beside it");
    }
}
