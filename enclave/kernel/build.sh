#!/bin/sh
# Builds the enclave's kernel from Debian's Linux source: build.sh SOURCE.tar.xz OUTPUT
# The same source, options and compiler give the same bytes. Needs make, gcc, flex, bison, bc, perl and libelf.
set -eu
options=$(cd "$(dirname "$0")" && pwd)/options
source=$1
output=$2

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
tar -C "$work" --strip-components=1 -xf "$source"

export ARCH=x86 KBUILD_BUILD_TIMESTAMP="1970-01-01 00:00:00 UTC" KBUILD_BUILD_USER=tee-rex KBUILD_BUILD_HOST=tee-rex \
  KBUILD_BUILD_VERSION=1 LC_ALL=C
make -s -C "$work" KCONFIG_ALLCONFIG="$options" allnoconfig
refused=
while read -r line; do
  case $line in
    CONFIG_*) grep -qxF "$line" "$work/.config" ;;
    "# CONFIG_"*) option=${line#"# "} && ! grep -q "^${option%% *}=" "$work/.config" ;;
    *) true ;;
  esac || refused="$refused $line;"
done < "$options"
if [ -n "$refused" ]; then
  echo "this source does not take:$refused" >&2
  exit 1
fi
make -s -C "$work" -j "$(nproc)" bzImage
cp "$work/arch/x86/boot/bzImage" "$output"
sha256sum "$output"
