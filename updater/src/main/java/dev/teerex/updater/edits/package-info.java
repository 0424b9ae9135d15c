/** Versions in files, found and replaced as byte spans, so that nothing else in the file changes. */
@NullMarked
package dev.teerex.updater.edits;

import org.jspecify.annotations.NullMarked;
