/** Who may prove, when, with how much memory, and how to stop it. Knows nothing of HTTP, so that a broker can take its place. */
@NullMarked
package dev.teerex.server.jobs;

import org.jspecify.annotations.NullMarked;
