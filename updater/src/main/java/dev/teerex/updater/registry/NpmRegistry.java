package dev.teerex.updater.registry;

import dev.teerex.updater.Secret;
import dev.teerex.updater.UpdateException;
import dev.teerex.updater.UpdateException.Code;
import dev.teerex.updater.http.Answer;
import dev.teerex.updater.http.HttpCalls;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.regex.Pattern;
import okhttp3.HttpUrl;
import okhttp3.Request;

/**
 * An npm registry, read only. All documents are asked for at once, so that N packages cost about the time of one.
 *
 * <p>Thread-safe.
 */
public final class NpmRegistry {
    /** The full document of a package with thousands of nightly versions is tens of MiB. */
    private static final long LARGEST_DOCUMENT = 64L * 1024 * 1024;

    private static final long LARGEST_KEYS = 1024 * 1024;
    private static final int MINUTES = 10;
    private static final int NOT_FOUND = 404;
    private static final int NOT_MODIFIED = 304;
    // "name" in npm's package.json documentation: at most 214 characters, URL-safe, lower case.
    private static final Pattern NAME =
            Pattern.compile("(?=.{1,214}$)(?:@[a-z0-9~-][a-z0-9._~-]*/)?[a-z0-9~-][a-z0-9._~-]*");

    private final HttpCalls calls;
    private final Registry registry;
    private final ExecutorService executor;
    private final Optional<PackumentCache> cache;

    /**
     * Makes a reader.
     *
     * @param calls how to call
     * @param registry where it is
     * @param executor runs the calls; the caller ends it; it bounds how many run at once
     * @param cache a folder for documents and their ETags, or empty to keep none
     */
    public NpmRegistry(HttpCalls calls, Registry registry, ExecutorService executor, Optional<Path> cache) {
        this.calls = calls;
        this.registry = registry;
        this.executor = executor;
        this.cache = cache.map(PackumentCache::new);
    }

    /** What was read in one go. */
    public record Answers(Map<String, Optional<Packument>> packuments, SigningKeys keys) {}

    /**
     * Reads the documents of all packages at the same time, and then the registry's signing keys if it signs any of them.
     *
     * @param names the packages
     * @return for each its document, in the order asked; empty where the registry says that there is none (404)
     * @throws UpdateException with {@code REGISTRY_UNREACHABLE} or {@code REGISTRY_ANSWER} when the answer for any of them is
     *     not known: not knowing is never "missing"
     */
    public Answers read(Collection<String> names) {
        for (String name : names) {
            if (!NAME.matcher(name).matches()) {
                throw new UpdateException(
                        Code.BAD_CONFIGURATION,
                        "\"" + name + "\" is no npm package name; correct it in the configuration");
            }
        }
        Map<String, Future<Optional<Packument>>> running = new LinkedHashMap<>();
        for (String name : names) {
            running.put(name, executor.submit(() -> packument(name)));
        }
        try {
            Map<String, Optional<Packument>> packuments = new LinkedHashMap<>();
            for (Map.Entry<String, Future<Optional<Packument>>> entry : running.entrySet()) {
                packuments.put(entry.getKey(), await(entry.getValue()));
            }
            return new Answers(packuments, isSigned(packuments) ? keys() : SigningKeys.NONE);
        } finally {
            running.values().forEach(future -> future.cancel(true));
        }
    }

    private static boolean isSigned(Map<String, Optional<Packument>> packuments) {
        return packuments.values().stream()
                .flatMap(Optional::stream)
                .flatMap(packument -> packument.releases().values().stream())
                .anyMatch(release -> !release.signatures().isEmpty());
    }

    private Optional<Packument> packument(String name) {
        HttpUrl url = HttpUrl.get(registry.base() + name.replace("/", "%2f"));
        return document(url, name, LARGEST_DOCUMENT, bytes -> PackumentReader.read(name, bytes));
    }

    private SigningKeys keys() {
        HttpUrl url = HttpUrl.get(registry.base() + "-/npm/v1/keys");
        return document(url, "its signing keys", LARGEST_KEYS, SigningKeys::read)
                .orElse(SigningKeys.NONE);
    }

    /** Reads a document, or finds that it has not changed since it was kept; empty when there is none. */
    private <T> Optional<T> document(HttpUrl url, String what, long limit, Function<byte[], T> reader) {
        Optional<PackumentCache.Entry> kept = cache.flatMap(c -> c.get(url.toString()));
        Optional<T> before = kept.flatMap(entry -> readable(entry.document(), reader));
        Request.Builder request = request(url);
        if (before.isPresent()) {
            request.header("If-None-Match", kept.orElseThrow().etag());
        }
        Answer answer = calls.read(request.build(), limit);
        if (answer.status() == NOT_MODIFIED && before.isPresent()) {
            return before;
        }
        if (answer.status() == NOT_FOUND) {
            return Optional.empty();
        }
        requireSuccess(answer, what);
        T read = reader.apply(answer.body());
        cache.ifPresent(c -> answer.header("ETag").ifPresent(etag -> c.put(url.toString(), etag, answer.body())));
        return Optional.of(read);
    }

    /** What is kept and was damaged since would fail every run, for as long as the registry answers that it did not change. */
    private static <T> Optional<T> readable(byte[] kept, Function<byte[], T> reader) {
        try {
            return Optional.of(reader.apply(kept));
        } catch (UpdateException e) {
            return Optional.empty();
        }
    }

    private void requireSuccess(Answer answer, String what) {
        if (!answer.isSuccess()) {
            throw new UpdateException(
                    Code.REGISTRY_ANSWER,
                    "the registry (from the " + registry.source() + ") answered HTTP " + answer.status() + " for "
                            + what
                            + "; that is neither \"here\" nor \"missing\", so nothing is done: check address and token");
        }
    }

    private Request.Builder request(HttpUrl url) {
        Request.Builder builder = new Request.Builder().url(url).header("Accept", "application/json");
        registry.token().map(Secret::reveal).ifPresent(token -> builder.header("Authorization", "Bearer " + token));
        return builder;
    }

    private static <T> T await(Future<T> future) {
        try {
            return future.get(MINUTES, TimeUnit.MINUTES);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UpdateException(Code.INTERRUPTED, "interrupted while reading the registry", e);
        } catch (TimeoutException e) {
            throw new UpdateException(
                    Code.REGISTRY_UNREACHABLE, "the registry took longer than " + MINUTES + " minutes", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UpdateException failure) {
                throw failure;
            }
            throw new IllegalStateException("a bug in reading the registry", e.getCause());
        }
    }
}
