package dev.teerex.updater.plan;

import dev.teerex.updater.UpdateException;
import dev.teerex.updater.UpdateException.Code;
import dev.teerex.updater.config.Channel;
import dev.teerex.updater.config.ConfigFile;
import dev.teerex.updater.config.UpdaterConfig;
import dev.teerex.updater.edits.Edits;
import dev.teerex.updater.edits.Folder;
import dev.teerex.updater.edits.Tree;
import dev.teerex.updater.git.GitAccess;
import dev.teerex.updater.git.RemoteBranches;
import dev.teerex.updater.github.GitHub;
import dev.teerex.updater.github.RepositoryName;
import dev.teerex.updater.github.RestGitHub;
import dev.teerex.updater.http.HttpCalls;
import dev.teerex.updater.plan.UpdateReport.ChannelReport;
import dev.teerex.updater.plan.UpdateReport.Kind;
import dev.teerex.updater.registry.Archives;
import dev.teerex.updater.registry.NpmProgram;
import dev.teerex.updater.registry.NpmRegistry;
import dev.teerex.updater.registry.Registry;
import dev.teerex.updater.registry.RegistryLocator;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import okhttp3.OkHttpClient;

/**
 * The updater as a service: a request in, a report out. The command line and the Maven goals only build the one and print
 * the other.
 *
 * <p>Thread-safe; each call has its own connections and threads, and ends them.
 */
public final class Updater {
    /** Enough for every package of a usual set at once, few enough to be a polite guest. */
    private static final int CALLS_AT_ONCE = 16;

    /** A document may be tens of megabytes, and shares the line with others: most calls are cut off much earlier. */
    private static final Duration LONGEST_DOCUMENT = Duration.ofMinutes(10);

    private final Surroundings surroundings;
    private final StepListener listener;

    /**
     * Makes the service.
     *
     * @param surroundings the machine
     * @param listener told of each step of a run
     */
    public Updater(Surroundings surroundings, StepListener listener) {
        this.surroundings = surroundings;
        this.listener = listener;
    }

    /**
     * Holds the files of the checkout against the registry. Needs no credentials and no git remote.
     *
     * @throws UpdateException when the configuration cannot be used; what concerns one channel is in the report
     */
    public UpdateReport check(UpdateRequest request) {
        UpdaterConfig config = ConfigFile.read(request.configuration());
        Tree folder = new Folder(request.directory());
        return withParts(Kind.CHECK, request, config, List.of(), parts -> (channel, taken) -> {
            Assessment.Result result = parts.assessment().of(channel, folder, Optional.empty(), Optional.empty());
            return new Plan(result.verdict(), result.packages(), List.of(), List.of());
        });
    }

    /**
     * Works out everything that a run would do, and does nothing.
     *
     * @throws UpdateException when configuration or credentials cannot be used; what concerns one channel is in the report
     */
    public UpdateReport plan(UpdateRequest request) {
        return onGitHub(Kind.PLAN, request);
    }

    /**
     * Does what is to be done.
     *
     * @throws UpdateException when configuration or credentials cannot be used; what concerns one channel is in the report
     */
    public UpdateReport run(UpdateRequest request) {
        return onGitHub(Kind.RUN, request);
    }

    /** Makes a channel's plan; what is done on the way goes into the list, so that a failure does not take it along. */
    private interface Work {
        Plan on(Channel channel, List<Step> taken);
    }

    private record Parts(Assessment assessment, Edits edits) {}

    private UpdateReport onGitHub(Kind kind, UpdateRequest request) {
        UpdaterConfig config = ConfigFile.read(request.configuration());
        RepositoryName repository = RepositoryName.of(request.repository()
                .or(() -> variable("GITHUB_REPOSITORY"))
                .or(config::repository)
                .orElse(""));
        String api = variable("GITHUB_API_URL").orElse(config.api());
        String server = variable("GITHUB_SERVER_URL").orElse(config.server());
        URI remote = remote(server, repository);
        OkHttpClient client = HttpCalls.client();
        HttpCalls http = calls(client, Code.GITHUB_UNREACHABLE);
        Credentials credentials =
                Credentials.of(surroundings.environment(), http, api, repository, surroundings.clock());
        GitHub github = new RestGitHub(http, api, repository, credentials.tokens());
        List<String> warnings = credentials.warning().map(List::of).orElse(List.of());
        try {
            return withParts(kind, request, config, warnings, parts -> (channel, taken) -> {
                GitAccess access =
                        new GitAccess(remote, Optional.of(credentials.tokens().token()));
                try (RemoteBranches branches = new RemoteBranches(access, surroundings.temporary())) {
                    return onBranch(kind, request, config, channel, parts, branches, github, taken);
                }
            });
        } finally {
            end(client);
        }
    }

