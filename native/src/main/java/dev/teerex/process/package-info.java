/** Starting short commands of which only the answer matters. */
@NullMarked
package dev.teerex.process;

import org.jspecify.annotations.NullMarked;
