/** Real or contract-checked counterparts for tests: an npm registry, a git server, and a GitHub over the same repository. */
@NullMarked
package dev.teerex.updater.rig;

import org.jspecify.annotations.NullMarked;
