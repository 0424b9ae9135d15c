/** The configuration file as records. */
@NullMarked
package dev.teerex.updater.config;

import org.jspecify.annotations.NullMarked;
