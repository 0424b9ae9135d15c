package dev.teerex.maven;

import dev.teerex.Machine;
import dev.teerex.build.BuildLog;
import dev.teerex.build.EifRequest;
import dev.teerex.build.EifStep;
import dev.teerex.build.RamdiskRequest;
import dev.teerex.eif.Architecture;
import dev.teerex.eif.EifMetadata;
import java.io.File;
import java.util.List;
import org.apache.maven.plugin.MojoExecution;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.apache.maven.project.MavenProject;
import org.jspecify.annotations.Nullable;

/**
 * Builds an enclave image (EIF) of a kernel, a first process, and a root folder or a container image, without Docker or
 * nitro-cli. The same inputs give the same bytes, unless the image is signed. For example:
 * {@code mvn tee-rex:eif -Dtee-rex.kernel=bzImage -Dtee-rex.init=init -Dtee-rex.root=rootfs -Dtee-rex.command=/bin/server}
 *
 * @since 0.1.0
 */
@Mojo(name = "eif", defaultPhase = LifecyclePhase.PACKAGE, threadSafe = true, requiresProject = false)
class EifMojo extends EnclaveImageMojo {
    @Parameter(defaultValue = "${mojoExecution}", readonly = true, required = true)
    @SuppressWarnings("NullAway.Init") // Maven sets it.
    private MojoExecution mojoExecution;

    @Parameter(defaultValue = "${project.build.outputTimestamp}", readonly = true)
    private @Nullable String outputTimestamp;

    /**
     * Does not build an image if true.
     *
     * @since 0.1.0
     */
    @Parameter(property = "tee-rex.eif.skip", defaultValue = "false")
    private boolean skipEif;

    /**
     * The processor that the image is for: {@code x86_64} or {@code aarch64}.
     *
     * @since 0.1.0
     */
    @Parameter(property = "tee-rex.architecture", defaultValue = "x86_64")
    private String architecture = "x86_64";

    /**
     * The kernel, for example {@code /usr/share/nitro_enclaves/blobs/bzImage}.
     *
     * @since 0.1.0
     */
    @Parameter(property = "tee-rex.kernel")
    private @Nullable File kernel;

    /**
     * The kernel command line, at most 2047 printable ASCII characters, for example {@code reboot=k panic=30 quiet}. Without it,
     * the one that nitro-cli gives the architecture.
     *
     * @since 0.1.0
     */
    @Parameter(property = "tee-rex.commandLine")
    private @Nullable String commandLine;

    /**
     * The first process, a static executable, for example {@code /usr/share/nitro_enclaves/blobs/init}. It finds the application
     * below {@code /rootfs}, what to start in {@code /cmd} and the environment in {@code /env}, as nitro-cli lays them out.
     *
     * @since 0.1.0
     */
    @Parameter(property = "tee-rex.init")
    private @Nullable File init;

    /**
     * The kernel module for {@code /dev/nsm}, for example {@code /usr/share/nitro_enclaves/blobs/nsm.ko}; not needed where the
     * kernel has it built in.
     *
     * @since 0.1.0
     */
    @Parameter(property = "tee-rex.nsmModule")
    private @Nullable File nsmModule;

    /**
     * A folder that becomes the application's root, for example {@code target/rootfs}. Everything in it belongs to root; what
     * {@code modes} does not name has 0755 (folders) or 0644 (files), whatever it has on this machine.
     *
     * @since 0.1.0
     */
    @Parameter(property = "tee-rex.root")
    private @Nullable File root;

    /**
     * The modes of the files in {@code root}, for example {@code src/main/enclave/modes}: one {@code 0755 usr/bin/bb} a line.
     *
     * @since 0.1.0
     */
    @Parameter(property = "tee-rex.modes")
    private @Nullable File modes;

    /**
     * A container image that becomes the application's root instead of {@code root}, for example {@code target/image.tar}: an OCI
     * layout, as a folder or a tar archive, or what {@code docker save} writes.
     *
     * @since 0.1.0
     */
    @Parameter(property = "tee-rex.image")
    private @Nullable File image;

