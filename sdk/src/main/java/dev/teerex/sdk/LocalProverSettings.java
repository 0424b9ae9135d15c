package dev.teerex.sdk;

import dev.teerex.InputException;
import dev.teerex.Machine;
import dev.teerex.Ticker;
import dev.teerex.bb.BbVersion;
import dev.teerex.crs.CrsSettings;
import dev.teerex.crs.InsecureDevCrsPolicy;
import dev.teerex.download.HttpSettings;
import dev.teerex.npm.NpmConfiguration;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How proofs are made on this machine.
 *
 * @param machine the machine
 * @param ticker what is measured with
 * @param bbVersion the version of bb, never another; or null for that of a given binary, else {@link #DEFAULT_VERSION}
 * @param allowUnlocked whether a version outside the lock may be fetched and its digest trusted on first use
 * @param bb a binary to use instead of an installed one, or null
 * @param bbLoader a command put before the binary; empty for none
 * @param cacheDirectory where binaries and the development CRS are kept
 * @param npm what decides which npm registry binaries come from
 * @param http how servers are reached
 * @param crsDirectory the CRS folder, or null for {@code CRS_PATH}, else {@code ~/.bb-crs}
 * @param crsUrl a mirror of the CRS hosts, or null for Aztec's
 * @param insecureDevCrs whether the development CRS may stand in, under which no proof verifies
 * @param threads how many threads bb may use, at least 1
 * @param timeout how long one proof may take
 */
public record LocalProverSettings(
        Machine machine,
        Ticker ticker,
        @Nullable BbVersion bbVersion,
        boolean allowUnlocked,
        @Nullable Path bb,
        List<String> bbLoader,
        Path cacheDirectory,
        NpmConfiguration npm,
        HttpSettings http,
        @Nullable Path crsDirectory,
        @Nullable String crsUrl,
        InsecureDevCrsPolicy insecureDevCrs,
        int threads,
        Duration timeout) {

    /** The version of bb that is used unless another is asked for. */
    public static final BbVersion DEFAULT_VERSION = BbVersion.of("5.0.0");

    private static final Duration DEFAULT_TIMEOUT = Duration.ofMinutes(15);

    // bb uses no more (measured).
    private static final int MAX_THREADS = 32;

    /**
     * Makes the value; the list is copied, and more threads than bb uses count as many as it does: 32.
     *
     * @throws InputException with {@link InputException.Code#BAD_OPTION} when the timeout is not more than zero, or there is no
     *     thread
     */
    public LocalProverSettings {
        Objects.requireNonNull(machine, "machine");
        Objects.requireNonNull(ticker, "ticker");
        Objects.requireNonNull(cacheDirectory, "cacheDirectory");
        Objects.requireNonNull(npm, "npm");
        Objects.requireNonNull(http, "http");
        Objects.requireNonNull(insecureDevCrs, "insecureDevCrs");
        if (threads < 1) {
            throw bad("bb needs one thread at least, not " + threads);
        }
        if (timeout.isZero() || timeout.isNegative()) {
            throw bad("the timeout of a proof must be more than zero");
        }
        threads = Math.min(threads, MAX_THREADS);
        bbLoader = List.copyOf(bbLoader);
    }

    private static InputException bad(String message) {
        return new InputException(InputException.Code.BAD_OPTION, message);
    }

    /** Returns what holds where nothing is asked for: the default version, all processors, the machine's own configuration. */
    public static Builder of(Machine machine) {
        return new Builder(Objects.requireNonNull(machine, "machine"));
    }

    /** Returns the version that is fetched unless a binary is given. */
    public BbVersion versionToInstall() {
        return bbVersion == null ? DEFAULT_VERSION : bbVersion;
    }

    /**
     * Returns where the CRS is, and where what it lacks may come from.
     *
     * @throws InputException with {@link InputException.Code#BAD_OPTION} when {@code crsUrl} or {@code CRS_PATH} cannot be used
     */
    public CrsSettings crs() {
        return CrsSettings.of(crsDirectory, crsUrl, cacheDirectory, http.offline(), machine);
    }

    /** Returns the same with another version of bb. */
    public LocalProverSettings withVersion(BbVersion version) {
        return new LocalProverSettings(
                machine,
                ticker,
                version,
                allowUnlocked,
                bb,
                bbLoader,
                cacheDirectory,
                npm,
                http,
                crsDirectory,
                crsUrl,
                insecureDevCrs,
                threads,
                timeout);
    }

    @Override
    public String toString() {
        return "bb " + versionToInstall() + ", " + threads + " threads, cache " + cacheDirectory;
    }

    /** Collects settings; whatever is not set has its default. Not thread-safe. */
    public static final class Builder {
        private final Machine machine;
        private Ticker ticker = Ticker.system();
        private @Nullable BbVersion bbVersion;
        private boolean allowUnlocked;
        private @Nullable Path bb;
        private List<String> bbLoader = List.of();
        private Path cacheDirectory;
        private Path projectDirectory;
        private @Nullable URI npmRegistry;
        private Map<String, String> npmHeaders = Map.of();
        private HttpSettings http;
        private @Nullable Path crsDirectory;
        private @Nullable String crsUrl;
        private InsecureDevCrsPolicy insecureDevCrs = InsecureDevCrsPolicy.NEVER;
        private int threads;
        private Duration timeout = DEFAULT_TIMEOUT;

        private Builder(Machine machine) {
            this.machine = machine;
            this.cacheDirectory = machine.home().resolve(".tee-rex");
            this.projectDirectory = Path.of("");
            this.http = HttpSettings.fromEnvironment(machine, false);
            this.threads = machine.processors();
        }

        /** Sets what time is measured with. */
        public Builder ticker(Ticker value) {
            ticker = Objects.requireNonNull(value, "ticker");
            return this;
        }

        /** Sets the version of bb; null for that of a given binary, else the default. */
        public Builder bbVersion(@Nullable BbVersion value) {
            bbVersion = value;
            return this;
        }

        /** Sets whether versions outside the lock may be fetched. */
        public Builder allowUnlocked(boolean value) {
            allowUnlocked = value;
            return this;
        }

        /** Sets a binary to use instead of an installed one. */
        public Builder bb(@Nullable Path value) {
            bb = value;
            return this;
        }

        /** Sets the command put before the binary. */
        public Builder bbLoader(List<String> value) {
            bbLoader = Objects.requireNonNull(value, "bbLoader");
            return this;
        }

        /** Sets where binaries and the development CRS are kept. */
        public Builder cacheDirectory(Path value) {
            cacheDirectory = Objects.requireNonNull(value, "cacheDirectory");
            return this;
        }

        /** Sets the folder whose {@code .npmrc} counts. */
        public Builder projectDirectory(Path value) {
            projectDirectory = Objects.requireNonNull(value, "projectDirectory");
            return this;
        }

        /** Sets the npm registry, and request headers for it; without a registry they go nowhere. */
        public Builder npmRegistry(@Nullable URI value, Map<String, String> headers) {
            npmRegistry = value;
            npmHeaders = Objects.requireNonNull(headers, "headers");
            return this;
        }

        /** Sets how servers are reached. */
        public Builder http(HttpSettings value) {
            http = Objects.requireNonNull(value, "http");
            return this;
        }

        /** Sets the CRS folder. */
        public Builder crsDirectory(@Nullable Path value) {
            crsDirectory = value;
            return this;
        }

        /** Sets a mirror of the CRS hosts. */
        public Builder crsUrl(@Nullable String value) {
            crsUrl = value;
            return this;
        }

        /** Sets whether the development CRS may stand in. */
        public Builder insecureDevCrs(InsecureDevCrsPolicy value) {
            insecureDevCrs = Objects.requireNonNull(value, "insecureDevCrs");
            return this;
        }

        /** Sets how many threads bb may use; 0 for one a processor. bb uses no more than 32. */
        public Builder threads(int value) {
            threads = value == 0 ? machine.processors() : value;
            return this;
        }

        /** Sets how long one proof may take. */
        public Builder timeout(Duration value) {
            timeout = Objects.requireNonNull(value, "timeout");
            return this;
        }

        /**
         * Returns the settings.
         *
         * @throws InputException with {@link InputException.Code#BAD_OPTION} when the timeout or the threads cannot be used
         */
        public LocalProverSettings build() {
            return new LocalProverSettings(
                    machine,
                    ticker,
                    bbVersion,
                    allowUnlocked,
                    bb,
                    bbLoader,
                    cacheDirectory,
                    new NpmConfiguration(machine, projectDirectory, npmRegistry, npmHeaders),
                    http,
                    crsDirectory,
                    crsUrl,
                    insecureDevCrs,
                    threads,
                    timeout);
        }
    }
}
