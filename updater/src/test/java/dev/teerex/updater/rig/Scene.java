package dev.teerex.updater.rig;

import static org.assertj.core.api.Assertions.assertThat;

import dev.teerex.updater.plan.Options;
import dev.teerex.updater.plan.StepListener;
import dev.teerex.updater.plan.UpdateReport;
import dev.teerex.updater.plan.Updater;
import java.nio.file.Path;
import java.util.Map;

/** A registry with packages of its own, and a GitHub with a repository that uses them. */
public final class Scene extends RegistryScene implements AutoCloseable {
    /** The updater's branch. */
    public static final String BRANCH = "chore/aztec-stable";
    /** The repository. */
    public final BareRepository repository;
    /** GitHub. */
    public final GitHubServer github;

    /** Sets the scene; the repository uses the old version. */
    public Scene(Path folder) {
        super(folder, Verdaccio.get());
        repository = new BareRepository(folder.resolve("git/o/r.git"));
        repository.commit(
                "main", BareRepository.HUMAN, "first", Map.of("package.json", packageJson(OLD), "README", "x"));
        github = new GitHubServer(folder.resolve("git"), repository);
        environment.put("TEE_REX_UPDATER_TOKEN", GitHubServer.TOKEN);
        environment.put("GITHUB_REPOSITORY", "o/r");
        environment.put("GITHUB_API_URL", github.url() + "/api");
        environment.put("GITHUB_SERVER_URL", github.url());
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