    /**
     * What init starts, for example {@code /bin/server --port 8080}. Words are split at spaces; quotes keep them together. Without
     * it, the container image's {@code Cmd}, or its {@code Entrypoint} if it has none.
     *
     * @since 0.1.0
     */
    @Parameter(property = "tee-rex.command")
    private @Nullable String command;

    /**
     * The application's environment, for example {@code LANG=C.UTF-8 "GREETING=good day"}; words as in {@code command}. Without it,
     * the container image's.
     *
     * @since 0.1.0
     */
    @Parameter(property = "tee-rex.environment")
    private @Nullable String environment;

    /**
     * Ramdisks that are ready, for example {@code init.cpio,app.cpio}, taken as they are. They replace {@code init},
     * {@code nsmModule}, {@code root}, {@code modes}, {@code image}, {@code command} and {@code environment}.
     *
     * @since 0.1.0
     */
    @Parameter(property = "tee-rex.ramdisks")
    private List<File> ramdisks = List.of();

    /**
     * The name in the image's metadata, which is in no PCR. Without it, the project's artifactId, or {@code enclave}.
     *
     * @since 0.1.0
     */
    @Parameter(property = "tee-rex.eif.name")
    private @Nullable String name;

    /**
     * The version in the image's metadata, which is in no PCR. Without it, the project's, or {@code 0}.
     *
     * @since 0.1.0
     */
    @Parameter(property = "tee-rex.eif.version")
    private @Nullable String version;

    /**
     * The kernel's version in the image's metadata, which is in no PCR, for example {@code 6.6.79}.
     *
     * @since 0.1.0
     */
    @Parameter(property = "tee-rex.kernelVersion", defaultValue = "unknown")
    private String kernelVersion = "unknown";

    /**
     * A P-384 key to sign the image with, for example {@code ~/keys/enclave.pem}: PKCS#8 or SEC 1 in PEM, not encrypted. Goes with
     * {@code signingCertificate}, whose digest becomes PCR8.
     *
     * @since 0.1.0
     */
    @Parameter(property = "tee-rex.signingKey")
    private @Nullable File signingKey;

    /**
     * The certificate of {@code signingKey} in PEM, for example {@code src/main/enclave/certificate.pem}.
     *
     * @since 0.1.0
     */
    @Parameter(property = "tee-rex.signingCertificate")
    private @Nullable File signingCertificate;

    @Override
    void run(BuildLog log) {
        Architecture processor = read("tee-rex.architecture", architecture, Architecture::named);
        new EifStep(
                        new EifRequest(
                                eif(),
                                processor,
                                path(kernel),
                                commandLine,
                                ramdiskRequest(),
                                metadata(),
                                path(signingKey),
                                path(signingCertificate),
                                Machine.random()),
                        log)
                .run();
    }

    private RamdiskRequest ramdiskRequest() {
        return new RamdiskRequest(
                path(init),
                path(nsmModule),
                path(root),
                path(modes),
                path(image),
                CommandWords.split("tee-rex.command", command == null ? "" : command),
                CommandWords.split("tee-rex.environment", environment == null ? "" : environment),
                ramdisks.stream().map(File::toPath).toList());
    }

    private EifMetadata metadata() {
        @Nullable MavenProject project = project();
        String projectName = project == null ? "enclave" : project.getArtifactId();
        String projectVersion = project == null ? "0" : project.getVersion();
        return new EifMetadata(
                name == null ? projectName : name,
                version == null ? projectVersion : version,
                BuildTime.of(outputTimestamp),
                "tee-rex-maven-plugin",
                mojoExecution.getVersion(),
                "Linux",
                kernelVersion);
    }

    @Override
    boolean skipThisGoal() {
        return skipEif;
    }

    @Override
    String skipProperty() {
        return "tee-rex.eif.skip";
    }
}
