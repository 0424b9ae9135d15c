/** What the server can say about itself: its key and, in an enclave, a signed document. */
@NullMarked
package dev.teerex.server.enclave;

import org.jspecify.annotations.NullMarked;
