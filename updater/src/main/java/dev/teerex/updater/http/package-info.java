/** Bounded HTTP with retries that are safe, and rate limits that are honoured. */
@NullMarked
package dev.teerex.updater.http;

import org.jspecify.annotations.NullMarked;
