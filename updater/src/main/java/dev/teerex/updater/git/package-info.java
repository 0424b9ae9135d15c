/** One branch on a remote: read it, commit beside it, push it under a lease. */
@NullMarked
package dev.teerex.updater.git;

import org.jspecify.annotations.NullMarked;
