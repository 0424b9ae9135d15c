/** Files that several builds use at once: replaced as a whole, changed by one at a time. */
@NullMarked
package dev.teerex.file;

import org.jspecify.annotations.NullMarked;
