#!/usr/bin/env bash
# Compiles the circuit and solves its witness again, with the npm packages of the Noir version that bb 5.0.0 goes with.
set -euo pipefail
circuit=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp -r "$circuit/src" "$circuit/Nargo.toml" "$work"
cd "$work"
npm install --silent --no-save --ignore-scripts @noir-lang/noir_wasm@1.0.0-beta.26 @noir-lang/noir_js@1.0.0-beta.26
cat > regenerate.mjs <<'JS'
import { writeFileSync } from 'node:fs';
import { compile_program, createFileManager } from '@noir-lang/noir_wasm';
import { Noir } from '@noir-lang/noir_js';

const { program } = await compile_program(createFileManager(process.cwd()));
// Debug information holds this machine's paths and is not needed to prove.
const { noir_version, hash, abi, bytecode } = program;
const { witness } = await new Noir(program).execute({ p: '1000003', q: '998244353', product: '998247347733059' });
writeFileSync('factors.json', JSON.stringify({ noir_version, hash, abi, bytecode }) + '\n');
writeFileSync('factors.gz', witness);
JS
node regenerate.mjs
cp factors.json factors.gz "$circuit/.."
echo "written: factors.json, factors.gz"
