/** Container images, from an OCI image layout or a {@code docker save} archive, as trees of files. */
@NullMarked
package dev.teerex.eif.container;

import org.jspecify.annotations.NullMarked;
