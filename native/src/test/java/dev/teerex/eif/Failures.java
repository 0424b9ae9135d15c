package dev.teerex.eif;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.teerex.eif.EifException.Code;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** The assertion that most tests of this package end with. */
public final class Failures {
    private Failures() {}

    /** Asserts that a call fails for one reason. */
    public static void assertFails(Code code, ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOfSatisfying(EifException.class, e -> assertThat(e.reason())
                .isEqualTo(code));
    }
}
