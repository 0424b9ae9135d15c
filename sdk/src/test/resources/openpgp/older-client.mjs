// A client that knows the older contract alone: node older-client.mjs URL VERSION INPUT PROOF
// It fetches the key, encrypts the file INPUT to it, has it proved, and writes the proof to the file PROOF.
import { readFile, writeFile } from 'node:fs/promises';
import * as openpgp from 'openpgp';

const FEWEST_FIELDS = 1935;

const [, , url, version, inputFile, proofFile] = process.argv;

async function json(response) {
  const body = await response.json();
  if (!response.ok) {
    throw new Error(`${response.status} ${body.error} (request ${body.requestId})`);
  }
  return body;
}

const attestation = await json(await fetch(`${url}/attestation`));
if (attestation.mode !== 'standard') {
  throw new Error(`attestation mode ${attestation.mode}`);
}
const encrypted = await openpgp.encrypt({
  message: await openpgp.createMessage({ binary: await readFile(inputFile) }),
  encryptionKeys: await openpgp.readKey({ armoredKey: attestation.publicKey }),
  format: 'binary',
});
const response = await fetch(`${url}/prove`, {
  method: 'POST',
  headers: { 'Content-Type': 'application/json', 'x-aztec-version': version },
  body: JSON.stringify({ data: Buffer.from(encrypted).toString('base64') }),
});
const proof = Buffer.from((await json(response)).proof, 'base64');
const fields = proof.readUInt32BE(0);
if (fields < FEWEST_FIELDS || proof.length !== 4 + 32 * fields) {
  throw new Error(`a proof of ${fields} fields in ${proof.length} bytes`);
}
await writeFile(proofFile, proof);
console.log(
  `${fields} fields, prove ${response.headers.get('x-prove-duration-ms')} ms,`,
  `decrypt ${response.headers.get('x-decrypt-duration-ms')} ms`,
);
