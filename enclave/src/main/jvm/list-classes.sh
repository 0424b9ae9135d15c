#!/bin/sh
# Writes server.classes, the classes that the server loads until it is ready: list-classes.sh JDK SERVER-JAR BB
# To be run again when the server has changed much; what the list misses is loaded as ever, only later. Needs root, to show
# the server a /dev/nsm that it can open, for the classes that talk to one.
set -eu
jdk=$1 jar=$2 bb=$3
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -r "$work"' EXIT
serve() {
    "$jdk/bin/java" -XX:+UseSerialGC -XX:DumpLoadedClassList="$work/$1.list" -jar "$jar" serve --port 0 --bb "$bb" --tee "$1" \
        --cache-directory "$work/cache" --crs-directory "$work/crs" --insecure-dev-crs always --crs-points 2
}
serve simulated >"$work/out" 2>/dev/null &
server=$!
while ! grep -q ready "$work/out"; do
    kill -0 $server
    sleep 0.2
done
address=$(sed -n 's/^ready //p' "$work/out")
for path in livez readyz health attestation; do
    curl -s -o "$work/answer" "$address/$path"
done
kill $server
wait $server || true
mkdir "$work/dev"
cp -a /dev/null /dev/zero /dev/random /dev/urandom "$work/dev"
: >"$work/dev/nsm"
# shellcheck disable=SC2016 # the inner shell expands it
unshare -m sh -c 'mount --bind "$0" /dev && exec "$@"' "$work/dev" \
    "$jdk/bin/java" -XX:+UseSerialGC -XX:DumpLoadedClassList="$work/nitro.list" -jar "$jar" serve --tee nitro --bb "$bb" \
    >"$work/out" 2>&1 || true
# Without constant pool entries and identifiers, which are of that run alone, and what the JDK's own list has.
for list in simulated nitro; do
    grep -v '^[#]\|^@cp' "$work/$list.list" | sed 's/ id:.*//'
done | LC_ALL=C sort -u | grep -vxFf "$jdk/lib/classlist" >"$here/server.classes"
wc -l "$here/server.classes"
