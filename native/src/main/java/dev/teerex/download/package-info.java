/** Fetching files over HTTP: through proxies, with resume, bounded waits, and failures that say who must act. */
@NullMarked
package dev.teerex.download;

import org.jspecify.annotations.NullMarked;
