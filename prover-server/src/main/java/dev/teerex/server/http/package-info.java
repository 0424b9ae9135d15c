/** Routes, limits and errors. The only package that knows Jetty. */
@NullMarked
package dev.teerex.server.http;

import org.jspecify.annotations.NullMarked;
