/** What an npm registry says of packages: tags, versions, ages, integrities, signatures. */
@NullMarked
package dev.teerex.updater.registry;

import org.jspecify.annotations.NullMarked;
