/** Proving, attesting, enclave images and updates as build steps: request in, files and a report out. Knows nothing of Maven. */
@NullMarked
package dev.teerex.build;

import org.jspecify.annotations.NullMarked;
