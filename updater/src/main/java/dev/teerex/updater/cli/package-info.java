/** The command line: parameters in, request out, report printed. */
@NullMarked
package dev.teerex.updater.cli;

import org.jspecify.annotations.NullMarked;
