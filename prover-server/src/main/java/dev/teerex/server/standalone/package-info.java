/** The server on its own: its parts put together, started and stopped. */
@NullMarked
package dev.teerex.server.standalone;

import org.jspecify.annotations.NullMarked;
