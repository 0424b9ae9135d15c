/** What every room shares: the root of all failures, and the machine and clock that are handed in as parameters. */
@NullMarked
package dev.teerex;

import org.jspecify.annotations.NullMarked;
