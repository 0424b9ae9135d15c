package dev.teerex.updater.plan;

import dev.teerex.updater.rig.LocalRegistry;
import dev.teerex.updater.rig.StandInRegistry;

/** The rules on a registry in this JVM, so that they are tested wherever Java is. */
class RegistryRulesTest extends RegistryRules {
    @Override
    LocalRegistry registry() {
        return StandInRegistry.get();
    }
}
