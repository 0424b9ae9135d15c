package dev.teerex.updater.rig;

import static org.assertj.core.api.Assertions.assertThat;

import dev.teerex.updater.Sleeper;
import dev.teerex.updater.http.RetryPolicy;
import dev.teerex.updater.plan.Options;
import dev.teerex.updater.plan.Step;
import dev.teerex.updater.plan.StepListener;
import dev.teerex.updater.plan.Surroundings;
import dev.teerex.updater.plan.UpdateReport;
import dev.teerex.updater.plan.UpdateRequest;
import dev.teerex.updater.plan.Updater;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

/** A registry with packages of its own, a GitHub with a repository that uses them, and an updater that is set up for both. */
public final class Scene implements AutoCloseable {
    /** The version that the repository uses at first. */
    public static final String OLD = "4.1.2";
    /** The version that the tag points at. */
    public static final String NEW = "4.2.0";
    /** The updater's branch. */
    public static final String BRANCH = "chore/aztec-stable";
    /** The time of every run. */
    public static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");

    /** The registry. */
    public final Verdaccio npm = Verdaccio.get();
    /** The repository. */
    public final BareRepository repository;
    /** GitHub. */
    public final GitHubServer github;
    /** The packages of this scene. */
    public final List<String> packages;
    /** The waits that were asked for; none takes time. */
    public final List<Duration> waits = new CopyOnWriteArrayList<>();
    /** The environment of the next run. */
    public final Map<String, String> environment = new HashMap<>();

    private final Path folder;
    private String channelKeys = "auto-merge: when-checks-pass, labels: [test-infra]";
    private String moreKeys = "";

    /** Sets the scene: three packages at the old version, and the new one published and tagged. */
    public Scene(Path folder) {
        this.folder = folder;
        String prefix = npm.prefix();
        packages = List.of(prefix + "aztec.js", prefix + "pxe", prefix + "stdlib");
        for (String name : packages) {
            npm.publish(name, OLD, "latest");
        }
        publish(NEW);
        repository = new BareRepository(folder.resolve("git/o/r.git"));
        repository.commit(
                "main", BareRepository.HUMAN, "first", Map.of("package.json", packageJson(OLD), "README", "x"));
        github = new GitHubServer(folder.resolve("git"), repository);
        environment.put("TEE_REX_UPDATER_TOKEN", GitHubServer.TOKEN);
        environment.put("GITHUB_REPOSITORY", "o/r");
        environment.put("GITHUB_API_URL", github.url() + "/api");
        environment.put("GITHUB_SERVER_URL", github.url());
        environment.put("npm_config_registry", npm.url().toString());
    }

    /** Publishes a version of every package under the tag. */
    public void publish(String version) {
        packages.forEach(name -> npm.publish(name, version, "latest"));
    }

    /** Returns a package.json that uses the packages at a version. */
    public String packageJson(String version) {
        StringBuilder text = new StringBuilder("{\n  \"dependencies\" : {\n");
        packages.forEach(name -> text.append("    \"")
                .append(name)
                .append("\": \"^")
                .append(version)
                .append("\",\n"));
        return text.append("    \"left-pad\": \"1.0.0\"\n  }\n}\n").toString();
    }

    /** Sets the keys of the channel beside tag and base. */
    public Scene channel(String keys) {
        channelKeys = keys;
        return this;
    }

    /** Sets further keys of the configuration. */
    public Scene config(String keys) {
        moreKeys = keys;
        return this;
    }

    /** Writes the configuration and returns the request for it. */
    public UpdateRequest request(Options options) {
        try {
            Path checkout = Files.createDirectories(folder.resolve("checkout"));
            Files.writeString(checkout.resolve("package.json"), packageJson(OLD));
            Path config = folder.resolve("tee-rex-updater.yml");
            Files.writeString(
                    config,
                    "packages: {discover: [\"" + packages.get(0).replace("aztec.js", "") + "\"]}\n"
                            + "channels:\n  stable: {tag: latest, base: main, " + channelKeys + "}\n" + moreKeys);
            return new UpdateRequest(
                    checkout,
                    config,
                    Set.of(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.of(folder.resolve("cache")),
                    options);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the machine of a run. */
    public Surroundings surroundings() {
        Sleeper noted = waits::add;
        return new Surroundings(
                environment,
                folder,
                folder,
                false,
                Clock.fixed(NOW, ZoneOffset.UTC),
                noted,
                new RetryPolicy(4, Duration.ofSeconds(1), Duration.ofMinutes(2)));
    }

    /** Runs the updater. */
    public UpdateReport run() {
        return run(new Options(false, false));
    }

    /** Runs the updater with what a human allows. */
    public UpdateReport run(Options options) {
        return run(options, NO_LISTENER);
    }

    /** Runs the updater and listens to its steps. */
    public UpdateReport run(Options options, StepListener listener) {
        return checked(new Updater(surroundings(), listener).run(request(options)));
    }

    /** Plans. */
    public UpdateReport plan() {
        return checked(new Updater(surroundings(), NO_LISTENER).plan(request(new Options(false, false))));
    }

    private UpdateReport checked(UpdateReport report) {
        assertThat(github.violations()).as("GitHub's own descriptions").isEmpty();
        return report;
    }

    /** Hears nothing. */
    public static final StepListener NO_LISTENER = new StepListener() {
        @Override
        public void before(String channel, Step step) {
            // Nothing is done.
        }

        @Override
        public void after(String channel, Step step) {
            // Nothing is done.
        }
    };

    /** Returns the only pull request. */
    public GitHubState.Pr pullRequest() {
        assertThat(github.state.pullRequests()).hasSize(1);
        return github.state.pullRequests().get(0);
    }

    @Override
    public void close() {
        github.close();
        repository.close();
    }
}
