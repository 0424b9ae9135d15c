// A server that knows the older contract alone: node older-server.mjs FIELDS [PROGRAM ARGUMENT...]
// It proves nothing: its proofs have so many fields, all zero but the last, which is the SHA-256 of what it decrypted without
// the first byte. A program is run for each of them, with what was decrypted in a file, as the TypeScript server runs bb. It prints
// one line, `ready URL`, when it can be asked.
import { execFile } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import * as openpgp from 'openpgp';

const MOST = 50 * 1024 * 1024;
const [, , fieldCount, program, ...programArguments] = process.argv;
const fields = Number(fieldCount);
const run = promisify(execFile);

const { privateKey, publicKey } = await openpgp.generateKey({
  type: 'curve25519',
  userIDs: [{ name: 'TEE-Rex' }],
  config: { aeadProtect: true },
});
const decryptionKeys = await openpgp.readPrivateKey({ armoredKey: privateKey });

async function receive(request) {
  const chunks = [];
  let length = 0;
  for await (const chunk of request) {
    length += chunk.length;
    if (length > MOST) {
      throw { status: 413, error: 'Request body too large' };
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function parse(body) {
  let parsed;
  try {
    parsed = JSON.parse(body.toString());
  } catch {
    throw { status: 400, error: 'Malformed request body' };
  }
  if (typeof parsed?.data !== 'string' || parsed.data === '') {
    throw { status: 400, error: 'Invalid request body: expected { data: string }' };
  }
  return parsed.data;
}

async function decrypt(data) {
  try {
    const message = await openpgp.readMessage({ binaryMessage: Buffer.from(data, 'base64') });
    return (await openpgp.decrypt({ message, decryptionKeys, format: 'binary' })).data;
  } catch {
    throw { status: 400, error: 'Failed to decrypt request payload' };
  }
}

async function runOn(plaintext) {
  const folder = await mkdtemp(join(tmpdir(), 'older-server-'));
  try {
    await writeFile(join(folder, 'ivc-inputs.msgpack'), plaintext);
    await run(program, programArguments);
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function prove(request) {
  const data = parse(await receive(request));
  const begin = performance.now();
  const plaintext = await decrypt(data);
  const decrypted = performance.now();
  if (program) {
    await runOn(plaintext);
  }
  const proof = Buffer.alloc(4 + 32 * fields);
  proof.writeUInt32BE(fields);
  createHash('sha256').update(plaintext).digest().copy(proof, proof.length - 31, 1);
  return {
    body: { proof: proof.toString('base64') },
    headers: {
      'x-decrypt-duration-ms': Math.round(decrypted - begin),
      'x-prove-duration-ms': Math.round(performance.now() - decrypted),
    },
  };
}

const routes = {
  'GET /health': () => ({ body: { status: 'ok', api_version: 1, available_versions: [], runtime: {} } }),
  'GET /attestation': () => ({ body: { mode: 'standard', publicKey } }),
  'GET /encryption-public-key': () => ({ body: { publicKey } }),
  'POST /prove': prove,
};

const server = createServer(async (request, response) => {
  const requestId = request.headers['x-request-id'] ?? randomUUID();
  let status = 200;
  let answer;
  try {
    const route = routes[`${request.method} ${request.url}`];
    if (!route) {
      throw { status: 404, error: 'Not found' };
    }
    answer = await route(request);
  } catch (failure) {
    status = failure.status ?? 500;
    answer = { body: { error: failure.status ? failure.error : 'Internal server error', requestId } };
  }
  const text = JSON.stringify(answer.body);
  response.writeHead(status, {
    'Content-Type': 'application/json',
    'Content-Length': Buffer.byteLength(text),
    'Access-Control-Allow-Origin': '*',
    'X-Request-Id': requestId,
    ...answer.headers,
  });
  response.end(text);
});
server.listen(0, '127.0.0.1', () => console.log(`ready http://127.0.0.1:${server.address().port}`));
