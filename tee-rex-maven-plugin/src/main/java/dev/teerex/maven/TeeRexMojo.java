package dev.teerex.maven;

import dev.teerex.DurationText;
import dev.teerex.InputException;
import dev.teerex.TeeRexException;
import dev.teerex.attestation.AttestationException;
import dev.teerex.bb.BbException;
import dev.teerex.build.BuildException;
import dev.teerex.build.BuildLog;
import dev.teerex.eif.EifException;
import dev.teerex.sdk.RemoteException;
import java.io.File;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Function;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.plugin.AbstractMojo;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugins.annotations.Parameter;
import org.apache.maven.project.MavenProject;
import org.jspecify.annotations.Nullable;

/** What all goals share: skipping, where output goes, and how failures come out. */
abstract class TeeRexMojo extends AbstractMojo {
    @Parameter(defaultValue = "${session}", readonly = true, required = true)
    @SuppressWarnings("NullAway.Init") // Maven sets it.
    private MavenSession session;

    @Parameter(defaultValue = "${project}", readonly = true)
    private @Nullable MavenProject project;

    /**
     * Does nothing, for every goal of this plugin, if true.
     *
     * @since 0.1.0
     */
    @Parameter(property = "tee-rex.skip", defaultValue = "false")
    private boolean skip;

    /**
     * The folder for what a goal writes, for example {@code target/proofs}. Without it, {@code target/tee-rex} of the project;
     * without a project, {@code tee-rex-out} below the folder that Maven was started in.
     *
     * @since 0.1.0
     */
    @Parameter(property = "tee-rex.outputDirectory")
    private @Nullable File outputDirectory;

    @Override
    public final void execute() throws MojoExecutionException, MojoFailureException {
        if (skip) {
            getLog().info("skipped: tee-rex.skip is true");
            return;
        }
        if (skipThisGoal()) {
            getLog().info("skipped: " + skipProperty() + " is true");
            return;
        }
        try (MavenBuildLog log = new MavenBuildLog(getLog(), session)) {
            run(log);
        } catch (TeeRexException e) {
            if (isAboutWhatIsBuilt(e)) {
                throw told(new MojoFailureException(e.getMessage()), e);
            }
            throw told(new MojoExecutionException(e.getMessage()), e);
        }
    }

    /**
     * Keeps a failure with what caused it for {@code -e}. Not as the cause: Maven puts what each cause says, or what it is called,
     * behind the message, which is whole without.
     */
    private static <E extends Exception> E told(E toMaven, TeeRexException failure) {
        toMaven.addSuppressed(failure);
        return toMaven;
    }

    /** Does what the goal is for. */
    abstract void run(BuildLog log);

    /** Returns whether this goal is to be skipped. */
    abstract boolean skipThisGoal();

    /** Returns the property that skips this goal. */
    abstract String skipProperty();

    MavenSession session() {
        return session;
    }

    /** Returns the project, or null where Maven runs without one. */
    @Nullable
    MavenProject project() {
        return project == null || project.getFile() == null ? null : project;
    }

    Path outputDirectory() {
        if (outputDirectory != null) {
            return outputDirectory.toPath();
        }
        @Nullable MavenProject real = project();
        return real == null
                ? Path.of(session.getExecutionRootDirectory(), "tee-rex-out")
                : Path.of(real.getBuild().getDirectory(), "tee-rex");
    }

    Path baseDirectory() {
        @Nullable MavenProject real = project();
        return real == null
                ? Path.of(session.getExecutionRootDirectory())
                : real.getBasedir().toPath();
    }

    /** Maven 3.6 cannot make a {@code Path} of a parameter. */
    static @Nullable Path path(@Nullable File file) {
        return file == null ? null : file.toPath();
    }

    static URI address(String option, String value) {
        try {
            return new URI(value);
        } catch (URISyntaxException e) {
            // The value stays out: people put passwords into addresses.
            throw new InputException(InputException.Code.BAD_OPTION, option + " is not an address: " + e.getReason());
        }
    }

    static Duration duration(String option, String value) {
        return DurationText.parse(value)
                .orElseThrow(() -> badOption(option, value, "write a positive duration such as 90s, 20m or PT1H"));
    }

    /** Reads the value of an option, which a failure names. */
    static <T> T read(String option, String value, Function<String, T> reader) {
        try {
            return reader.apply(value);
        } catch (InputException e) {
            throw new InputException(e.reason(), option + ": " + e.text(), e.getCause());
        }
    }

    static InputException badOption(String option, String value, String what) {
        return new InputException(InputException.Code.BAD_OPTION, option + " is \"" + value + "\"; " + what);
    }

    /** Maven tells the two apart: a failure is about what was built, an error about what builds it. */
    private static boolean isAboutWhatIsBuilt(TeeRexException e) {
        return e instanceof InputException
                || e instanceof AttestationException
                || (e instanceof EifException && e.reason() != EifException.Code.UNWRITABLE)
                || e.reason() == BuildException.Code.OTHER_IMAGE
                || e.reason() == BuildException.Code.NOT_VERIFIED
                || e.reason() == BuildException.Code.NOT_ATTESTED
                || e.reason() == RemoteException.Code.NOT_ATTESTED
                || e.reason() == RemoteException.Code.PROVER_NOT_LISTED
                || e.reason() == RemoteException.Code.PROOF_REJECTED
                || e.reason() == BbException.Code.REJECTED
                || e.reason() == BbException.Code.SELF_CHECK_FAILED;
    }
}
