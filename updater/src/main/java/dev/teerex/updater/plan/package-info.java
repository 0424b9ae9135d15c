/** From what is there to what is to be done, one step at a time. */
@NullMarked
package dev.teerex.updater.plan;

import org.jspecify.annotations.NullMarked;
