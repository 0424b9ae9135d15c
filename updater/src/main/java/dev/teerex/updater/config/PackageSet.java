package dev.teerex.updater.config;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which packages must all be there at one version.
 *
 * @param discover prefixes: a package that a {@code package.json} names under one of them belongs to the set
 * @param include further packages
 * @param exclude packages that follow versions of their own
 */
public record PackageSet(List<String> discover, Set<String> include, Set<String> exclude) {
    /** What an Aztec application usually needs: the set of a repository whose files name no package. */
    public static final Set<String> AZTEC = Set.of(
            "@aztec/accounts",
            "@aztec/aztec.js",
            "@aztec/bb-prover",
            "@aztec/bb.js",
            "@aztec/constants",
            "@aztec/entrypoints",
            "@aztec/foundation",
            "@aztec/noir-contracts.js",
            "@aztec/noir-protocol-circuits-types",
            "@aztec/protocol-contracts",
            "@aztec/pxe",
            "@aztec/simulator",
            "@aztec/stdlib",
            "@aztec/wallets");

    /** Copies the collections. */
    public PackageSet {
        discover = List.copyOf(discover);
        include = Set.copyOf(include);
        exclude = Set.copyOf(exclude);
    }

    /** Returns whether a package belongs to the set when a file names it. */
    public boolean takes(String name) {
        return !exclude.contains(name)
                && (include.contains(name) || discover.stream().anyMatch(name::startsWith));
    }

    /**
     * Returns the set for a repository.
     *
     * @param discovered the packages that its files name
     */
    public Set<String> names(Set<String> discovered) {
        Set<String> names = new TreeSet<>(discovered);
        names.addAll(include);
        if (names.isEmpty()) {
            names.addAll(AZTEC);
        }
        names.removeAll(exclude);
        return names;
    }
}
