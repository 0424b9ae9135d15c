/** What every part of the updater shares: its failure, its version numbers, its secrets and how it waits. */
@NullMarked
package dev.teerex.updater;

import org.jspecify.annotations.NullMarked;
