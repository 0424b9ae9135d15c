#!/bin/sh
# Builds the enclave's image from two fresh checkouts of this commit and compares the results, byte for byte:
# reproduce.sh -Dtee-rex.kernel=bzImage -Dtee-rex.kernelSha256=... [any other property of the profile]
set -eu
repository=$(git -C "$(dirname "$0")" rev-parse --show-toplevel)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
for build in one another; do
    git clone -q "$repository" "$work/$build"
    (cd "$work/$build" && mvn -q -B -Penclave -DskipTests -pl enclave -am verify "-Dtee-rex.enclave.output=$work/$build.out" "$@")
done
for file in tee-rex-enclave.eif measurement.json attestation-policy.json manifest.json; do
    cmp "$work/one.out/$file" "$work/another.out/$file"
done
echo "both builds gave the same files"
sha256sum "$work/one.out/tee-rex-enclave.eif"
cat "$work/one.out/measurement.json"
