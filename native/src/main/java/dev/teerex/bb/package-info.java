/** The native prover bb: getting it, running one process of it behind a socket, and proving and verifying with it. */
@NullMarked
package dev.teerex.bb;

import org.jspecify.annotations.NullMarked;