    private static URI remote(String server, RepositoryName repository) {
        try {
            return new URI(server + "/" + repository + ".git");
        } catch (URISyntaxException e) {
            // Neither the text nor the cause: whoever put a password into it would read it in the log.
            throw new UpdateException(
                    Code.BAD_CONFIGURATION,
                    "github.server, or GITHUB_SERVER_URL, is no address; give one such as https://github.com");
        }
    }

    private Plan onBranch(
            Kind kind,
            UpdateRequest request,
            UpdaterConfig config,
            Channel channel,
            Parts parts,
            RemoteBranches branches,
            GitHub github,
            List<Step> taken) {
        Finishing finishing = new Finishing(
                channel,
                github,
                config.author(),
                config.takeOverLabel(),
                surroundings.sleeper(),
                surroundings.policy());
        Planner planner = new Planner(
                channel, config, request.options(), parts.assessment(), parts.edits(), branches, github, finishing);
        if (kind == Kind.PLAN) {
            return planner.plan();
        }
        Runner runner = new Runner(
                channel,
                config.author(),
                branches,
                github,
                surroundings.clock(),
                surroundings.sleeper(),
                surroundings.policy(),
                listener);
        return runner.run(planner, taken);
    }

    private UpdateReport withParts(
            Kind kind, UpdateRequest request, UpdaterConfig config, List<String> warnings, Function<Parts, Work> work) {
        List<Channel> channels = chosen(config, request);
        Registry registry = new RegistryLocator(
                        surroundings.environment(),
                        request.directory(),
                        surroundings.home(),
                        new NpmProgram(request.directory(), surroundings.windows()))
                .locate(request.registry(), "@aztec");
        OkHttpClient client =
                HttpCalls.client().newBuilder().callTimeout(LONGEST_DOCUMENT).build();
        ExecutorService executor = executor();
        try {
            HttpCalls calls = calls(client, Code.REGISTRY_UNREACHABLE);
            NpmRegistry npm = new NpmRegistry(calls, registry, executor, request.cache());
            Archives archives = new Archives(client, registry, surroundings.sleeper(), surroundings.policy());
            Edits edits = new Edits(config.edits(), config.packages()::takes, archives);
            Assessment assessment = new Assessment(config, edits, npm, request.options(), surroundings.clock());
            Work worker = work.apply(new Parts(assessment, edits));
            List<ChannelReport> reports =
                    channels.stream().map(c -> report(kind, c, worker)).toList();
            return new UpdateReport(kind, registry.source(), reports, warnings);
        } finally {
            client.dispatcher().cancelAll();
            end(executor);
            end(client);
        }
    }

    /** What was asked for and is no longer wanted ends before this returns: nothing writes to the cache afterwards. */
    private static void end(ExecutorService executor) {
        executor.shutdownNow();
        try {
            if (!executor.awaitTermination(1, TimeUnit.MINUTES)) {
                throw new IllegalStateException("a call to the registry does not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void end(OkHttpClient client) {
        client.dispatcher().executorService().shutdown();
        client.connectionPool().evictAll();
    }

    /** One channel's failure does not keep the others from their update. */
    private static ChannelReport report(Kind kind, Channel channel, Work work) {
        List<Step> taken = new ArrayList<>();
        try {
            Plan plan = work.on(channel, taken);
            return new ChannelReport(kind, channel.name(), Optional.of(plan), taken, Optional.empty());
        } catch (UpdateException e) {
            return new ChannelReport(kind, channel.name(), Optional.empty(), taken, Optional.of(e));
        }
    }

    private static List<Channel> chosen(UpdaterConfig config, UpdateRequest request) {
        List<String> unknown = new ArrayList<>(request.channels());
        unknown.removeAll(config.channels().keySet());
        if (!unknown.isEmpty()) {
            throw new UpdateException(
                    Code.BAD_CONFIGURATION,
                    "no channel is called " + unknown + "; there are "
                            + config.channels().keySet());
        }
        return config.channels().entrySet().stream()
                .filter(e -> request.channels().isEmpty() || request.channels().contains(e.getKey()))
                .map(Map.Entry::getValue)
                .toList();
    }

    private HttpCalls calls(OkHttpClient client, Code unreachable) {
        return new HttpCalls(client, surroundings.clock(), surroundings.sleeper(), surroundings.policy(), unreachable);
    }

    private static ExecutorService executor() {
        AtomicInteger number = new AtomicInteger();
        return Executors.newFixedThreadPool(CALLS_AT_ONCE, task -> {
            Thread thread = new Thread(task, "tee-rex-updater-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
    }

    private Optional<String> variable(String name) {
        return Optional.ofNullable(surroundings.environment().get(name)).filter(value -> !value.isBlank());
    }
}
