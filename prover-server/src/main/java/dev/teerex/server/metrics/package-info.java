/** What the server counts, in the text format that Prometheus reads. */
@NullMarked
package dev.teerex.server.metrics;

import org.jspecify.annotations.NullMarked;
