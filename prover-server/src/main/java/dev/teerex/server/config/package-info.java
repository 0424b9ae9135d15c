/** What the operator decides: options from flags, the environment and a file, as typed values. */
@NullMarked
package dev.teerex.server.config;

import org.jspecify.annotations.NullMarked;
