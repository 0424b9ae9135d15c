package dev.teerex.maven;

import dev.teerex.Machine;
import dev.teerex.bb.BbVersion;
import dev.teerex.crs.InsecureDevCrsPolicy;
import dev.teerex.sdk.LocalProverSettings;
import java.io.File;
import java.util.Map;
import javax.inject.Inject;
import org.apache.maven.plugins.annotations.Parameter;
import org.jspecify.annotations.Nullable;

/** What the goals share that use bb on this machine: the parameters that say which, and with what. */
abstract class ProverMojo extends TeeRexMojo {
    @Inject
    @SuppressWarnings("NullAway.Init") // Maven sets it.
    private MavenServers servers;

    /**
     * The version of bb, for example {@code 4.1.2}; never another is used. Without it, that of the binary
     * that {@code bb} names, else {@code 5.0.0} for proving and the version that made the proof for verifying.
     *
     * @since 0.1.0
     */
    @Parameter(property = "tee-rex.bbVersion")
    private @Nullable String bbVersion;

    /**
     * Whether a version of bb may be fetched that is not in this plugin's lock. Its digest is trusted on first use, written down
     * beside the cache, and must be the same from then on.
     *
     * @since 0.1.0
     */
    @Parameter(property = "tee-rex.allowUnlocked", defaultValue = "false")
    private boolean allowUnlocked;

    /**
     * A bb to use instead of a fetched one, for example {@code /opt/aztec/bb}. It must be of the wanted version.
     *
     * @since 0.1.0
     */
    @Parameter(property = "tee-rex.bb")
    private @Nullable File bb;

    /**
     * A command that is put before the binary, so that bb 4.x runs on a Linux with a glibc older than 2.39, for example
     * {@code /opt/trixie/ld-linux-x86-64.so.2 --library-path /opt/trixie}. Words are split at spaces; quotes keep them together.
     *
     * @since 0.1.0
     */
    @Parameter(property = "tee-rex.bbLoader")
    private @Nullable String bbLoader;

    /**
     * The folder with the CRS file {@code bn254_g1.dat}, for example {@code /opt/aztec/crs}. Without it, the environment
     * variable {@code CRS_PATH}; without that, {@code ~/.bb-crs}: the same file that bb itself uses.
     *
     * @since 0.1.0
     */
    @Parameter(property = "tee-rex.crsDirectory")
    private @Nullable File crsDirectory;

    /**
     * A mirror of Aztec's CRS hosts that is asked instead of them: the address of the file or of its folder, for example
     * {@code https://mirror.example/crs/}; {@code http}, {@code https} or {@code file}.
     *
     * @since 0.1.0
     */
    @Parameter(property = "tee-rex.crsUrl")
    private @Nullable String crsUrl;

    /**
     * Whether a CRS whose secret everybody knows may stand in for the genuine one: {@code never}, {@code ifNoGenuine} or
     * {@code always}. Proofs made under it cannot verify, and every report says so.
     *
     * @since 0.1.0
     */
    @Parameter(property = "tee-rex.insecureDevCrs", defaultValue = "never")
    private String insecureDevCrs = "never";

    /**
     * How many threads bb may use, for example {@code 4}; 0 is one a processor. bb itself uses at most 32.
     *
     * @since 0.1.0
     */
    @Parameter(property = "tee-rex.threads", defaultValue = "0")
    private int threads;

    /**
     * How long one proof may take, for example {@code 90s}, {@code 20m} or {@code PT1H}.
     *
     * @since 0.1.0
     */
    @Parameter(property = "tee-rex.timeout", defaultValue = "15m")
    private String timeout = "15m";

    /**
     * The folder that keeps fetched binaries from build to build, for example {@code /var/cache/tee-rex}.
     *
     * @since 0.1.0
     */
    @Parameter(property = "tee-rex.cacheDirectory", defaultValue = "${user.home}/.tee-rex")
    @SuppressWarnings("NullAway.Init") // It has a default.
    private File cacheDirectory;

    /**
     * The npm registry, or a mirror of it, that bb comes from. Without it, what {@code npm_config_registry}, the project's or the
     * user's {@code .npmrc}, or npm itself says.
     *
     * @since 0.1.0
     */
    @Parameter(property = "tee-rex.npmRegistry")
    private @Nullable String npmRegistry;

    /**
     * The id of a server in {@code settings.xml} whose user and password, or whose {@code <configuration><httpHeaders>}, go to
     * the npm registry that {@code npmRegistry} names; goes with {@code npmRegistry}, as an {@code .npmrc} must not choose who gets
     * them.
     *
     * @since 0.1.0
     */
    @Parameter(property = "tee-rex.npmServerId")
    private @Nullable String npmServerId;

    /** Returns the request headers that a server's entry in settings.xml asks for. */
    Map<String, String> headers(String serverId, String option) {
        return servers.headers(session(), serverId, option);
    }

    /** Returns the version that was asked for, or null. */
    @Nullable
    String bbVersion() {
        return bbVersion;
    }

    LocalProverSettings proverSettings() {
        if (threads < 0) {
            throw badOption("tee-rex.threads", Integer.toString(threads), "give a number of threads, or 0");
        }
        Map<String, String> npmHeaders = npmHeaders();
        return LocalProverSettings.of(Machine.current())
                .bbVersion(bbVersion == null ? null : read("tee-rex.bbVersion", bbVersion, BbVersion::of))
                .allowUnlocked(allowUnlocked)
                .bb(path(bb))
                .bbLoader(CommandWords.split("tee-rex.bbLoader", bbLoader == null ? "" : bbLoader))
                .cacheDirectory(cacheDirectory.toPath())
                .projectDirectory(baseDirectory())
                .npmRegistry(npmRegistry == null ? null : address("tee-rex.npmRegistry", npmRegistry), npmHeaders)
                .http(servers.http(session(), Machine.current()))
                .crsDirectory(path(crsDirectory))
                .crsUrl(crsUrl)
                .insecureDevCrs(InsecureDevCrsPolicy.parse(insecureDevCrs))
                .threads(threads)
                .timeout(duration("tee-rex.timeout", timeout))
                .build();
    }

    private Map<String, String> npmHeaders() {
        if (npmServerId == null) {
            return Map.of();
        }
        if (npmRegistry == null) {
            throw badOption(
                    "tee-rex.npmServerId",
                    npmServerId,
                    "name the npm registry that its credentials are for too: tee-rex.npmRegistry");
        }
        return headers(npmServerId, "tee-rex.npmServerId");
    }
}
