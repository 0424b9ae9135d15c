/** JSON as values, read within bounds: for metadata, written measurements and container images. */
@NullMarked
package dev.teerex.eif.json;

import org.jspecify.annotations.NullMarked;
