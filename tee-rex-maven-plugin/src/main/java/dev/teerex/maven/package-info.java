/** The goals: parameters in, a request to a build step, its failure out. Everything else is elsewhere. */
@NullMarked
package dev.teerex.maven;

import org.jspecify.annotations.NullMarked;
