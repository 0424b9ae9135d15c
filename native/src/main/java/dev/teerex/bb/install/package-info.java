/** A version of bb becomes a binary that was checked: out of npm's package, into a cache, once. */
@NullMarked
package dev.teerex.bb.install;

import org.jspecify.annotations.NullMarked;
