package dev.teerex.updater.registry;

import dev.teerex.updater.Sleeper;
import dev.teerex.updater.UpdateException;
import dev.teerex.updater.UpdateException.Code;
import dev.teerex.updater.http.RetryPolicy;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/**
 * Downloads package archives to learn what is in them. What was computed is given out only after the whole archive was
 * held against its sha512 integrity.
 *
 * <p>Thread-safe. An archive is downloaded once in the lifetime of this object.
 */
public final class Archives {
    private static final long LARGEST_ARCHIVE = 1024L * 1024 * 1024;
    /** A hundred megabytes over a line of one megabit a second take that long. */
    private static final Duration LONGEST_DOWNLOAD = Duration.ofMinutes(15);

    private static final String SHA512 = "sha512-";

    private final OkHttpClient client;
    private final Registry registry;
    private final Sleeper sleeper;
    private final RetryPolicy policy;
    private final Map<String, Map<String, String>> known = new ConcurrentHashMap<>();

    /**
     * Makes a downloader.
     *
     * @param client the client; redirects from https are followed to https only, and its limit for a call is made longer
     * @param registry where packages come from; its token is sent to that address, and what is below it, only
     * @param sleeper how to wait between tries
     * @param policy how often to try
     */
    public Archives(OkHttpClient client, Registry registry, Sleeper sleeper, RetryPolicy policy) {
        this.client = client.newBuilder()
                .followRedirects(true)
                .followSslRedirects(false)
                .callTimeout(LONGEST_DOWNLOAD)
                // OkHttp takes the token along to wherever the same host redirects.
                .addNetworkInterceptor(chain -> chain.proceed(withoutStrayToken(chain.request(), registry)))
                .build();
        this.registry = registry;
        this.sleeper = sleeper;
        this.policy = policy;
    }

    /**
     * Returns the SHA-256 in hexadecimal of files in a package archive.
     *
     * @param release the package, with integrity and archive address
     * @param paths the files, as they are named in the archive
     * @return one digest for each path
     * @throws UpdateException with {@code BAD_TARBALL} when the archive is not what its integrity says, or a file is not in
     *     it; {@code REGISTRY_UNREACHABLE} when it cannot be had
     */
    public Map<String, String> sha256(Release release, Set<String> paths) {
        String integrity = release.integrity()
                .filter(i -> i.startsWith(SHA512))
                .orElseThrow(() -> bad(release, "it has no sha512 integrity"));
        return known.computeIfAbsent(
                integrity + paths.stream().sorted().toList(), key -> compute(release, integrity, paths));
    }

    private Map<String, String> compute(Release release, String integrity, Set<String> paths) {
        URI address = release.tarball().orElseThrow(() -> bad(release, "the registry gives no address for it"));
        @Nullable HttpUrl target = HttpUrl.get(address);
        if (target == null) {
            throw bad(release, "its address cannot be connected to");
        }
        if (!target.isHttps() && !target.scheme().equals(registry.base().getScheme())) {
            throw bad(release, "its address is not https");
        }
        @Nullable IOException last = null;
        for (int attempt = 1; attempt <= policy.attempts(); attempt++) {
            if (attempt > 1) {
                sleeper.sleep(policy.waitAfter(attempt - 1));
            }
            try {
                Map<String, String> digests = download(release, target, integrity, paths);
                if (!digests.keySet().equals(paths)) {
                    throw bad(
                            release,
                            "it has no "
                                    + paths.stream()
                                            .filter(p -> !digests.containsKey(p))
                                            .sorted()
                                            .toList());
                }
                return digests;
            } catch (IOException e) {
                last = e;
            }
        }
        throw new UpdateException(
                Code.REGISTRY_UNREACHABLE,
                "the archive of " + release.name() + "@" + release.version() + " could not be read in "
                        + policy.attempts() + " tries: " + (last == null ? "" : last.getMessage())
                        + "; run again later",
                last);
    }

    private Map<String, String> download(Release release, HttpUrl target, String integrity, Set<String> paths)
            throws IOException {
        Request.Builder request = new Request.Builder().url(target);
        registry.tokenFor(target).ifPresent(token -> request.header("Authorization", "Bearer " + token.reveal()));
        MessageDigest sha512 = sha512();
        try (Response response = client.newCall(request.build()).execute()) {
            if (!response.isSuccessful()) {
                throw new IOException("HTTP " + response.code());
            }
            InputStream body =
                    new DigestInputStream(new Bounded(response.body().byteStream(), LARGEST_ARCHIVE), sha512);
            Map<String, String> digests = Tarball.sha256(body, paths);
            String actual = SHA512 + Base64.getEncoder().encodeToString(sha512.digest());
            if (!MessageDigest.isEqual(
                    actual.getBytes(StandardCharsets.US_ASCII), integrity.getBytes(StandardCharsets.US_ASCII))) {
                throw bad(release, "its digest is " + actual + ", the registry says " + integrity);
            }
            return digests;
        }
    }

    private static Request withoutStrayToken(Request request, Registry registry) {
        return registry.tokenFor(request.url()).isPresent()
                ? request
                : request.newBuilder().removeHeader("Authorization").build();
    }

    private static MessageDigest sha512() {
        try {
            return MessageDigest.getInstance("SHA-512");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java has SHA-512", e);
        }
    }

    private static UpdateException bad(Release release, String why) {
        return new UpdateException(
                Code.BAD_TARBALL,
                "the archive of " + release.name() + "@" + release.version() + " cannot be used: " + why
                        + "; nothing was changed");
    }

    /** Ends with a failure, not silently, at the limit. */
    private static final class Bounded extends FilterInputStream {
        private long left;

        Bounded(InputStream in, long limit) {
            super(in);
            this.left = limit;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] buffer, int from, int length) throws IOException {
            int n = super.read(buffer, from, length);
            left -= Math.max(n, 0);
            if (left < 0) {
                throw new IOException("the archive is larger than " + LARGEST_ARCHIVE + " bytes");
            }
            return n;
        }
    }
}
