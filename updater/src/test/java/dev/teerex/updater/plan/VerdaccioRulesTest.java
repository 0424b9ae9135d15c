package dev.teerex.updater.plan;

import dev.teerex.updater.rig.LocalRegistry;
import dev.teerex.updater.rig.Verdaccio;

/** The same rules on a real registry, which answers for the one in this JVM. */
class VerdaccioRulesTest extends RegistryRules {
    @Override
    LocalRegistry registry() {
        return Verdaccio.get();
    }
}
