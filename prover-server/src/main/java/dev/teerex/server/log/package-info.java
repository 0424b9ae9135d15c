/** One line of JSON for each thing that happened, never with payload. */
@NullMarked
package dev.teerex.server.log;

import org.jspecify.annotations.NullMarked;
