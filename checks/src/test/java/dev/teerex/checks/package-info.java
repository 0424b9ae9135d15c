/** Tests of the repository itself. */
@NullMarked
package dev.teerex.checks;

import org.jspecify.annotations.NullMarked;
