/** What all parts of the prover server share: how it says no. */
@NullMarked
package dev.teerex.server;

import org.jspecify.annotations.NullMarked;
