/** Which npm registry this machine uses, with whose credentials, and where in it a package's archive lies. */
@NullMarked
package dev.teerex.npm;

import org.jspecify.annotations.NullMarked;
