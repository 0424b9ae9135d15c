package dev.teerex.maven;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.teerex.InputException;
import dev.teerex.Reason;
import dev.teerex.TeeRexException;
import dev.teerex.attestation.AttestationException;
import dev.teerex.attestation.UntrustedAttestation;
import dev.teerex.bb.BbException;
import dev.teerex.build.BuildException;
import dev.teerex.build.BuildLog;
import dev.teerex.eif.EifException;
import dev.teerex.sdk.RemoteException;
import java.io.IOException;
import java.lang.reflect.Field;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.apache.maven.exception.DefaultExceptionHandler;
import org.apache.maven.execution.DefaultMavenExecutionRequest;
import org.apache.maven.execution.DefaultMavenExecutionResult;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugin.MojoFailureException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Maven is told whether it is about what is built, which is a failure, or about what builds it, which is an error. */
class TeeRexMojoTest {
    private static final Set<Reason> ABOUT_WHAT_IS_BUILT = Set.of(
            BuildException.Code.NOT_VERIFIED,
            BuildException.Code.NOT_ATTESTED,
            BuildException.Code.OTHER_IMAGE,
            RemoteException.Code.NOT_ATTESTED,
            RemoteException.Code.PROVER_NOT_LISTED,
            RemoteException.Code.PROOF_REJECTED,
            BbException.Code.REJECTED,
            BbException.Code.SELF_CHECK_FAILED);

    /** A goal that fails. */
    private static final class Failing extends TeeRexMojo {
        private final TeeRexException failure;

        Failing(TeeRexException failure) {
            this.failure = failure;
        }

        @Override
        void run(BuildLog log) {
            throw failure;
        }

        @Override
        boolean skipThisGoal() {
            return false;
        }

        @Override
        String skipProperty() {
            return "tee-rex.failing.skip";
        }
    }

    /** A failure for any reason. */
    private static final class Other extends TeeRexException {
        private static final long serialVersionUID = 1L;

        private final transient Reason reason;

        Other(Reason reason) {
            super(reason, "what happened", null);
            this.reason = reason;
        }

        @Override
        public Reason reason() {
            return reason;
        }
    }

    @Test
    void theMessageIsWholeAndMavenPutsNothingBehindIt() throws ReflectiveOperationException {
        Throwable unreachable = outcome(new BuildException(
                BuildException.Code.SERVER_NOT_STARTED,
                "it was not ready",
                new IOException("BROKEN", new TimeoutException())));
        Throwable bad = outcome(new InputException(InputException.Code.UNREADABLE, "it", new TimeoutException()));

        assertThat(told(unreachable)).isEqualTo("TRX-M-010: it was not ready");
        assertThat(told(bad)).isEqualTo("TRX-I-001: it");
        // For -e.
        assertThat(unreachable).hasStackTraceContaining(TimeoutException.class.getName());
    }

    /** As Maven tells it at the end of a build. */
    private static String told(Throwable failure) {
        return new DefaultExceptionHandler().handleException(failure).getMessage();
    }

    private static Throwable outcome(TeeRexException failure) throws ReflectiveOperationException {
        Failing goal = new Failing(failure);
        // As Maven does it.
        Field session = TeeRexMojo.class.getDeclaredField("session");
        session.setAccessible(true);
        session.set(goal, session());
        return catchThrowable(goal::execute);
    }

    @SuppressWarnings("deprecation") // There is no other way to make one.
    private static MavenSession session() {
        return new MavenSession(null, new DefaultMavenExecutionRequest(), new DefaultMavenExecutionResult(), List.of());
    }

    private static Stream<Reason> reasonsOfAllSides() {
        return Stream.of(BuildException.Code.values(), RemoteException.Code.values(), BbException.Code.values())
                .flatMap(Arrays::stream);
    }

    @ParameterizedTest
    @MethodSource("reasonsOfAllSides")
    void theReasonDecides(Reason reason) throws ReflectiveOperationException {
        assertThat(outcome(new Other(reason)))
                .isExactlyInstanceOf(
                        ABOUT_WHAT_IS_BUILT.contains(reason)
                                ? MojoFailureException.class
                                : MojoExecutionException.class)
                .hasMessage(reason.code() + ": what happened");
    }

    @Test
    void aBadInputIsAboutWhatIsBuiltWhateverItsReason() throws ReflectiveOperationException {
        for (InputException.Code reason : InputException.Code.values()) {
            assertThat(outcome(new InputException(reason, "it"))).isExactlyInstanceOf(MojoFailureException.class);
        }
    }

    @Test
    void aBadImageIsAboutWhatIsBuiltButNotOneThatCannotBeWritten() throws ReflectiveOperationException {
        for (EifException.Code reason : EifException.Code.values()) {
            assertThat(outcome(new EifException(reason, "it")))
                    .as(reason.name())
                    .isExactlyInstanceOf(
                            reason == EifException.Code.UNWRITABLE
                                    ? MojoExecutionException.class
                                    : MojoFailureException.class);
        }
    }

    @Test
    void aBadDocumentIsAboutWhatIsBuilt() throws ReflectiveOperationException {
        AttestationException malformed =
                catchThrowableOfType(AttestationException.class, () -> UntrustedAttestation.read(new byte[0]));

        assertThat(outcome(malformed)).isExactlyInstanceOf(MojoFailureException.class);
    }
}
