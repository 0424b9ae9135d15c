package dev.teerex.updater.rig;

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

/** A registry with packages of its own, a checkout that uses them, and an updater that is set up for both. */
public class RegistryScene {
    /** The version that the repository uses at first. */
    public static final String OLD = "4.1.2";
    /** The version that the tag points at. */
    public static final String NEW = "4.2.0";
    /** The time of every run. */
    public static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");

    /** The registry. */
    public final LocalRegistry npm;
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
    public RegistryScene(Path folder, LocalRegistry npm) {
        this.folder = folder;
        this.npm = npm;
        String prefix = npm.prefix();
        packages = List.of(prefix + "aztec.js", prefix + "pxe", prefix + "stdlib");
        for (String name : packages) {
            npm.publish(name, OLD, "latest");
        }
        publish(NEW);
        environment.put("npm_config_registry", npm.url().toString());
    }

    /** Publishes a version of every package under the tag. */
    public final void publish(String version) {
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
    public RegistryScene channel(String keys) {
        channelKeys = keys;
        return this;
    }

    /** Sets further keys of the configuration. */
    public RegistryScene config(String keys) {
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

    /** Checks, with what a human allows. */
    public UpdateReport check(Options options) {
        return new Updater(surroundings(), NO_LISTENER).check(request(options));
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
}
