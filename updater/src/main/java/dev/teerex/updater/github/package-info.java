/** The few GitHub calls that the updater makes. */
@NullMarked
package dev.teerex.updater.github;

import org.jspecify.annotations.NullMarked;
